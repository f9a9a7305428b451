import Foundation
import HubModel
import Trust

@testable import Reports

/// 2026-03-01T00:00:00Z.
let testNow: Int64 = 1_772_323_200
let testInstant = Instant(microseconds: testNow * 1_000_000 + 123_456)
let later = Instant(microseconds: (testNow + 3600) * 1_000_000)

struct TestReader {
  let key: P256PrivateKey
  let certificate: Certificate
  var name: SignerName { SignerName(certificate: certificate) ?? SignerName(readerID: "", name: "", hospital: "") }
}

/// A root with a reporter, a reviewer and a hub under it.
struct TestHospital {
  let authority: CertificateAuthority
  let reporter: TestReader
  let reviewer: TestReader
  let hub: TestReader

  static let shared = try? TestHospital()
  /// Another region's people of the same names.
  static let foreign = try? TestHospital()

  init() throws {
    let random = SystemRandomSource()
    authority = try .makeRoot(name: "测试区域根证书", organization: "浙江省测试中心", atUnixSeconds: testNow, random: random)
    reporter = try Self.reader("R-1007", "李明", under: authority)
    reviewer = try Self.reader("R-2001", "王芳", under: authority)
    let key = try P256PrivateKey(random: random)
    hub = TestReader(
      key: key,
      certificate: try authority.issueHub(
        name: "hub", organization: "浙江省测试中心", publicKey: key.publicKey(), atUnixSeconds: testNow, random: random))
  }

  static func reader(_ id: String, _ name: String, under authority: CertificateAuthority, at now: Int64 = testNow) throws -> TestReader {
    let key = try P256PrivateKey(random: SystemRandomSource())
    let certificate = try authority.issueReader(
      id: id, name: name, hospital: "温州第一医院", publicKey: key.publicKey(), atUnixSeconds: now, random: SystemRandomSource())
    return TestReader(key: key, certificate: certificate)
  }

  var verifier: SignedReportVerifier { SignedReportVerifier(roots: [authority.certificate]) }
}

func makeContent(impression: String = "1. 窦性心律 Sinus rhythm\n2. 前壁ST段抬高 Anterior ST elevation", author: String = "李明") -> ReportContent {
  ReportContent(
    reportID: "RP-0001", version: 1, readingID: "K7Q2M0", studyRevision: 3, hospital: .init(name: "温州第一医院"),
    clinic: .init(code: "WZ01", name: "永嘉县枫林镇卫生院"),
    patient: .init(id: "P0001", issuer: "WZ01", name: "王小东", isNameRepaired: true, sex: .male, birthDate: "1968-05-04", age: "57"),
    study: .init(
      instanceUID: "2.25.1234567890", kind: .ecg, modality: "ECG", startedAt: "2026-03-01T07:50:00+08:00", description: "12导联心电图",
      accessionNumber: "A-77", objects: [SHA256Digest(hashing: "b"), SHA256Digest(hashing: "a")]),
    findings: "心率 88 次/分。", impression: impression,
    measurements: [
      .init(name: .init(zh: "心率", en: "Heart rate"), value: "88", unit: "/min"), .init(name: .init(zh: "QTc", en: "QTc"), value: "431", unit: "ms"),
    ],
    screening: .init(
      algorithmVersion: "ecgcore 0.1", grade: .critical,
      statements: [.init(code: "STE_", text: .init(zh: "ST段抬高", en: "ST elevation"))]),
    readerGrade: .critical, isCritical: true, author: .init(readerID: "R-1007", name: author, hospital: "温州第一医院"), createdAt: testInstant)
}

/// The smallest classic PDF: two pages with a line of text, as bytes with a right cross-reference table.
func makeTinyPages() -> [UInt8] {
  let content = "BT /F1 12 Tf 50 800 Td (Report) Tj ET"
  let bodies = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
    "<< /Type /Page % 1\n /Parent 2 0 R /MediaBox [0 0 595.28 841.89] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 841.89 595.28] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
    "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /Producer (tiny \\(test\\)) >>",
  ]
  var text = "%PDF-1.5\n"
  var table = "0000000000 65535 f \n"
  for (index, body) in bodies.enumerated() {
    let digits = String(text.utf8.count)
    table += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    text += "\(index + 1) 0 obj\n\(body)\nendobj\n"
  }
  let start = text.utf8.count
  text +=
    "xref\n0 \(bodies.count + 1)\n\(table)trailer\n<< /Size \(bodies.count + 1)\n   /Root 1 0 R\n   /Info 7 0 R\n>>\nstartxref\n\(start)\n%%EOF\n"
  return Array(text.utf8)
}

let tinyPlaces = [
  SignaturePlace(page: 0, x: 50, y: 60, width: 200, height: 50), SignaturePlace(page: 0, x: 300, y: 60, width: 200.128, height: 50),
]

func makeUnsigned(_ content: ReportContent = makeContent()) throws -> [UInt8] {
  try ReportPDF.assemble(pages: makeTinyPages(), contentJSON: content.canonicalJSON(), places: tinyPlaces)
}

func sign(
  _ report: [UInt8], _ field: SignatureField, by reader: TestReader, as name: SignerName? = nil, at time: Instant = testInstant
) throws -> [UInt8] {
  let prepared = try PAdES.prepare(report: report, field: field, signer: name ?? reader.name, at: time)
  let cms = try DetachedSignature.make(over: prepared.digest, key: reader.key, certificate: reader.certificate)
  return try prepared.embed(cms: cms)
}

extension VerificationResult {
  var codes: [String] { faults.map(\.code) }
}

extension [UInt8] {
  func firstIndex(of text: String, from start: Int = 0) -> Int? {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return nil }
    return (start...count - wanted.count).first { self[$0] == wanted[0] && self[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }

  func replacing(_ text: String, with other: String) -> [UInt8] {
    guard let index = firstIndex(of: text) else { return self }
    return Array(self[..<index]) + Array(other.utf8) + Array(self[(index + text.utf8.count)...])
  }
}

/// A folder that goes away with the closure.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "reports-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Runs a program and gives its exit code and all it said.
func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

func isInstalled(_ program: String) -> Bool { (try? run("which", [program]).code) == 0 }

/// pyhanko of the project's private virtual environment (`make setup`).
let pyhanko: String? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let folders = [ProcessInfo.processInfo.environment["READINGHUB_PEERS_VENV"].map { URL(filePath: $0) }, root.appending(path: ".venv")]
  return folders.compactMap { $0?.appending(path: "bin/pyhanko").path }.first { FileManager.default.isExecutableFile(atPath: $0) }
}()

let isThorough = ProcessInfo.processInfo.environment["READINGHUB_TEST_LEVEL"] == "all"
