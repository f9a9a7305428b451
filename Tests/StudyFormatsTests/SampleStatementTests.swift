import ECGCore
import Foundation
import HubTesting
import StudyFormats
import Testing

/// What `SampleStudies/*/expected.json` promises of an ECG is what the core says.
@Suite("Samples and the core")
struct SampleStatementTests {
  private struct Expected: Decodable {
    var kind: String
    var files: [String]
    var grade: [String]?
    var statementsAnyOf: [String]?
  }

  static let ecgs: [String] = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: Samples.studies.path)) ?? []
    return folders.filter { $0.hasPrefix("ecg-") }.sorted()
  }()

  @Test("There are samples to look at")
  func exist() { #expect(Self.ecgs.count >= 9) }

  @Test("A sample's grade and one of its statements", arguments: ecgs)
  func statements(folder: String) throws {
    let root = Samples.studies.appendingPathComponent(folder)
    let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: root.appendingPathComponent("expected.json")))
    let file = try #require(expected.files.first { $0.hasSuffix(".dcm") || $0.hasSuffix(".hea") })
    let document = try ECGLoader.load(path: root.appendingPathComponent(file).path)
    let analysis = ECGAnalyzer().analyze(document.recording, patient: document.patientFacts)
    let said = analysis.statements.map(\.code)
    if let grades = expected.grade { #expect(grades.contains(analysis.grade.rawValue), "\(analysis.grade) \(said)") }
    if let wanted = expected.statementsAnyOf, !wanted.isEmpty { #expect(!Set(wanted).isDisjoint(with: said), "\(said)") }
  }
}
