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

  @Test("Every number of a statement stands beside the words that say what it is", arguments: ecgs)
  func numbersHaveWords(folder: String) throws {
    let document = try ECGLoader.load(path: try file(in: folder).path)
    for statement in ECGAnalyzer().analyze(document.recording, patient: document.patientFacts).statements {
      #expect(EvidenceText.numbers(of: statement).count == statement.evidence.count, "\(statement.code) \(EvidenceText.numbers(of: statement))")
    }
  }

  private func expected(_ folder: String) throws -> Expected {
    let text = Samples.studies.appendingPathComponent(folder).appendingPathComponent("expected.json")
    return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: text))
  }

  private func file(in folder: String) throws -> URL {
    let name = try #require(try expected(folder).files.first { $0.hasSuffix(".dcm") || $0.hasSuffix(".hea") })
    return Samples.studies.appendingPathComponent(folder).appendingPathComponent(name)
  }

  @Test("A sample's grade and one of its statements", arguments: ecgs)
  func statements(folder: String) throws {
    let expected = try expected(folder)
    let document = try ECGLoader.load(path: try file(in: folder).path)
    let analysis = ECGAnalyzer().analyze(document.recording, patient: document.patientFacts)
    let said = analysis.statements.map(\.code)
    if let grades = expected.grade { #expect(grades.contains(analysis.grade.rawValue), "\(analysis.grade) \(said)") }
    if let wanted = expected.statementsAnyOf, !wanted.isEmpty { #expect(!Set(wanted).isDisjoint(with: said), "\(said)") }
  }
}
