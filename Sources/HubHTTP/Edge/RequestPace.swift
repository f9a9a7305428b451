import HTTPTypes
import HubModel
import Hummingbird
import Synchronization

/// Bounds how often one credential calls, so that a program gone wild takes the hub from nobody else. What is over the bound is answered at
/// once, before anything is read or asked of the store, with 429 and `Retry-After` (RFC 6585 §4).
///
/// Buckets are kept for credentials the hub knows, so strangers cannot make it remember anything.
final class RequestPace: Sendable {
  private enum Kind: Hashable { case calls, sending, urgentSending }
  private struct Key: Hashable {
    var principal: Principal
    var kind: Kind
  }
  private struct Bucket {
    var level: Double
    var at: MonotonicInstant
  }

  private let limits: HubHTTPLimits
  private let buckets = Mutex<[Key: Bucket]>([:])

  init(limits: HubHTTPLimits) { self.limits = limits }

  /// Counts one call.
  ///
  /// - Throws: `too-many-requests`.
  func admit(_ principal: Principal, to operation: Operation, isUrgent: Bool, at now: MonotonicInstant) throws(HubError) {
    let isAdmitted = buckets.withLock { buckets in
      guard operation.isSending else { return take(&buckets, Key(principal: principal, kind: .calls), limits.calls, now) }
      if take(&buckets, Key(principal: principal, kind: .sending), limits.sending, now) { return true }
      return isUrgent && take(&buckets, Key(principal: principal, kind: .urgentSending), limits.urgentSending, now)
    }
    guard isAdmitted else { throw HubError(.tooManyRequests) }
  }

  private func take(_ buckets: inout [Key: Bucket], _ key: Key, _ allowance: RequestAllowance, _ now: MonotonicInstant) -> Bool {
    var bucket = buckets[key] ?? Bucket(level: allowance.atOnce, at: now)
    // Two threads may come in another order than their clocks were read.
    let passed = max(0, (now - bucket.at).seconds)
    bucket.level = min(allowance.atOnce, bucket.level + passed * allowance.perSecond)
    bucket.at = max(bucket.at, now)
    let isThere = bucket.level >= 1
    if isThere { bucket.level -= 1 }
    buckets[key] = bucket
    return isThere
  }
}

extension Operation {
  fileprivate var isSending: Bool {
    switch self {
    case .openUpload, .putObject, .storeInstances, .storeInstancesOfStudy: true
    default: false
    }
  }
}

extension Request {
  /// Whether the sender ranks the request before its others: `Priority: u=0` (RFC 9218 §4.1; the default is 3).
  var isUrgent: Bool {
    headers[values: .priority].contains { $0.split(separator: ",").contains { $0.filter { $0 != " " } == "u=0" } }
  }
}
