import Foundation
import HubAPI
import HubModel
import HubTesting
import Reports
import Trust

/// 1,000 clinics wait for reports at once: what that costs in memory, and how soon a clinic has a report after its signature.
enum PollBench {
  private static let clinics = 1_000
  private static let reports = 20

  static func run() throws {
    let folder = try BenchFolder("polls")
    let hub = try HubUnderTest(folder: folder.path)
    let tokens = try hub.populate { store in
      let hospital = try store.add(Hospital(id: .unassigned, name: "Bench"))
      return try (0..<clinics).map { index in
        let clinic = try store.add(Clinic(id: .unassigned, name: "C\(index)", code: "C\(index)", aeTitles: ["C\(index)"], readBy: hospital.id))
        return try store.giveToken(.clinic, to: .clinic(clinic.id))
      }
    }
    try hub.start(pausesJobs: false)
    defer { hub.stop() }
    let doctor = try BenchDoctor(hub: hub, hospital: "Bench")
    // Once before, so that what stays for ever after the first report is not counted as the polls' own.
    try doctor.send(0, from: tokens[0])
    _ = try doctor.issueNext()
    Thread.sleep(forTimeInterval: 3)
    let idle = hub.residentMegabytes()
    var polls: [BenchHTTP] = []
    for (index, token) in tokens.enumerated() {
      let poll = try BenchHTTP(port: hub.httpPort, token: token)
      try poll.request("GET", "reports?after=\(index == 0 ? 1 : 0)&wait=60")
      polls.append(poll)
    }
    Thread.sleep(forTimeInterval: 3)
    let waiting = hub.residentMegabytes()
    var delays: [Double] = []
    for number in 1...reports {
      let place = number * 37 % clinics
      try doctor.send(number, from: tokens[place])
      delays.append(try doctor.secondsUntilDelivered(polls[place]) * 1_000)
    }
    let after = hub.residentMegabytes()
    print(
      "  \(clinics) clinics waiting: \(Figures.text(waiting - idle, 0)) MB above idle (\(Figures.text(idle, 0)) MB), after \(reports) reports "
        + "\(Figures.text(after - idle, 0)) MB (limit 200 MB); from the doctor's submission to the clinic: median "
        + "\(Figures.text(Figures.median(delays), 1)) ms, worst \(Figures.text(delays.max() ?? .nan, 1)) ms (limit 200 ms after the commit)")
    for poll in polls { poll.wire.finish() }
  }
}

/// An enrolled doctor who reads whatever comes.
private struct BenchDoctor {
  private let token: String
  private let hub: HubUnderTest
  private let key: P256PrivateKey
  private let certificate: Certificate
  private let objects = ECGObjects(run: UInt64(getpid()), samplesMicrovolts: Array(repeating: (0..<5_000).map { Float($0 % 500) - 250 }, count: 12))

  init(hub: HubUnderTest, hospital: String) throws {
    self.hub = hub
    let administrator = try BenchHTTP(port: hub.httpPort, token: try hub.administratorToken())
    let created: ReaderCreated = try administrator.call(
      "POST", "admin/readers", NewReader(name: "Bench", hospital: hospital, scopes: ReadingScope.allCases))
    let code = try EnrolmentCode(text: created.enrolmentCode)
    key = try P256PrivateKey(random: SystemRandomSource())
    let request = EnrolmentRequest(
      secret: code.codeHash.hex,
      certificateRequest: Data(try CertificateRequest(key: key, commonName: code.codeHash.hex).der).base64EncodedString())
    let enrolled: EnrolmentResult = try administrator.call("POST", "enrolments", request)
    certificate = try Certificate(pem: enrolled.certificatePEM)
    token = enrolled.token
  }

  /// An ECG from a clinic.
  func send(_ number: Int, from token: String) throws {
    let file = objects.file(number)
    guard let digest = BlobKey(rawValue: SHA256Digest(hashing: file).hex) else { throw BenchError("digest") }
    let clinic = try BenchHTTP(port: hub.httpPort, token: token)
    let item = Upload.Item(digest: digest, sizeBytes: Int64(file.count), format: .dicom)
    let opened: UploadOpened = try clinic.call(
      "POST", "uploads", NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: true, items: [item]))
    _ = try clinic.call("PUT", "uploads/\(opened.id)/objects/\(digest)", file, type: "application/octet-stream")
    clinic.wire.finish()
  }

  /// A connection for a few calls: the hub closes one that idles.
  private func connect() throws -> BenchHTTP { try BenchHTTP(port: hub.httpPort, token: token) }

  /// Writes and signs; returns when the signature was submitted.
  func issueNext() throws -> ContinuousClock.Instant {
    let client = try connect()
    defer { client.wire.finish() }
    let claimed = try claimNext(client)
    let place = "readings/\(claimed.reading.id)/versions"
    let draft = NewReportVersion(
      leaseToken: claimed.leaseToken, basedOnVersion: 0, studyRevision: 1, findings: "所见", impression: "诊断", readerGrade: nil)
    let version: ReportVersionRow = try client.call("POST", place, draft)
    let act = Array(try JSONEncoder().encode(LeaseAct(leaseToken: claimed.leaseToken)))
    let prepared = try client.call("POST", "\(place)/\(version.number)/preparation", act)
    guard let digest = BlobKey(rawValue: SHA256Digest(hashing: prepared).hex) else { throw BenchError("digest") }
    let cms = try PreparedSignature(reading: prepared).sign(key: key, certificate: certificate)
    let submission = SignatureSubmission(
      leaseToken: claimed.leaseToken, preparedDigest: digest, cms: Data(cms).base64EncodedString())
    let start = ContinuousClock.now
    let _: ReportIssued = try client.call("POST", "\(place)/\(version.number)/signature", submission)
    return start
  }

  private func claimNext(_ client: BenchHTTP) throws -> Claimed {
    for _ in 0..<200 {
      try client.request("POST", "readings/next/claim", Array("{}".utf8))
      let answer = try client.answer()
      if answer.status == 200 { return try JSONDecoder().decode(Claimed.self, from: Data(answer.body)) }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw BenchError("no reading came")
  }

  /// The poll is waiting already; its answer is awaited on a thread of its own, so that it is seen when it comes.
  func secondsUntilDelivered(_ poll: BenchHTTP) throws -> Double {
    let arrival = Arrived()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      if let answer = try? poll.answer(), answer.status == 200 { arrival.moment = .now }
      done.signal()
    }
    let submitted = try issueNext()
    done.wait()
    guard let moment = arrival.moment, moment > submitted else { throw BenchError("the poll ended without a report") }
    return (moment - submitted) / .seconds(1)
  }

  private final class Arrived: @unchecked Sendable { var moment: ContinuousClock.Instant? }
}
