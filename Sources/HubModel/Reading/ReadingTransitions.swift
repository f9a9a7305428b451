/// Both clocks at one moment; taken once at the edge and passed in.
package struct Moment: Sendable, Equatable {
  package var wall: Instant
  package var monotonic: MonotonicInstant
  package init(wall: Instant, monotonic: MonotonicInstant) {
    self.wall = wall
    self.monotonic = monotonic
  }
}

// The lawful ways of a reading (docs/state-machines.md). Each returns the next value or throws `HubError`; none touches a store.
extension Reading {
  /// SCHEDULED → IN PROGRESS. The holder who claims again keeps the reading and gets the lease renewed under the same token.
  ///
  /// - Throws: `reading-not-ready`, `reading-held`, `reading-finished`, `same-doctor`.
  package func claimed(by reader: ReaderID, at now: Moment, lease length: TimeSpan) throws(HubError) -> Reading {
    guard readiness == .ready else { throw HubError(.readingNotReady) }
    guard mayBeTaken(by: reader) else { throw HubError(.sameDoctor) }
    switch state {
    case .completed, .canceled: throw HubError(.readingFinished)
    case .inProgress:
      if let lease, lease.holder == reader, lease.expires > now.monotonic { return renewed(lease, at: now, length: length) }
      guard isLapsed(at: now.monotonic) else { throw HubError(.readingHeld) }
    case .scheduled: break
    }
    return taken(by: reader, at: now, lease: length)
  }

  /// IN PROGRESS under the next fencing token, whatever the state before.
  func taken(by reader: ReaderID, at now: Moment, lease length: TimeSpan) -> Reading {
    var next = self
    next.state = .inProgress
    next.lastFencingToken += 1
    next.lease = Lease(holder: reader, token: next.lastFencingToken, expires: now.monotonic + length, expiresAt: now.wall + length)
    return next
  }

  /// Activity of the holder keeps the lease.
  ///
  /// - Throws: as `requireLease`.
  package func renewed(by reader: ReaderID, token: Int64, at now: Moment, length: TimeSpan) throws(HubError) -> Reading {
    renewed(try requireLease(of: reader, token: token, at: now.monotonic), at: now, length: length)
  }

  /// IN PROGRESS → SCHEDULED by the holder's wish.
  package func released(by reader: ReaderID, token: Int64, at now: Moment) throws(HubError) -> Reading {
    _ = try requireLease(of: reader, token: token, at: now.monotonic)
    return withoutLease
  }

  /// IN PROGRESS → SCHEDULED because the lease ran out; `nil` while it has not.
  package func lapsed(at now: MonotonicInstant) -> Reading? { isLapsed(at: now) ? withoutLease : nil }

  /// IN PROGRESS → COMPLETED by a signature.
  package func completed(by reader: ReaderID, token: Int64, at now: Moment) throws(HubError) -> Reading {
    _ = try requireLease(of: reader, token: token, at: now.monotonic)
    var next = self
    next.state = .completed
    next.lease = nil
    next.completedAt = now.wall
    (next.amendment, next.returnReason) = (nil, nil)
    return next
  }

  /// IN PROGRESS → SCHEDULED: the report is signed by its author and waits for a second doctor.
  package func submitted(by reader: ReaderID, token: Int64, at now: Moment) throws(HubError) -> Reading {
    _ = try requireLease(of: reader, token: token, at: now.monotonic)
    var next = withoutLease
    next.task = .review
    next.reporter = reader
    next.returnReason = nil
    return next
  }

  /// IN PROGRESS → SCHEDULED: the reviewing doctor gives it back; it is to be reported, or amended, anew.
  ///
  /// - Throws: `not-for-review` for a reading that is not being reviewed, and as `requireLease`.
  package func returned(by reader: ReaderID, token: Int64, reason: String, at now: Moment) throws(HubError) -> Reading {
    _ = try requireLease(of: reader, token: token, at: now.monotonic)
    guard task == .review else { throw HubError(.notForReview) }
    var next = withoutLease
    next.task = amendment == nil ? .report : .amendment
    next.reporter = nil
    next.returnReason = reason
    return next
  }

  /// Nobody reviews their own report.
  package func mayBeTaken(by reader: ReaderID) -> Bool { task != .review || reporter != reader }

  /// The lease that an act of `reader` under `token` stands on.
  ///
  /// - Throws: `reading-finished`; `lease-not-held` when nobody or another holds it; `lease-stale` for an old token or a lease that ran out.
  package func requireLease(of reader: ReaderID, token: Int64, at now: MonotonicInstant) throws(HubError) -> Lease {
    guard state != .completed, state != .canceled else { throw HubError(.readingFinished) }
    guard let lease, lease.holder == reader else { throw HubError(.leaseNotHeld) }
    guard lease.token == token, lease.expires > now else { throw HubError(.leaseStale) }
    return lease
  }

  package func isLapsed(at now: MonotonicInstant) -> Bool {
    guard state == .inProgress else { return false }
    guard let lease else { return true }
    return lease.expires <= now
  }

  private var withoutLease: Reading {
    var next = self
    next.state = .scheduled
    next.lease = nil
    return next
  }

  private func renewed(_ lease: Lease, at now: Moment, length: TimeSpan) -> Reading {
    var next = self
    next.lease = Lease(holder: lease.holder, token: lease.token, expires: now.monotonic + length, expiresAt: now.wall + length)
    return next
  }
}
