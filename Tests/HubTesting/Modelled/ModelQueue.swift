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
    add(.index(object), isUrgent: isUrgent, clinic: clinic)
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

  /// All work that is due; what it brings about is done too. Objects are joined to their studies 16 at a time, then up to four are screened.
  package mutating func work() {
    var isDone = false
    while !isDone {
      let joined = takeLot(isScreening: false, limit: 16)
      for job in joined { perform(job) }
      let screened = takeLot(isScreening: true, limit: 4)
      for job in screened { perform(job) }
      isDone = joined.isEmpty && screened.isEmpty
    }
  }

  private mutating func perform(_ job: Job) {
    switch job.work {
    case .index(let object):
      readings.append(Reading(object))
      if object.kind != .image { add(.screen(reading: readings.count - 1), isUrgent: object.isUrgent, clinic: object.clinic) }
    case .screen(let reading):
      readings[reading].isScreened = true
      readings[reading].isGraded = !readings[reading].isCompleted
      if readings[reading].kind == .criticalECG { raise(criticalCodes, of: reading) }
    }
  }

  /// A clinic's turn is one after its last, or after the last that anybody had where that is more.
  private mutating func add(_ work: Job.Work, isUrgent: Bool, clinic: Int) {
    let line = work.line(isUrgent: isUrgent)
    let turn = max(lastTurns[line]?[clinic] ?? 0, lastServed[line] ?? 0) + 1
    lastTurns[line, default: [:]][clinic] = turn
    jobs.append(Job(work: work, isUrgent: isUrgent, turn: turn, notBefore: wall))
  }

  /// Urgent before others, but for one place; then by turn, then as they came.
  private mutating func takeLot(isScreening: Bool, limit: Int) -> [Job] {
    let due = jobs.indices.filter { jobs[$0].work.isScreening == isScreening && jobs[$0].notBefore <= wall }
      .sorted { (jobs[$0].turn, $0) < (jobs[$1].turn, $1) }
    let urgent = due.filter { jobs[$0].isUrgent }.prefix(limit)
    let others = due.filter { !jobs[$0].isUrgent }.prefix(max(limit - urgent.count, 1))
    let places = urgent.prefix(limit - others.count) + others
    let lot = places.map { jobs[$0] }
    for place in places.sorted(by: >) { jobs.remove(at: place) }
    for job in lot {
      let line = job.work.line(isUrgent: job.isUrgent)
      lastServed[line] = max(lastServed[line] ?? 0, job.turn)
    }
    return lot
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

extension ModelHub.Job.Work {
  fileprivate var isScreening: Bool { if case .screen = self { true } else { false } }
  fileprivate func line(isUrgent: Bool) -> ModelHub.Job.Line { ModelHub.Job.Line(isScreening: isScreening, isUrgent: isUrgent) }
}
