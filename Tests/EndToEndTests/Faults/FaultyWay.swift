import Foundation
import HubAPI
import HubModel
import HubTesting
import Reports
import Trust

/// What clinic and doctor were told, so that it can be asked for afterwards.
struct FaultyLedger {
  /// Digest of each acknowledged object, by SOP Instance UID; of a C-STORE the data set's.
  var uploads: [String: BlobKey] = [:]
  var stores: [String: String] = [:]
  var versionCount = 0
  var signedDigest: BlobKey?
  var isAcknowledged = false
  /// Digest of what was refused because the disk is full.
  var refusedAsFull: BlobKey?
}

/// From upload to acknowledged report, over the wire, from wherever it was left. Ends with the first call that does not succeed.
struct FaultyWay {
  let region: Region
  let clinic: Region.Party
  let doctor: Doctor
  let ecg: [UInt8]
  let image: ImageRecipe
  let imagePath: String

  struct Doctor {
    var token: String
    var key: P256PrivateKey
    var certificate: Certificate
  }

  /// In a region whose hub runs.
  init(region: Region) throws {
    self.region = region
    clinic = Region.baihe
    ecg = try SampleStudy("ecg-normal").bytes[0]
    image = ImageRecipe(77)
    imagePath = try region.write(image.file, to: "faults/image.dcm")
    let new = NewReader(name: "周敏", hospital: Region.hospital, scopes: ReadingScope.allCases)
    let created: ReaderCreated = try region.client(profile: "admin").ask(.post("admin/readers", new))
    let code = try EnrolmentCode(text: created.enrolmentCode)
    let key = try P256PrivateKey(random: SystemRandomSource())
    let request = EnrolmentRequest(
      secret: code.codeHash.hex,
      certificateRequest: Data(try CertificateRequest(key: key, commonName: code.codeHash.hex).der).base64EncodedString())
    let enrolled: EnrolmentResult = try region.hub.client.ask(.post("enrolments", request))
    doctor = Doctor(token: enrolled.token, key: key, certificate: try Certificate(pem: enrolled.certificatePEM))
  }

  var doctorsClient: WireClient { WireClient(port: region.hub.httpPort, token: doctor.token) }
  func clinicsClient() throws -> WireClient { try region.client(clinic) }

  /// - Throws: at the first call that fails.
  func go(_ ledger: inout FaultyLedger) throws {
    try send(&ledger)
    let reading = try waitForECG()
    if reading.state != .completed { try issue(reading.id, &ledger) }
    try fetch(&ledger)
  }

  private func send(_ ledger: inout FaultyLedger) throws {
    let client = try clinicsClient()
    let answer = try client.upload(ecg)
    if answer.status == 507 { ledger.refusedAsFull = Digests.key(ecg) }
    guard answer.isSuccess else { throw HarnessFailure("upload: \(answer.status) \(answer.problemCode ?? "")") }
    ledger.refusedAsFull = nil
    ledger.uploads[try uid(of: ecg)] = Digests.key(ecg)
    guard Peers.hasDCMTK else { return }
    let outcome = try region.storescu([imagePath], from: clinic, options: ["-R", "-xe"], seconds: 30)
    guard StoreLog(outcome.all).acknowledged == [imagePath] else { throw HarnessFailure("C-STORE: \(outcome.all.suffix(200))") }
    ledger.stores[image.instanceUID] = SHA256Digest(hashing: image.dataSet).hex
  }

  private func uid(of file: [UInt8]) throws -> String {
    guard let place = file.firstRange(of: [0x08, 0x00, 0x18, 0x00, 0x55, 0x49])?.upperBound else { throw HarnessFailure("no UID") }
    let length = Int(file[place]) | Int(file[place + 1]) << 8
    return String(decoding: file[(place + 2)..<(place + 2 + length)].filter { $0 != 0 }, as: UTF8.self)
  }

  private func waitForECG() throws -> ReadingRow {
    try Wait.until("the ECG's reading", seconds: 20) {
      guard region.hub.isRunning else { throw HarnessFailure("the hub is gone") }
      let rows = try doctorsClient.readings(kind: .ecg, includesFinished: true).readings
      return rows.first { $0.readiness == .ready && $0.screening != .pending }
    }
  }

  private func issue(_ id: ReadingID, _ ledger: inout FaultyLedger) throws {
    let client = doctorsClient
    let token = try client.ask(.post("readings/\(id)/claim"), as: Claimed.self).leaseToken
    let detail: ReadingDetail = try client.detail(id)
    let draft = NewReportVersion(
      leaseToken: token, basedOnVersion: detail.lastVersion, studyRevision: detail.studyRevision, findings: "所见", impression: "窦性心律",
      readerGrade: nil)
    let version: ReportVersionRow = try client.ask(.post("readings/\(id)/versions", draft))
    ledger.versionCount = version.number
    let place = "readings/\(id)/versions/\(version.number)"
    let prepared = try client.send(.post("\(place)/preparation", LeaseAct(leaseToken: token)))
    guard prepared.isSuccess else { throw HarnessFailure("preparation: \(prepared.status)") }
    let cms = try PreparedSignature(reading: prepared.body).sign(key: doctor.key, certificate: doctor.certificate)
    let submission = SignatureSubmission(
      leaseToken: token, preparedDigest: Digests.key(prepared.body), cms: Data(cms).base64EncodedString())
    ledger.signedDigest = try client.ask(.post("\(place)/signature", submission), as: ReportIssued.self).signedDigest
  }

  private func fetch(_ ledger: inout FaultyLedger) throws {
    let client = try clinicsClient()
    let page: ReportPage = try client.ask(.get("reports?all=true"))
    guard let row = page.reports.first, page.reports.count == 1 else { throw HarnessFailure("\(page.reports.count) reports") }
    let pdf = try client.send(.get("reports/\(row.sequence)/pdf"))
    guard pdf.isSuccess else { throw HarnessFailure("report: \(pdf.status)") }
    guard Digests.key(pdf.body) == row.pdfDigest else { throw HarnessFailure("the report has other bytes than were announced") }
    ledger.signedDigest = row.pdfDigest
    let receipt = ReportAcknowledgement(pdfDigest: row.pdfDigest)
    let answer: ReportAcknowledged = try client.ask(.post("reports/\(row.sequence)/acknowledgement", receipt))
    ledger.isAcknowledged = answer.sequence == row.sequence
  }

  /// What the ledger says and the hub does not hold; empty when all is well.
  func losses(_ ledger: FaultyLedger) throws -> [String] {
    var losses: [String] = []
    if let refused = ledger.refusedAsFull, try clinicsClient().held(among: [refused]).contains(refused) { losses.append("refused, but held") }
    let wanted = Set(ledger.uploads.keys).union(ledger.stores.keys)
    let client = doctorsClient
    let objects = try Wait.until("acknowledged objects", seconds: 20) { () -> [String: (reading: ReadingID, object: ReadingDetail.Object)]? in
      let objects = try client.objects()
      return wanted.isSubset(of: objects.keys) ? objects : nil
    }
    for (uid, place) in objects where wanted.contains(uid) {
      let bytes = try client.bytes(of: place.object, in: place.reading)
      let isSame =
        try ledger.uploads[uid].map { Digests.key(bytes) == $0 } ?? (SHA256Digest(hashing: PartTenFile(bytes).dataSet).hex == ledger.stores[uid])
      if !isSame { losses.append("\(uid) has other bytes") }
    }
    if let reading = objects[try uid(of: ecg)]?.reading, ledger.versionCount > 0 {
      let versions: ReportVersions = try client.ask(.get("readings/\(reading)/versions"))
      if versions.versions.count < ledger.versionCount { losses.append("\(versions.versions.count) of \(ledger.versionCount) versions") }
    }
    let page: ReportPage = try clinicsClient().ask(.get("reports?all=true"))
    if let signed = ledger.signedDigest, page.reports.map(\.pdfDigest) != [signed] { losses.append("\(page.reports.count) reports, or another") }
    if ledger.isAcknowledged, page.reports.first?.acknowledgedAt == nil { losses.append("the acknowledgement") }
    return losses
  }
}
