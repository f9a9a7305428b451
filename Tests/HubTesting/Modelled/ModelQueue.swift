// How studies come in, stand in the list, and are held.
extension ModelHub {
  // MARK: Coming in

  /// The same object again is no second object.
  package mutating func upload(_ number: Int, isUrgent: Bool, from clinic: Int) -> Answer {
    if objects.contains(where: { $0.number == number && $0.clinic == clinic }) { return .stored(isNew: false) }
    let kind = Self.kind(ofObject: number)
    let object = Object(
      number: number, kind: kind, clinic: clinic, patient: patient(kind, number, clinic), isUrgent: isUrgent, receivedAt: wall)
    objects.append(object)
    jobs.append(.index(object, notBefore: wall))
    return .stored(isNew: true)
  }

  /// What the objects are that clinics have to send: images of two persons, ECGs that are critical, one that is not.
  package static func kind(ofObject number: Int) -> Kind {
    switch number {
    case 8, 9: .criticalECG
    case 10: .ordinaryECG
    default: .image
    }
  }
  package static let objectNumbers = 0..<11

  /// Patients are a clinic's own. Each ECG sample is of one person.
  private func patient(_ kind: Kind, _ number: Int, _ clinic: Int) -> Int {
    let own = kind == .image ? number % 2 : kind == .criticalECG ? 8 : 9
    return clinic * 10 + own
  }

  /// All work that is due, urgent first, then in order; what it brings about is done too.
  package mutating func work() {
    while let place = nextJob() {
      switch jobs.remove(at: place) {
      case .index(let object, _):
        readings.append(Reading(object))
        if object.kind != .image { jobs.append(.screen(reading: readings.count - 1, notBefore: wall)) }
      case .screen(let reading, _):
        readings[reading].isScreened = true
        readings[reading].isGraded = !readings[reading].isCompleted
        if readings[reading].kind == .criticalECG { raise(criticalCodes, of: reading) }
      }
    }
  }

  private func nextJob() -> Int? {
    let due = jobs.indices.filter { notBefore(jobs[$0]) <= wall }
    return due.first { isUrgent(jobs[$0]) } ?? due.first
  }
  private func notBefore(_ job: Job) -> Int {
    switch job {
    case .index(_, let moment), .screen(_, let moment): moment
    }
  }
  private func isUrgent(_ job: Job) -> Bool {
    switch job {
    case .index(let object, _): object.isUrgent
    case .screen(let reading, _): readings[reading].isUrgent
    }
  }

  // MARK: Time

  package mutating func pass(seconds: Int) {
    wall += seconds
    monotonic += seconds
  }

  /// Somebody sets the wall clock. Leases do not care.
  package mutating func setWall(by seconds: Int) { wall += seconds }

  /// What time alone brings about.
  package mutating func tick() {
    escalate()
    for index in readings.indices {
      readings[index].isReady = true
      if let lease = readings[index].lease, lease.end <= monotonic { readings[index].lease = nil }
    }
  }

  // MARK: The list

  /// Critical first, then emergency, then routine; within a class by deadline, then by number.
  package var order: [Int] {
    readings.indices.sorted { (priority($0), deadline($0), $0) < (priority($1), deadline($1), $1) }
  }

  /// 0 critical, 1 emergency, 2 routine. Unread is never ordinary.
  package func priority(_ index: Int) -> Int {
    let reading = readings[index]
    switch reading.kind {
    case .criticalECG where reading.isGraded: return 0
    case .ordinaryECG where reading.isGraded && !reading.isUrgent, .image where !reading.isUrgent: return 2
    default: return 1
    }
  }

  package func deadline(_ index: Int) -> Int {
    let minutes = readings[index].kind == .image ? [30, 30, 120] : [10, 15, 30]
    return readings[index].countsFrom + minutes[priority(index)] * 60
  }

  /// Why this reader has nothing to do with it: it is not there, or another hospital's, which is the same; or no study of theirs.
  func faultOfSight(_ reading: Int, _ reader: Int) -> Refusal? {
    guard readings.indices.contains(reading), reader < 3 else { return .notFound }
    return reader == 2 && readings[reading].kind == .image ? .outsideScope : nil
  }

  /// The doctor has a licence on this day; none on record will do unless the agreement asks for one. Clinic and hospital have an agreement;
  /// who has issued something can take it back without.
  func faultOfEntitlement(_ index: Int, _ reader: Int) -> Refusal? {
    let (reading, licence) = (readings[index], licences[reader])
    let agreement = agreements[reading.clinic]
    let wasIssued = reading.isCompleted || reading.amendment != nil
    if let last = agreement.lastDay, last < today, !wasIssued { return .agreementNotInForce }
    guard licence.isOnRecord else { return agreement.requiresLicence ? .licenceNotValid : nil }
    return licence.lastDay.map { $0 < today } == true ? .licenceNotValid : nil
  }

  // MARK: Holding

  package mutating func claim(_ index: Int, by reader: Int) -> Answer {
    if let refusal = faultOfSight(index, reader) ?? faultOfEntitlement(index, reader) { return refuse(refusal) }
    let reading = readings[index]
    guard reading.isReady else { return refuse(.readingNotReady) }
    guard mayTake(reading, reader) else { return refuse(.sameDoctor) }
    guard !reading.isCompleted else { return refuse(.readingFinished) }
    if let lease = reading.lease, lease.end > monotonic {
      guard lease.holder == reader else { return refuse(.readingHeld) }
      return renewed(index)
    }
    return taken(index, by: reader)
  }

  mutating func taken(_ index: Int, by reader: Int) -> Answer {
    readings[index].lastToken += 1
    readings[index].lease = Lease(holder: reader, token: readings[index].lastToken, end: monotonic + Self.lease)
    return .lease(reading: index, token: readings[index].lastToken)
  }

  /// The first in the list that nobody has had; one's own reports that wait for a second doctor are passed over. Where only agreements or
  /// licences that have ended are in the way, that is said.
  package mutating func claimNext(by reader: Int) -> Answer {
    let waiting = order.filter { index in
      let reading = readings[index]
      guard faultOfSight(index, reader) == nil else { return false }
      return reading.isReady && !reading.isCompleted && reading.lease == nil && mayTake(reading, reader)
    }
    guard let first = waiting.first else { return refuse(.nothingToClaim) }
    guard let next = waiting.first(where: { faultOfEntitlement($0, reader) == nil }) else {
      return refuse(faultOfEntitlement(first, reader) ?? .nothingToClaim)
    }
    return claim(next, by: reader)
  }

  package mutating func release(_ index: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    readings[index].lease = nil
    return .done
  }

  package mutating func renew(_ index: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    return renewed(index)
  }

  private func mayTake(_ reading: Reading, _ reader: Int) -> Bool { reading.task != .review || reading.reporter != reader }

  mutating func renewed(_ index: Int) -> Answer {
    keepLease(index)
    return .lease(reading: index, token: readings[index].lease?.token ?? 0)
  }

  /// Every act of the holder keeps the lease.
  mutating func keepLease(_ index: Int) { readings[index].lease?.end = monotonic + Self.lease }

  /// Why an act on a reading does not count: it is done, somebody else's, or stands on an old or ended lease.
  func faultOfLease(_ index: Int, _ token: Int, _ reader: Int) -> Refusal? {
    if let refusal = faultOfSight(index, reader) { return refusal }
    guard !readings[index].isCompleted else { return .readingFinished }
    guard let lease = readings[index].lease, lease.holder == reader else { return .leaseNotHeld }
    return lease.token == token && lease.end > monotonic ? nil : .leaseStale
  }

  func refuse(_ refusal: Refusal) -> Answer { .refused(refusal.rawValue) }
}
