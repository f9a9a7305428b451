// What doctors write and sign, and how it gets back.
extension ModelHub {
  // MARK: Writing

  /// A version is written on top of the last one and of all that came, or not at all. A withdrawal has no words of its own; what is appended
  /// takes none away.
  package mutating func save(_ index: Int, token: Int, basedOn: Int, seen: Int, text: Text, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    guard basedOn == readings[index].versions.count, seen == objectCount(index) else { return refuse(.revisionConflict) }
    let amendment = readings[index].amendment
    guard amendment?.kind != .withdrawn else { return refuse(.badRequest) }
    if let amendment, amendment.kind == .appended {
      guard text.keeps(readings[index].versions[amendment.version - 1].text) else { return refuse(.appendedChanges) }
    }
    write(index, text, by: reader)
    keepLease(index)
    return .version(readings[index].versions.count)
  }

  /// The next version, of what is being done now.
  mutating func write(_ index: Int, _ text: Text, by reader: Int) {
    let amendment = readings[index].amendment
    versionCount += 1
    readings[index].versions.append(
      Version(
        author: reader, text: text, kind: amendment?.kind, supersedes: amendment?.version, objectCount: objectCount(index), place: versionCount,
        asksReview: asksReview(index)))
  }

  // MARK: The author's signature

  /// - Parameter number: of the version, from 1.
  package mutating func prepare(_ index: Int, version number: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfSigning(index, number, token, reader) { return refuse(refusal) }
    preparations += 1
    readings[index].versions[number - 1].prepared = preparations
    keepLease(index)
    return .done
  }

  /// The same submission again gets the same answer and changes nothing.
  package mutating func sign(
    _ index: Int, version number: Int, token: Int, preparation: Int, isForged: Bool, by reader: Int
  ) -> Answer {
    if let refusal = faultOfSight(index, reader) { return refuse(refusal) }
    guard hasVersion(index, number) else { return refuse(.notFound) }
    let version = readings[index].versions[number - 1]
    if let signer = version.signedBy {
      guard signer == reader, version.prepared == preparation else { return refuse(.alreadySigned) }
      return .issued(version: number, status: version.needsReview ? "preliminary" : version.status)
    }
    if let refusal = faultOfSigning(index, number, token, reader) { return refuse(refusal) }
    guard version.prepared == preparation else { return refuse(.notPrepared) }
    guard !isForged else { return refuse(.signatureInvalid) }
    let needsReview = version.asksReview
    readings[index].versions[number - 1].signedBy = reader
    readings[index].versions[number - 1].signedAt = wall
    readings[index].versions[number - 1].needsReview = needsReview
    readings[index].lease = nil
    readings[index].isReturned = false
    if needsReview {
      readings[index].task = .review
      readings[index].reporter = reader
      // On an emergency pathway the clinic does not wait for the second doctor, unless that was agreed.
      if priority(index) < 2, agreements[readings[index].clinic].sendsPreliminary { deliver(index, number) }
    } else {
      issue(index, number)
    }
    return .issued(version: number, status: readings[index].versions[number - 1].status)
  }

  private func faultOfSigning(_ index: Int, _ number: Int, _ token: Int, _ reader: Int) -> Refusal? {
    if let refusal = faultOfLease(index, token, reader) ?? faultOfEntitlement(index, reader) { return refusal }
    guard hasVersion(index, number) else { return .notFound }
    let version = readings[index].versions[number - 1]
    guard version.signedBy == nil else { return .alreadySigned }
    // What was agreed otherwise since it was written is written anew; so is what was written for an amendment that was given up.
    guard version.asksReview == asksReview(index), version.kind == readings[index].amendment?.kind else { return .revisionConflict }
    // Nobody signs what does not speak of all that came; a withdrawal speaks of nothing.
    let isWhole = version.kind == .withdrawn || version.objectCount == objectCount(index)
    return number == readings[index].versions.count && version.author == reader && isWhole ? nil : .revisionConflict
  }

  /// A reviewing doctor's own version needs no third, and a withdrawal waits for nobody.
  private func asksReview(_ index: Int) -> Bool {
    guard readings[index].task != .review, readings[index].amendment?.kind != .withdrawn else { return false }
    return agreements[readings[index].clinic].needsReview
  }

  private func hasVersion(_ index: Int, _ number: Int) -> Bool { readings[index].versions.indices.contains(number - 1) }

  /// Done with: it goes to the clinic.
  private mutating func issue(_ index: Int, _ number: Int) {
    deliver(index, number)
    readings[index].isCompleted = true
    readings[index].lease = nil
    readings[index].isReturned = false
    readings[index].amendment = nil
  }

  /// Under the clinic's next number. Who was told of a critical value hears that its report was amended, once a version.
  private mutating func deliver(_ index: Int, _ number: Int) {
    let clinic = readings[index].clinic
    let isNews = !deliveries[clinic].contains { $0.reading == index && $0.version == number }
    deliveries[clinic].append(Delivery(reading: index, version: number, status: readings[index].versions[number - 1].status))
    if isNews, let amendment = readings[index].amendment, amendment.tellsAgain { tellAgain(amendment.kind, of: index) }
  }

  // MARK: The second doctor

  package mutating func prepareReview(_ index: Int, version number: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfReview(index, number, token, reader) { return refuse(refusal) }
    preparations += 1
    readings[index].versions[number - 1].preparedReview = preparations
    keepLease(index)
    return .done
  }

  package mutating func review(
    _ index: Int, version number: Int, token: Int, preparation: Int, isForged: Bool, by reader: Int
  ) -> Answer {
    if let refusal = faultOfSight(index, reader) { return refuse(refusal) }
    guard hasVersion(index, number) else { return refuse(.notFound) }
    let version = readings[index].versions[number - 1]
    if let reviewer = version.reviewedBy {
      guard reviewer == reader, version.preparedReview == preparation else { return refuse(.alreadySigned) }
      return .issued(version: number, status: version.status)
    }
    if let refusal = faultOfReview(index, number, token, reader) { return refuse(refusal) }
    guard version.preparedReview == preparation else { return refuse(.notPrepared) }
    guard !isForged else { return refuse(.signatureInvalid) }
    readings[index].versions[number - 1].reviewedBy = reader
    issue(index, number)
    return .issued(version: number, status: readings[index].versions[number - 1].status)
  }

  private func faultOfReview(_ index: Int, _ number: Int, _ token: Int, _ reader: Int) -> Refusal? {
    if let refusal = faultOfLease(index, token, reader) ?? faultOfEntitlement(index, reader) { return refusal }
    guard hasVersion(index, number) else { return .notFound }
    let version = readings[index].versions[number - 1]
    guard readings[index].task == .review, version.needsReview, version.signedBy != nil, version.reviewedBy == nil else { return .notForReview }
    return number == readings[index].versions.count && version.objectCount == objectCount(index) ? nil : .revisionConflict
  }

  /// Given back with a reason it is to be reported, or amended, anew.
  package mutating func giveBack(_ index: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    guard readings[index].task == .review else { return refuse(.notForReview) }
    readings[index].lease = nil
    readings[index].task = readings[index].amendment == nil ? .report : .amendment
    readings[index].reporter = nil
    readings[index].isReturned = true
    return .done
  }

  /// What another doctor made of this one's signed reports within a day, in words of their own; the last first. Drafts count for nothing.
  package func changed(of reader: Int) -> [(reading: Int, version: Int, by: Int)] {
    var found: [(place: (Int, Int), change: (reading: Int, version: Int, by: Int))] = []
    for index in readings.indices {
      let signed = readings[index].versions.enumerated().filter { $0.element.signedBy != nil }
      for (before, after) in zip(signed, signed.dropFirst()) {
        guard before.element.author == reader, after.element.author != reader, let signedAt = after.element.signedAt, signedAt >= wall - 86_400
        else { continue }
        found.append(((signedAt, after.element.place), (index, after.offset + 1, after.element.author)))
      }
    }
    return found.sorted { $0.place > $1.place }.prefix(20).map(\.change)
  }

  // MARK: Words on the core

  /// The core's statement is called overcalled, or that is taken back.
  package mutating func override(_ index: Int, isWithdrawn: Bool, by reader: Int) -> Answer {
    if let refusal = faultOfSight(index, reader) { return refuse(refusal) }
    guard let last = readings[index].screened.last else { return refuse(.notFound) }
    guard isWithdrawn ? readings[index].isOvercalled[reader] != nil : last == .critical else { return refuse(.badRequest) }
    readings[index].isOvercalled[reader] = !isWithdrawn
    return .overrides(readings[index].isOvercalled.values.count { $0 })
  }

  // MARK: Back to the clinic

  /// What the clinic has not acknowledged, or all, after a cursor.
  package func waiting(_ clinic: Int, after cursor: Int, includesAcknowledged: Bool) -> [Int] {
    deliveries[clinic].indices.map { $0 + 1 }
      .filter { $0 > cursor && (includesAcknowledged || deliveries[clinic][$0 - 1].acknowledgedAt == nil) }
  }

  /// The first acknowledgement counts; a later one gets the same answer.
  package mutating func acknowledge(_ clinic: Int, sequence: Int, isRightDigest: Bool) -> Answer {
    guard deliveries[clinic].indices.contains(sequence - 1) else { return refuse(.notFound) }
    guard isRightDigest else { return refuse(.digestMismatch) }
    let second = deliveries[clinic][sequence - 1].acknowledgedAt ?? wall
    deliveries[clinic][sequence - 1].acknowledgedAt = second
    return .acknowledged(second: second)
  }
}
