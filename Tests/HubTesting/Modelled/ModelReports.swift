// What doctors write and sign, and how it gets back.
extension ModelHub {
  // MARK: Writing

  /// A version is written on top of the last one, or not at all.
  package mutating func save(_ index: Int, token: Int, basedOn: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    guard basedOn == readings[index].versions.count else { return refuse(.revisionConflict) }
    readings[index].versions.append(Version(author: reader, asksReview: asksReview(index)))
    keepLease(index)
    return .version(readings[index].versions.count)
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
      return .issued(version: number, isFinal: !version.needsReview)
    }
    if let refusal = faultOfSigning(index, number, token, reader) { return refuse(refusal) }
    guard version.prepared == preparation else { return refuse(.notPrepared) }
    guard !isForged else { return refuse(.signatureInvalid) }
    let needsReview = version.asksReview
    readings[index].versions[number - 1].signedBy = reader
    readings[index].versions[number - 1].needsReview = needsReview
    readings[index].lease = nil
    if needsReview {
      readings[index].task = .review
      readings[index].reporter = reader
    } else {
      issue(index, number)
    }
    return .issued(version: number, isFinal: !needsReview)
  }

  private func faultOfSigning(_ index: Int, _ number: Int, _ token: Int, _ reader: Int) -> Refusal? {
    if let refusal = faultOfLease(index, token, reader) ?? faultOfAgreement(index) { return refusal }
    guard hasVersion(index, number) else { return .notFound }
    let version = readings[index].versions[number - 1]
    guard version.signedBy == nil else { return .alreadySigned }
    // What was agreed otherwise since it was written is written anew.
    guard version.asksReview == asksReview(index) else { return .revisionConflict }
    return number == readings[index].versions.count && version.author == reader ? nil : .revisionConflict
  }

  /// A reviewing doctor's own version needs no third.
  private func asksReview(_ index: Int) -> Bool { readings[index].task == .report && reviewed.contains(readings[index].clinic) }

  private func hasVersion(_ index: Int, _ number: Int) -> Bool { readings[index].versions.indices.contains(number - 1) }

  /// Done with: it goes to the clinic, once, under the clinic's next number.
  private mutating func issue(_ index: Int, _ number: Int) {
    readings[index].isCompleted = true
    readings[index].lease = nil
    deliveries[readings[index].clinic].append(Delivery(reading: index, version: number))
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
      return .issued(version: number, isFinal: true)
    }
    if let refusal = faultOfReview(index, number, token, reader) { return refuse(refusal) }
    guard version.preparedReview == preparation else { return refuse(.notPrepared) }
    guard !isForged else { return refuse(.signatureInvalid) }
    readings[index].versions[number - 1].reviewedBy = reader
    issue(index, number)
    return .issued(version: number, isFinal: true)
  }

  private func faultOfReview(_ index: Int, _ number: Int, _ token: Int, _ reader: Int) -> Refusal? {
    if let refusal = faultOfLease(index, token, reader) ?? faultOfAgreement(index) { return refusal }
    guard hasVersion(index, number) else { return .notFound }
    let version = readings[index].versions[number - 1]
    guard readings[index].task == .review, version.needsReview, version.signedBy != nil, version.reviewedBy == nil else { return .notForReview }
    return number == readings[index].versions.count ? nil : .revisionConflict
  }

  /// Given back with a reason it is to be reported anew.
  package mutating func giveBack(_ index: Int, token: Int, by reader: Int) -> Answer {
    if let refusal = faultOfLease(index, token, reader) { return refuse(refusal) }
    guard readings[index].task == .review else { return refuse(.notForReview) }
    readings[index].lease = nil
    readings[index].task = .report
    readings[index].reporter = nil
    return .done
  }

  // MARK: Words on the core

  /// The core's statement is called overcalled, or that is taken back.
  package mutating func override(_ index: Int, isWithdrawn: Bool, by reader: Int) -> Answer {
    if let refusal = faultOfSight(index, reader) { return refuse(refusal) }
    guard readings[index].isScreened else { return refuse(.notFound) }
    guard readings[index].kind == .criticalECG else { return refuse(.badRequest) }
    if isWithdrawn {
      guard readings[index].isOvercalled[reader] != nil else { return refuse(.badRequest) }
    }
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
