// How studies come in, stand in the list, and are held.
extension ModelHub {
  // MARK: Coming in

  /// The same object again is no second object.
  package mutating func upload(_ number: Int, isUrgent: Bool, from clinic: Int) -> Answer {
    if objects.contains(where: { $0.number == number && $0.clinic == clinic }) { return .stored(isNew: false) }
    let kind = Self.kind(ofObject: number)
    let object = Object(
      number: number, kind: kind, label: Self.label(ofObject: number), clinic: clinic, patient: patient(kind, number, clinic), isUrgent: isUrgent,
      receivedAt: wall)
    objects.append(object)
    add(.index(object), isUrgent: isUrgent, clinic: clinic)
    return .stored(isNew: true)
  }

  /// What the objects are that clinics have to send: images of two persons, ECGs that are critical, some that are not, and some more of the
  /// same studies: second images, ECGs and scanned papers.
  package static func kind(ofObject number: Int) -> Kind {
    switch number {
    case 8, 9, 19: .criticalECG
    case 10, 20: .ordinaryECG
    case 21, 22: .document
    default: .image
    }
  }
  package static let objectNumbers = 0..<23
  /// The study that an object says it is of, by the object that usually begins it.
  package static func label(ofObject number: Int) -> Int {
    switch number {
    case 11..<19: number - 11
    case 19: 10
    case 20: 8
    case 21: 0
    case 22: 9
    default: number
    }
  }

  /// Patients are a clinic's own. Each ECG sample is of one person.
  private func patient(_ kind: Kind, _ number: Int, _ clinic: Int) -> Int {
    switch kind {
    case .criticalECG: clinic * 10 + 8
    case .ordinaryECG: clinic * 10 + 9
    case .image, .document: clinic * 10 + Self.label(ofObject: number) % 2
    }
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
      let study = join(object)
      guard object.kind != .document else { return }
      let reading = joinReading(object, of: study)
      // As urgent as its sender says, or as what is known of the study.
      let isUrgent = readings[reading].isUrgent || readings[reading].grade == .critical
      if object.kind.isECG { add(.screen(reading: reading, object.kind), isUrgent: isUrgent, clinic: object.clinic) }
    case .screen(let reading, let kind):
      let grade: Grade = kind == .criticalECG ? .critical : .ordinary
      readings[reading].screened.append(grade)
      if !readings[reading].isCompleted {
        readings[reading].grade = min(readings[reading].grade ?? grade, grade)
        countAnew(reading)
      }
      if grade == .critical { raise(criticalCodes, of: reading) }
    }
  }

  private mutating func join(_ object: Object) -> Int {
    let isECG = object.kind == .document ? nil : object.kind.isECG
    let own = studies.indices.filter { studies[$0].label == object.label && studies[$0].clinic == object.clinic }
    // A document joins what there is, images rather than ECGs; others join their like, or documents.
    let kinds: [Bool?] = isECG.map { [$0, nil] } ?? [nil, false, true]
    for kind in kinds {
      guard let index = own.first(where: { studies[$0].isECG == kind }) else { continue }
      studies[index].objectCount += 1
      if kind == nil { studies[index].isECG = isECG }
      return index
    }
    studies.append(Study(label: object.label, clinic: object.clinic, patient: object.patient, isECG: isECG))
    return studies.count - 1
  }

  /// What was signed stays as it is; its readers are told how much came late.
  private mutating func joinReading(_ object: Object, of study: Int) -> Int {
    guard let reading = readings.firstIndex(where: { $0.study == study }) else {
      readings.append(Reading(object, of: study, patient: studies[study].patient))
      return readings.count - 1
    }
    readings[reading].firstReceivedAt = min(readings[reading].firstReceivedAt, object.receivedAt)
    readings[reading].isUrgent = readings[reading].isUrgent || object.isUrgent
    countAnew(reading)
    return reading
  }

  private mutating func countAnew(_ reading: Int) {
    readings[reading].countsFrom = readings[reading].amendment?.openedAt ?? readings[reading].firstReceivedAt
  }

  /// Objects that came after the report that counts was written; before the first nothing is late.
  package func lateObjectCount(_ index: Int) -> Int {
    readings[index].versions.last(where: \.isIssued).map { objectCount(index) - $0.objectCount } ?? 0
  }
  /// Objects of its study that its clinic has and has not sent.
  func unsent(of index: Int) -> [Int] {
    let study = studies[readings[index].study]
    return Self.objectNumbers.filter { number in
      Self.label(ofObject: number) == study.label && !objects.contains { $0.number == number && $0.clinic == study.clinic }
    }
  }
  package func objectCount(_ index: Int) -> Int { studies[readings[index].study].objectCount }

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
    if reading.grade == .critical { return 0 }
    return reading.isUrgent || (reading.isECG && reading.grade == nil) ? 1 : 2
  }

  package func deadline(_ index: Int) -> Int {
    let minutes = !readings[index].isECG ? [30, 30, 120] : [10, 15, 30]
    return readings[index].countsFrom + minutes[priority(index)] * 60
  }

  /// Why this reader has nothing to do with it: it is not there, or another hospital's, which is the same; or no study of theirs.
  func faultOfSight(_ reading: Int, _ reader: Int) -> Refusal? {
    guard readings.indices.contains(reading), reader < 3 else { return .notFound }
    return reader == 2 && !readings[reading].isECG ? .outsideScope : nil
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
