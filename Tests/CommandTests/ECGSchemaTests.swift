import ECGCore
import Foundation
import StudyFormats
import Testing

@testable import readinghub

/// docs/ecg-json.md says what the lines hold: every key that is printed is documented, and every documented key is printed for some sample.
@Suite("Keys of the ecg commands' JSON")
struct ECGSchemaTests {
  private static let repository: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// First column of the table under a heading.
  private func documented(_ heading: String) throws -> Set<String> {
    let text = try String(contentsOf: Self.repository.appendingPathComponent("docs/ecg-json.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "\n## ")
    let section = try #require(parts.first { $0.hasPrefix(heading + "\n") }, "no section \(heading)")
    let keys = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap { line in
      line.dropFirst(3).split(separator: "`").first.map(String.init)
    }
    return Set(keys)
  }

  private func keys(_ value: some Encodable) throws -> Set<String> {
    let object = try JSONSerialization.jsonObject(with: Data(try Screen.json(value, isPretty: false).utf8))
    return Set(try #require(object as? [String: Any]).keys)
  }

  private static let samples = [
    "ecg-normal/ecg.dcm", "ecg-atrial-fibrillation/ecg.dcm", "ecg-paced/ecg.dcm", "ecg-right-bundle-branch-block/ecg.dcm",
  ]

  private func document(_ name: String) throws -> ECGDocument {
    try ECGLoader.load(path: Self.repository.appendingPathComponent("SampleStudies/\(name)").path)
  }

  @Test("measure")
  func measure() throws {
    var global: Set<String> = []
    var lead: Set<String> = []
    var quality: Set<String> = []
    for name in Self.samples {
      let line = MeasurementLine(file: name, document: try document(name))
      #expect(try keys(line) == documented("`ecg measure`"))
      global.formUnion(try keys(line.global))
      for measured in line.leads { lead.formUnion(try keys(measured)) }
      for one in line.quality { quality.formUnion(try keys(one)) }
    }
    #expect(global == (try documented("Measurements over all leads")))
    #expect(lead == (try documented("Measurements of a lead")))
    #expect(quality == (try documented("Quality of a lead")))
  }

  @Test("analyze")
  func analyze() throws {
    let document = try document("ecg-normal/ecg.dcm")
    let analysis = ECGAnalyzer().analyze(document.recording)
    let result = ECGAnalyzeCommand.Result(file: "ecg.dcm", record: "ecg", analysis: analysis, assumptions: document.assumptions)
    #expect(try keys(result) == documented("`ecg analyze`"))
    #expect(try keys(analysis) == documented("Analysis"))
    let remark = RecordingRemark(code: "dextrocardia", text: .init(chinese: "", english: ""), evidence: [], leads: [])
    #expect(try keys(remark) == documented("Remark"))
  }

  @Test("beats and delineate")
  func beatsAndDelineate() throws {
    let line = ECGBeatsCommand.Line(record: "100", lead: "multi", samples: [77], classes: [.normal], episodes: [])
    let episode = Episode(startSample: 0, endSample: 900, kind: .asystole)
    let line = ECGBeatsCommand.Line(record: "100", lead: "multi", samples: [77], classes: [.normal], episodes: [episode])
    #expect(try keys(line) == documented("`ecg beats`"))
    #expect(try keys(episode) == documented("Episode"))
    let marks = try RecordingDelineator().delineate(document("ecg-normal/ecg.dcm").recording)
    #expect(try keys(DelineationLine(record: "1", lead: "global", marks: marks.global)) == documented("`ecg delineate`"))
  }

  @Test("Results of schema 1 are still read")
  func olderResults() throws {
    let analysis = ECGAnalyzer().analyze(try document("ecg-normal/ecg.dcm").recording)
    var object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(analysis)) as? [String: Any])
    for key in ["measurementStatus", "measurementReasons", "remarks"] { object[key] = nil }
    object["schemaVersion"] = 1
    object["quality"] = (object["quality"] as? [[String: Any]])?.map { lead in lead.filter { ["lead", "isUsable", "problems"].contains($0.key) } }
    let older = try JSONDecoder().decode(ECGAnalysis.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(older.schemaVersion == 1)
    #expect(older.measurements == analysis.measurements)
    #expect(older.measurementStatus == .limited)
    #expect(older.quality.allSatisfy { $0.spans.isEmpty && $0.areSpansComplete })
  }
}
