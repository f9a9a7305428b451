import HubModel
import Synchronization

/// Looks that were granted while the audit trail could not be written: nobody is kept from an ECG or a signed report because a disk is full.
/// Each is told at once, for the log, and enters the trail with its own time as soon as a commit holds. An end of the process before that loses
/// it from the trail; the log has it.
package final class AuditBacklog: Sendable {
  private let waiting = Mutex<[AuditEvent]>([])
  private let tell: @Sendable (AuditEvent) -> Void
  /// With so many waiting, looks are refused like everything else that cannot be kept.
  private static let mostEvents = 10_000
  private static let lateMark = "entered late"

  /// - Parameter tell: told of each look that the trail does not hold yet.
  package init(tell: @escaping @Sendable (AuditEvent) -> Void) { self.tell = tell }

  /// How many looks the trail does not hold yet.
  package var count: Int { waiting.withLock { $0.count } }

  /// - Throws: `reason`, when too many wait already.
  func keep(_ events: [AuditEvent], because reason: HubError) throws(HubError) {
    let hasRoom = waiting.withLock { waiting in
      guard waiting.count + events.count <= Self.mostEvents else { return false }
      waiting += events
      return true
    }
    guard hasRoom else { throw reason }
    for event in events { tell(event) }
  }

  /// Enters what waits into the trail, all in one commit. For one caller at a time.
  func enter(into store: any HubStore) async throws(HubError) {
    let events = waiting.withLock { $0 }
    guard !events.isEmpty else { return }
    try await store.commit { store in
      for var event in events {
        event.detail += event.detail.isEmpty ? Self.lateMark : "; " + Self.lateMark
        try store.record(event)
      }
    }
    waiting.withLock { $0.removeFirst(events.count) }
  }
}

/// What a look brings about beside what is seen.
struct Look: Sendable {
  /// Whether this is a commit; if not, nothing can be kept now.
  let isKept: Bool
  private(set) var events: [AuditEvent] = []
  /// A reading whose lease the look renews.
  var renewed: Reading?

  init(isKept: Bool) { self.isKept = isKept }

  mutating func record(_ action: AuditEvent.Action, by actor: Principal, on subject: String, detail: String, at now: Instant) {
    events.append(AuditEvent(at: now, actor: actor, action: action, subject: subject, detail: detail))
  }
}

extension HubStore {
  /// One commit of a look and its entries in the audit trail. Where the disk takes nothing, the look is granted and its entries wait.
  func look<Value: Sendable>(
    _ backlog: AuditBacklog, _ body: @escaping @Sendable (any HubReading, inout Look) throws -> Value
  ) async throws(HubError) -> Value {
    do throws(HubError) {
      return try await commit { store in
        var look = Look(isKept: true)
        let value = try body(store, &look)
        if let renewed = look.renewed { try store.update(renewed) }
        for event in look.events { try store.record(event) }
        return value
      }
    } catch {
      guard error.isWantOfStorage else { throw error }
      let (value, events) = try await ask { store in
        var look = Look(isKept: false)
        return (try body(store, &look), look.events)
      }
      try backlog.keep(events, because: error)
      return value
    }
  }
}
