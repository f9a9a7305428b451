// A report that was issued is taken up again; and what clinics, hospital and doctors have agreed on by the day.
extension ModelHub {
  /// What a new version does to the issued one before it; the words are those of its status.
  package enum AmendmentKind: String, Equatable, Sendable, CaseIterable {
    case amended, corrected, appended
    case withdrawn = "entered-in-error"
  }

  package struct Amendment: Equatable, Sendable {
    package var kind: AmendmentKind
    /// The issued version it is about.
    package var version: Int
    var tellsAgain: Bool
    var openedAt: Int
  }

  /// What a version says. A withdrawal says nothing but that.
  package enum Text: Equatable, Sendable, CaseIterable {
    case short, long, other, withdrawal
    package var findings: String {
      switch self {
      case .short: "所见"
      case .long: "所见\n补充"
      case .other: "另见"
      case .withdrawal: ""
      }
    }
    /// Every line of the other stands in it.
    package func keeps(_ other: Text) -> Bool { self == other || (self == .long && other == .short) }
  }

  package struct Agreement: Equatable, Sendable {
    package var needsReview = false
    package var sendsPreliminary = true
    package var requiresLicence = false
    /// Days since the beginning of the sequence; open where there is none.
    package var lastDay: Int?
    package init(needsReview: Bool = false, sendsPreliminary: Bool = true, requiresLicence: Bool = false, lastDay: Int? = nil) {
      (self.needsReview, self.sendsPreliminary) = (needsReview, sendsPreliminary)
      (self.requiresLicence, self.lastDay) = (requiresLicence, lastDay)
    }
  }

  package struct Licence: Equatable, Sendable {
    package var isOnRecord = false
    package var lastDay: Int?
    package init(isOnRecord: Bool = false, lastDay: Int? = nil) { (self.isOnRecord, self.lastDay) = (isOnRecord, lastDay) }
  }

  /// A sequence begins at eight in the morning where the clinics are.
  package var today: Int { Int((Double(wall + 8 * 3_600) / 86_400).rounded(.down)) }

  // MARK: Taking up again

  /// Opens it and holds it in one step. Who holds it and asks again keeps it.
  package mutating func amend(_ index: Int, _ kind: AmendmentKind, basedOn: Int, tellsAgain: Bool, by reader: Int) -> Answer {
    if let refusal = faultOfSight(index, reader) ?? faultOfEntitlement(index, reader) { return refuse(refusal) }
    if isHeld(index, kind, by: reader) { return heldAgain(index, by: reader) }
    guard readings[index].amendment == nil else { return refuse(.amendmentOpen) }
    guard let issued = readings[index].versions.lastIndex(where: \.isIssued) else { return refuse(.reportNotIssued) }
    guard basedOn == issued + 1 else { return refuse(.revisionConflict) }
    guard kind != .withdrawn || readings[index].versions[issued].kind != .withdrawn else { return refuse(.reportWithdrawn) }
    readings[index].amendment = Amendment(kind: kind, version: basedOn, tellsAgain: kind != .appended || tellsAgain, openedAt: wall)
    readings[index].task = .amendment
    readings[index].reporter = nil
    readings[index].isCompleted = false
    readings[index].countsFrom = wall
    // What the core said after the report was signed counts now.
    readings[index].grade = readings[index].screened.min() ?? readings[index].grade
    if kind == .withdrawn { write(index, .withdrawal, by: reader) }
    return taken(index, by: reader)
  }

  private func isHeld(_ index: Int, _ kind: AmendmentKind, by reader: Int) -> Bool {
    let reading = readings[index]
    guard reading.task == .amendment, reading.amendment?.kind == kind, let lease = reading.lease else { return false }
    return lease.holder == reader && lease.end > monotonic
  }

  /// A withdrawal that another doctor began is written anew: who signs is its author.
  private mutating func heldAgain(_ index: Int, by reader: Int) -> Answer {
    if readings[index].amendment?.kind == .withdrawn, readings[index].versions.last?.author != reader { write(index, .withdrawal, by: reader) }
    return renewed(index)
  }

  /// Given up: the issued version stands. Not once a later one is signed.
  package mutating func cancelAmendment(_ index: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    guard readings[index].task == .amendment, let amendment = readings[index].amendment else { return refuse(.noAmendment) }
    guard readings[index].versions[amendment.version...].allSatisfy({ $0.signedBy == nil }) else { return refuse(.alreadySigned) }
    readings[index].isCompleted = true
    readings[index].lease = nil
    readings[index].amendment = nil
    readings[index].isReturned = false
    return .done
  }
}
