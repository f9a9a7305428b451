// Critical values: told, answered by name, escalated while nobody answers.
extension ModelHub {
  /// Within one patient's open episode; a new one where there is none.
  mutating func raise(_ codes: [String], of reading: Int) {
    for code in codes {
      let (clinic, patient) = (readings[reading].clinic, readings[reading].patient)
      if let open = episodes.firstIndex(where: { $0.patient == patient && $0.state != .closed }) {
        join(open, Finding(reading: reading, code: code))
      } else {
        let finding = Finding(reading: reading, code: code)
        episodes.append(Episode(clinic: clinic, patient: patient, discoveredAt: wall, findings: [finding], steps: []))
        step("raised", of: episodes.count - 1)
      }
    }
  }

  /// What was answered already and is found again changes nothing; what is new must be told again.
  private mutating func join(_ index: Int, _ finding: Finding) {
    let isNew = finding.code == "reader" || !episodes[index].findings.contains { $0.code == finding.code }
    episodes[index].findings.append(finding)
    step("joined", of: index)
    if episodes[index].state == .acknowledged, isNew { reopen(index) }
  }

  private mutating func reopen(_ index: Int) {
    episodes[index].state = .raised
    episodes[index].discoveredAt = wall
    episodes[index].level = 0
    step("reopened", of: index)
  }

  /// A report left that takes back or changes one before it: the patient's open episode, or else the last that the reading is part of, is
  /// told and answered anew. While it waits its clock runs on.
  mutating func tellAgain(_ kind: AmendmentKind, of reading: Int) {
    let own = episodes.indices.filter { episodes[$0].patient == readings[reading].patient }
    let open = own.last { episodes[$0].state != .closed }
    guard let index = open ?? own.last(where: { episodes[$0].findings.contains { $0.reading == reading } }) else { return }
    episodes[index].findings.append(Finding(reading: reading, code: kind.rawValue))
    guard episodes[index].isWaiting else { return reopen(index) }
    episodes[index].state = .raised
    step("joined", of: index)
  }

  /// A doctor's words.
  package mutating func raise(_ reading: Int, by reader: Int) -> Answer {
    if let refusal = faultOfSight(reading, reader) { return refuse(refusal) }
    raise(["reader"], of: reading)
    let episode = episodes.lastIndex { $0.patient == readings[reading].patient && $0.state != .closed }
    return .episode(episode ?? -1)
  }

  /// By telephone: told, not answered.
  package mutating func tell(_ index: Int, by reader: Int) -> Answer {
    guard isKnown(index, to: reader) else { return refuse(.notFound) }
    guard episodes[index].state != .closed else { return refuse(.episodeClosed) }
    if episodes[index].state == .raised { episodes[index].state = .notified }
    step("telephoned", of: index)
    return .episode(index)
  }

  /// A named person of the clinic says what will be done. The first answer counts.
  package mutating func answer(_ index: Int, from clinic: Int) -> Answer {
    guard episodes.indices.contains(index), episodes[index].clinic == clinic else { return refuse(.notFound) }
    guard episodes[index].state != .closed else { return refuse(.episodeClosed) }
    if episodes[index].isWaiting {
      episodes[index].state = .acknowledged
      step("acknowledged", of: index)
    }
    return .episode(index)
  }

  package mutating func close(_ index: Int, by reader: Int) -> Answer {
    guard isKnown(index, to: reader) else { return refuse(.notFound) }
    guard episodes[index].state != .closed else { return refuse(.episodeClosed) }
    guard episodes[index].state == .acknowledged else { return refuse(.episodeWaiting) }
    episodes[index].state = .closed
    step("closed", of: index)
    return .episode(index)
  }

  /// One step at a time, 5 and 10 minutes after the discovery, while nobody has answered.
  mutating func escalate() {
    for index in episodes.indices where episodes[index].isWaiting && episodes[index].level < Self.escalations.count {
      guard episodes[index].discoveredAt + Self.escalations[episodes[index].level] <= wall else { continue }
      episodes[index].level += 1
      step("escalated", of: index)
    }
  }

  /// A clinic's poll. What it hears of critical values counts as told.
  ///
  /// - Parameters:
  ///   - listens: to critical values; else nothing counts as told.
  ///   - isLost: the answer never arrives, so that the clinic asks again from where it was.
  package mutating func poll(_ clinic: Int, after cursor: Int, includesAcknowledged: Bool, listens: Bool, isLost: Bool) -> Answer {
    let reports = waiting(clinic, after: cursor, includesAcknowledged: includesAcknowledged)
    guard listens else { return .page(reports, alarms: nil) }
    guard stepCounts[clinic] > heard[clinic] else { return .page(reports, alarms: []) }
    let ringing = episodes.indices.filter { episodes[$0].clinic == clinic && episodes[$0].isWaiting }
    for index in ringing where episodes[index].state == .raised {
      episodes[index].state = .notified
      step("notified", of: index)
    }
    if !isLost { heard[clinic] = stepCounts[clinic] }
    return .page(reports, alarms: ringing)
  }

  private func isKnown(_ index: Int, to reader: Int) -> Bool { episodes.indices.contains(index) && reader < 3 }

  private mutating func step(_ kind: String, of index: Int) {
    episodes[index].steps.append(kind)
    stepCounts[episodes[index].clinic] += 1
  }
}
