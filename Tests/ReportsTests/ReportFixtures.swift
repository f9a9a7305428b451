import Foundation
import HubModel
import HubTesting
import Trust

@testable import Reports

let testNow = InventedAuthority.now
let testInstant = Instant(microseconds: testNow * 1_000_000 + 123_456)
let later = Instant(microseconds: (testNow + 3600) * 1_000_000)

extension InventedAuthority {
  var verifier: SignedReportVerifier { SignedReportVerifier(roots: roots) }
}

extension InventedAuthority.Holder {
  var name: SignerName { SignerName(certificate: certificate) ?? SignerName(readerID: "", name: "", hospital: "") }
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
  _ report: [UInt8], _ field: SignatureField, by reader: InventedAuthority.Holder, as name: SignerName? = nil, at time: Instant = testInstant
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

/// pyhanko of the project's private virtual environment (`make setup`).
let pyhanko: String? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let folders = [ProcessInfo.processInfo.environment["READINGHUB_PEERS_VENV"].map { URL(filePath: $0) }, root.appending(path: ".venv")]
  return folders.compactMap { $0?.appending(path: "bin/pyhanko").path }.first { FileManager.default.isExecutableFile(atPath: $0) }
}()

let isThorough = ProcessInfo.processInfo.environment["READINGHUB_TEST_LEVEL"] == "all"
