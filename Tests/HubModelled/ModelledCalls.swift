import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting

/// Each call of a sequence, done to the real stages, and their answer in the model's words.
extension ModelledHub {
  func perform(_ call: ModelCall) async throws -> ModelHub.Answer {
    do {
      return try await answer(to: call)
    } catch let error as HubError { return .refused(error.code.rawValue) }
  }

  private func answer(to call: ModelCall) async throws -> ModelHub.Answer {
    switch call {
    case .upload(let object, let isUrgent, let clinic): return try await upload(object, isUrgent, clinic)
    case .work: while await stages.jobs.runDue() > 0 {}
    case .tick: await stages.housekeeping.tick()
    case .pass(let seconds): clock.advance(by: .seconds(Int64(seconds)))
    case .setWall(let seconds): clock.stepWall(by: .seconds(Int64(seconds)))
    case .agree(let clinic, let agreed):
      let agreement = Agreement(
        reviewedScopes: agreed.needsReview ? Set(ReadingScope.allCases) : [], term: term(until: agreed.lastDay),
        requiresLicence: agreed.requiresLicence, sendsPreliminary: agreed.sendsPreliminary)
      _ = try await stages.administration.setAgreement(agreement, clinicCode: region.clinics[clinic].code, by: .administrator)
    case .license(let reader, let licence):
      let person = region.readers[reader]
      let paper = licence.isOnRecord ? Licence(number: "110330000012345", term: term(until: licence.lastDay)) : nil
      _ = try await stages.administration.setRights(
        ReaderRights(scopes: Array(person.scopes), licence: paper), of: person.id, by: .administrator)
    case .crash: try crash()
    case .failing(let call):
      commits.fail(after: 0, with: HubError(.storageFailed))
      defer { commits.heal() }
      return try await answer(to: call)
    case .raise, .tell, .answer, .close, .poll, .acknowledge: return try await outward(call)
    default: return try await onReading(call)
    }
    return .done
  }

  private func upload(_ number: Int, _ isUrgent: Bool, _ clinic: Int) async throws -> ModelHub.Answer {
    let object = region.objects.objects[number]
    let item = Upload.Item(digest: object.digest, sizeBytes: Int64(object.bytes.count), format: .dicom)
    let opened = try await stages.intake.openUpload(
      NewUpload(isUrgent: isUrgent, note: nil, identity: nil, isComplete: true, items: [item]), by: principal(clinic: clinic))
    let path = try stages.intake.newStagingPath()
    try object.bytes.write(to: URL(fileURLWithPath: path))
    let staged = StagedFile(path: path, digest: object.digest, sizeBytes: Int64(object.bytes.count))
    let receipt = try await stages.intake.receive(upload: opened.id, staged: staged, announced: object.digest, by: principal(clinic: clinic))
    return .stored(isNew: receipt.result == .stored)
  }

  // MARK: Readers

  private func onReading(_ call: ModelCall) async throws -> ModelHub.Answer {
    switch call {
    case .claim(let reading, let reader): return lease(try await stages.worklist.claim(id(reading), by: principal(reader)))
    case .claimNext(let reader): return lease(try await stages.worklist.claimNext(kind: nil, by: principal(reader)))
    case .release(let reading, let token, let reader):
      try await stages.worklist.release(id(reading), leaseToken: Int64(token), by: principal(reader))
    case .renew(let reading, let token, let reader):
      return lease(try await stages.worklist.renew(id(reading), leaseToken: Int64(token), by: principal(reader)))
    case .save(let reading, let token, let basedOn, let seen, let text, let reader):
      let new = NewReportVersion(
        leaseToken: Int64(token), basedOnVersion: basedOn, studyRevision: seen, findings: text.findings, impression: "诊断", readerGrade: nil)
      return .version(try await stages.reporting.save(new, for: id(reading), by: principal(reader)).number)
    case .giveBack(let reading, let token, let reader):
      try await stages.signing.giveBack(ReviewReturn(leaseToken: Int64(token), reason: "请补充"), id(reading), by: principal(reader))
    case .amend(let reading, let kind, let basedOn, let tellsAgain, let reader):
      let wish = NewAmendment(
        kind: AmendmentKind(rawValue: kind.rawValue) ?? .amended, reason: "更正", basedOnVersion: basedOn, tellsAgain: tellsAgain)
      return lease(try await stages.reporting.amend(wish, of: id(reading), by: principal(reader)))
    case .cancelAmendment(let reading, let token, let reader):
      try await stages.reporting.cancelAmendment(of: id(reading), leaseToken: Int64(token), by: principal(reader))
    case .override(let reading, let isWithdrawn, let reader):
      let new = NewOverride(code: region.objects.criticalCodes[0], verdict: isWithdrawn ? .withdrawn : .overcalled)
      return .overrides(try await stages.overriding.override(new, of: id(reading), by: principal(reader)).overrides.count)
    default: return try await signing(call)
    }
    return .done
  }

  private func signing(_ call: ModelCall) async throws -> ModelHub.Answer {
    switch call {
    case .prepare(let reading, let version, let token, let reader):
      let bytes = try await stages.signing.prepare(id(reading), version: version, leaseToken: Int64(token), by: principal(reader))
      preparations.append(try BlobKey(digestOf: bytes))
    case .prepareReview(let reading, let version, let token, let reader):
      let bytes = try await stages.signing.prepareReview(id(reading), version: version, leaseToken: Int64(token), by: principal(reader))
      preparations.append(try BlobKey(digestOf: bytes))
    case .sign(let reading, let version, let token, let preparation, let isForged, let reader):
      let submission = submission(token, preparation, isForged, reader)
      let issued = try await stages.signing.submit(submission, for: id(reading), version: version, by: principal(reader))
      return .issued(version: issued.version, status: issued.status.rawValue)
    case .review(let reading, let version, let token, let preparation, let isForged, let reader):
      let submission = submission(token, preparation, isForged, reader)
      let issued = try await stages.signing.submitReview(submission, for: id(reading), version: version, by: principal(reader))
      return .issued(version: issued.version, status: issued.status.rawValue)
    default: break
    }
    return .done
  }

  private func submission(_ token: Int, _ preparation: Int, _ isForged: Bool, _ reader: Int) -> SignatureSubmission {
    let digest = preparations.indices.contains(preparation) ? preparations[preparation] : .invented(0)
    let signer = region.readers[isForged ? (reader + 1) % region.readers.count : reader].id
    return SignatureSubmission(leaseToken: Int64(token), preparedDigest: digest, cms: PlainSealing.signature(of: signer))
  }

  // MARK: Critical values and clinics

  private func outward(_ call: ModelCall) async throws -> ModelHub.Answer {
    switch call {
    case .raise(let reading, let reader):
      return episode(try await stages.critical.raise(NewCritical(text: "请复查"), of: id(reading), by: principal(reader)))
    case .tell(let episode, let reader):
      let call = CriticalCall(callerName: nil, personName: "张护士", text: "已告知")
      return self.episode(try await stages.critical.tell(id(episode: episode), call, by: principal(reader)))
    case .answer(let episode, let clinic):
      let answer = CriticalAcknowledgement(name: "张护士", action: "转院")
      return self.episode(try await stages.critical.acknowledge(id(episode: episode), answer, by: principal(clinic: clinic)))
    case .close(let episode, let reader):
      return self.episode(try await stages.critical.close(id(episode: episode), CriticalClosure(note: nil), by: principal(reader)))
    case .poll(let clinic, let cursor, let all, let listens, let isLost):
      return try await poll(clinic, cursor, all, listens, isLost)
    case .acknowledge(let clinic, let sequence, let isRight):
      let digest = isRight ? try await digest(clinic, sequence) : .invented(1)
      let receipt = ReportAcknowledgement(pdfDigest: digest)
      let done = try await stages.delivering.acknowledge(sequence: Int64(sequence), receipt, by: principal(clinic: clinic))
      return .acknowledged(second: second(done.acknowledgedAt.instant))
    default: return .done
    }
  }

  private func poll(_ clinic: Int, _ cursor: Int, _ all: Bool, _ listens: Bool, _ isLost: Bool) async throws -> ModelHub.Answer {
    let page = try await stages.delivering.page(
      after: Int64(cursor), alarms: listens ? alarmCursors[clinic] : nil, includesAcknowledged: all, limit: 500, wait: .seconds(0),
      by: principal(clinic: clinic))
    if !isLost, let heard = page.alarmCursor { alarmCursors[clinic] = heard }
    return .page(page.reports.map { Int($0.sequence) }, alarms: page.alarms?.map { Int($0.id.rawValue) - 1 })
  }

  /// As the clinic reads it from its page.
  private func digest(_ clinic: Int, _ sequence: Int) async throws -> BlobKey {
    let page = try await stages.delivering.page(
      after: Int64(sequence - 1), includesAcknowledged: true, limit: 1, wait: .seconds(0), by: principal(clinic: clinic))
    return page.reports.first?.pdfDigest ?? .invented(1)
  }

  // MARK: Numbers

  func id(_ reading: Int) -> ReadingID { ReadingID(rawValue: Int64(reading) + 1) }
  func id(episode: Int) -> CriticalEpisodeID { CriticalEpisodeID(rawValue: Int64(episode) + 1) }
  /// By the clinics' calendar.
  private func term(until lastDay: Int?) -> Term {
    guard let lastDay else { return .open }
    return Term(last: CivilDay(CivilTime(start.wall + .seconds(Int64(lastDay * 86_400)), offsetSeconds: 8 * 3_600)))
  }
  func second(_ instant: Instant) -> Int { Int((instant - start.wall).microseconds / 1_000_000) }
  private func lease(_ claimed: Claimed) -> ModelHub.Answer {
    .lease(reading: Int(claimed.reading.id.rawValue) - 1, token: Int(claimed.leaseToken))
  }
  private func episode(_ row: CriticalRow) -> ModelHub.Answer { .episode(Int(row.id.rawValue) - 1) }
}
