/// Where the first calls of a sequence lead, so that what lies behind is met often enough; then anything is called.
package enum ModelWay: Sendable { case free, toReport, toAlarm }

/// Draws calls: mostly what would bring a report forward, often what comes too late, twice, from the wrong person or under an old token.
///
/// A call is drawn from one number and the state it meets, so any calls can be left out of a sequence and the rest still mean something.
package struct ModelDraw {
  private let random: SeededRandom
  private let model: ModelHub

  /// The call that the number stands for, in this state; now and then the call before once more, as after a lost answer.
  ///
  package static func call(_ number: UInt64, in model: ModelHub, after previous: ModelCall?, on way: ModelWay) -> ModelCall {
    var draw = ModelDraw(random: SeededRandom(seed: number), model: model)
    switch way {
    case .toReport: return draw.straight()
    case .toAlarm: return draw.alarming()
    case .free: break
    }
    if let previous, draw.happens(oneIn: 12) { return previous }
    return draw.call()
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }
  private mutating func happens(oneIn count: Int) -> Bool { below(count) == 0 }

  private mutating func call() -> ModelCall {
    if model.readings.isEmpty, !happens(oneIn: 4) { return opening() }
    let isFailing = happens(oneIn: 14)
    if !model.jobs.isEmpty, happens(oneIn: 5) { return .work }
    switch below(100) {
    case 0..<6: return sending()
    case 6..<11: return .work
    case 11..<16: return .tick
    case 16..<21: return .pass(seconds: [1, 30, 61, 299, 300, 301, 599, 600, 899, 900, 901, 3_600, 86_400][below(13)])
    case 21..<22: return .setWall(seconds: [-600, -30, 30, 3_600][below(4)])
    case 22..<25: return .agree(clinic: below(2), agreement())
    case 25..<26: return .license(reader: below(3), ModelHub.Licence(isOnRecord: !happens(oneIn: 4), lastDay: lastDay()))
    case 26..<28: return .crash
    case 28..<82: return isFailing ? .failing(onReading()) : onReading()
    case 82..<91: return isFailing ? .failing(onEpisode()) : onEpisode()
    default: return fromClinic()
    }
  }

  /// Until there is something to read.
  private mutating func opening() -> ModelCall {
    guard model.jobs.isEmpty || happens(oneIn: 4) else { return .work }
    return .upload(object: below(ModelHub.objectNumbers.count), isUrgent: happens(oneIn: 3), clinic: below(2))
  }

  /// Anything, or what comes late to a study that is in the list.
  private mutating func sending() -> ModelCall {
    if !model.readings.isEmpty, !happens(oneIn: 3), let late = late(below(model.readings.count)) { return late }
    return .upload(object: below(ModelHub.objectNumbers.count), isUrgent: happens(oneIn: 3), clinic: below(2))
  }

  /// One more object of a reading's study, where its clinic has one.
  private mutating func late(_ reading: Int) -> ModelCall? {
    let clinic = model.readings[reading].clinic
    let unsent = model.unsent(of: reading)
    return unsent.isEmpty ? nil : .upload(object: unsent[below(unsent.count)], isUrgent: happens(oneIn: 3), clinic: clinic)
  }

  /// Two critical values of one patient, answered and closed or not; then the first one's report, and its amendment.
  private mutating func alarming() -> ModelCall {
    guard model.jobs.isEmpty else { return .work }
    let clinic = model.objects.first?.clinic ?? below(2)
    let unsent = [8, 9, 19].filter { number in !model.objects.contains { $0.number == number && $0.clinic == clinic } }
    let next = unsent.first.map { ModelCall.upload(object: $0, isUrgent: happens(oneIn: 3), clinic: clinic) }
    if let open = model.episodes.lastIndex(where: { $0.state != .closed }) {
      guard model.episodes[open].state == .acknowledged else { return .answer(episode: open, clinic: clinic) }
      if let next, happens(oneIn: 4) { return next }
      return .close(episode: open, by: below(2))
    }
    if let next, model.episodes.count < 2 { return next }
    return model.readings.isEmpty ? opening() : straight(0)
  }

  private mutating func straight() -> ModelCall {
    guard let index = model.readings.indices.last else { return opening() }
    if !model.jobs.isEmpty, happens(oneIn: 2) { return .work }
    return straight(index)
  }

  /// Upload to report to amendment, by whoever may.
  private mutating func straight(_ index: Int) -> ModelCall {
    let reading = model.readings[index]
    if reading.isCompleted { return below(3) == 0 ? .agree(clinic: reading.clinic, agreement()) : amending(index, by: below(2)) }
    if let holder = reading.lease?.holder { return forward(index, reading.lastToken, holder) }
    if !reading.isReady { return .tick }
    let reporter = reading.task == .review ? reading.reporter : nil
    return .claim(reading: index, by: reporter.map { 1 - min($0, 1) } ?? below(2))
  }

  private mutating func agreement() -> ModelHub.Agreement {
    ModelHub.Agreement(
      needsReview: below(3) > 0, sendsPreliminary: !happens(oneIn: 4), requiresLicence: happens(oneIn: 5), lastDay: lastDay())
  }

  /// Mostly open; else over, or today.
  private mutating func lastDay() -> Int? { happens(oneIn: 4) ? model.today - below(2) : nil }

  // MARK: Readers

  private mutating func onReading() -> ModelCall {
    guard !model.readings.isEmpty else { return .claimNext(by: below(4)) }
    // Mostly one that somebody holds or may take; then what can be amended.
    let open = model.readings.indices.filter { !model.readings[$0].isCompleted }
    let held = open.filter { model.readings[$0].lease != nil }
    let issued = model.readings.indices.filter { model.readings[$0].isCompleted }
    let reading =
      switch below(10) {
      case 0..<6 where !held.isEmpty: held[below(held.count)]
      case 0..<8 where !issued.isEmpty: issued[below(issued.count)]
      case 0..<9 where !open.isEmpty: open[below(open.count)]
      default: below(model.readings.count + 1)
      }
    guard model.readings.indices.contains(reading) else { return .claim(reading: reading, by: below(4)) }
    if model.readings[reading].isCompleted, !happens(oneIn: 5) { return amending(reading, by: happens(oneIn: 6) ? below(4) : below(3)) }
    let holder = model.readings[reading].lease?.holder
    let reader = happens(oneIn: 6) ? below(4) : holder ?? below(3)
    let token = model.readings[reading].lastToken - (happens(oneIn: 10) ? 1 : 0)
    if holder == nil, !happens(oneIn: 4) { return happens(oneIn: 3) ? .claimNext(by: reader) : .claim(reading: reading, by: reader) }
    return act(on: reading, token: token, by: reader)
  }

  /// Towards a signature, or beside the way.
  private mutating func act(on index: Int, token: Int, by reader: Int) -> ModelCall {
    if !happens(oneIn: 3) { return forward(index, token, reader) }
    let reading = model.readings[index]
    let count = reading.versions.count
    let version = count - (happens(oneIn: 4) ? 1 : 0)
    let isForged = happens(oneIn: 12)
    switch below(22) {
    case 20: return .cancelAmendment(reading: index, token: token, by: reader)
    case 21: return amending(index, by: reader)
    case 0: return .claim(reading: index, by: reader)
    case 1: return .release(reading: index, token: token, by: reader)
    case 2: return .renew(reading: index, token: token, by: reader)
    case 3: return .giveBack(reading: index, token: token, by: reader)
    case 4: return .override(reading: index, isWithdrawn: happens(oneIn: 2), by: reader)
    case 5: return .raise(reading: index, by: reader)
    case 6..<10:
      let seen = model.objectCount(index) - (happens(oneIn: 8) ? 1 : 0)
      return .save(reading: index, token: token, basedOn: count - (happens(oneIn: 8) ? 1 : 0), seen: seen, text: anyText(), by: reader)
    case 10..<15 where reading.task != .review || happens(oneIn: 6): return signing(index, version, token, isForged, reader)
    default: return reviewing(index, version, token, isForged, reader)
    }
  }

  /// What the holder does next on the way to a report.
  private mutating func forward(_ index: Int, _ token: Int, _ reader: Int) -> ModelCall {
    let reading = model.readings[index]
    let number = reading.versions.count
    if happens(oneIn: 12), let late = late(index) { return late }
    let seen = model.objectCount(index)
    guard let last = reading.versions.last else { return .save(reading: index, token: token, basedOn: 0, seen: seen, text: anyText(), by: reader) }
    if last.signedBy != nil, reading.task == .review {
      if happens(oneIn: 5) { return .giveBack(reading: index, token: token, by: reader) }
      guard let preparation = last.preparedReview else { return .prepareReview(reading: index, version: number, token: token, by: reader) }
      return .review(reading: index, version: number, token: token, preparation: preparation, isForged: happens(oneIn: 10), by: reader)
    }
    if reading.amendment != nil, happens(oneIn: 10) { return .cancelAmendment(reading: index, token: token, by: reader) }
    // Now and then what another wrote, what was written for an amendment that was given up, or before something came late.
    let isOwn = last.author == reader && last.kind == reading.amendment?.kind && last.objectCount == seen || happens(oneIn: 4)
    guard last.signedBy == nil, isOwn else {
      if reading.amendment?.kind == .withdrawn { return amending(index, by: reader) }
      return .save(reading: index, token: token, basedOn: number, seen: seen, text: text(for: reading), by: reader)
    }
    guard let preparation = last.prepared else { return .prepare(reading: index, version: number, token: token, by: reader) }
    // A preparation before the last, where there was one: another window that was left open.
    let signed = happens(oneIn: 8) ? preparation - 1 : preparation
    return .sign(reading: index, version: number, token: token, preparation: signed, isForged: happens(oneIn: 10), by: reader)
  }

  private mutating func anyText() -> ModelHub.Text { [.short, .long, .other][below(3)] }

  /// What is appended mostly keeps what was said.
  private mutating func text(for reading: ModelHub.Reading) -> ModelHub.Text {
    guard let amendment = reading.amendment, amendment.kind == .appended, !happens(oneIn: 4) else { return anyText() }
    let earlier = reading.versions[amendment.version - 1].text
    return earlier == .other ? .other : .long
  }

  /// Of the issued version, or, where one is open, mostly of the same kind once more.
  private mutating func amending(_ index: Int, by reader: Int) -> ModelCall {
    let reading = model.readings[index]
    let kinds = ModelHub.AmendmentKind.allCases
    let kind = reading.amendment.map { happens(oneIn: 4) ? kinds[below(4)] : $0.kind } ?? kinds[below(4)]
    let issued = (reading.versions.lastIndex(where: \.isIssued) ?? 0) + 1
    return .amend(reading: index, kind, basedOn: issued - (happens(oneIn: 8) ? 1 : 0), tellsAgain: happens(oneIn: 2), by: reader)
  }

  private mutating func signing(_ index: Int, _ version: Int, _ token: Int, _ isForged: Bool, _ reader: Int) -> ModelCall {
    let versions = model.readings[index].versions
    let prepared = versions.indices.contains(version - 1) ? versions[version - 1].prepared : nil
    guard let prepared, !happens(oneIn: 5) else { return .prepare(reading: index, version: version, token: token, by: reader) }
    return .sign(
      reading: index, version: version, token: token, preparation: happens(oneIn: 8) ? 1 : prepared, isForged: isForged, by: reader)
  }

  private mutating func reviewing(_ index: Int, _ version: Int, _ token: Int, _ isForged: Bool, _ reader: Int) -> ModelCall {
    let versions = model.readings[index].versions
    let isOwn = versions.last.map { $0.signedBy == nil } ?? true
    if isOwn, !happens(oneIn: 6) { return signing(index, version, token, isForged, reader) }
    let prepared = versions.indices.contains(version - 1) ? versions[version - 1].preparedReview : nil
    guard let prepared, !happens(oneIn: 5) else { return .prepareReview(reading: index, version: version, token: token, by: reader) }
    return .review(
      reading: index, version: version, token: token, preparation: happens(oneIn: 8) ? 1 : prepared, isForged: isForged, by: reader)
  }

  private mutating func onEpisode() -> ModelCall {
    let episode = below(model.episodes.count + 1)
    switch below(5) {
    case 0: return .raise(reading: below(model.readings.count), by: below(4))
    case 1: return .tell(episode: episode, by: below(4))
    case 2, 3: return .answer(episode: episode, clinic: below(2))
    default: return .close(episode: episode, by: below(4))
    }
  }

  // MARK: Clinics

  private mutating func fromClinic() -> ModelCall {
    let clinic = below(2)
    let count = model.deliveries[clinic].count
    if happens(oneIn: 2) {
      return .acknowledge(clinic: clinic, sequence: 1 + below(count + (happens(oneIn: 5) ? 1 : 0)), isRightDigest: !happens(oneIn: 6))
    }
    return .poll(
      clinic: clinic, after: happens(oneIn: 3) ? below(count + 1) : 0, includesAcknowledged: happens(oneIn: 3), listens: !happens(oneIn: 3),
      isLost: happens(oneIn: 5))
  }
}
