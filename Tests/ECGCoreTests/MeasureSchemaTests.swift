import ECGCore
import Foundation
import HubTesting
import Testing

/// The analysis as JSON: what was kept by an older version is still read.
struct MeasureSchemaTests {
  private func analysis() throws -> ECGAnalysis { ECGAnalyzer().analyze(try EightLeadFile.recording("ludb1")) }

  @Test func whatIsWrittenIsRead() throws {
    let analysis = try analysis()
    #expect(try JSONDecoder().decode(ECGAnalysis.self, from: JSONEncoder().encode(analysis)) == analysis)
    #expect(analysis.schemaVersion == ECGAnalysis.currentSchemaVersion)
  }

  @Test func schemaOneIsStillRead() throws {
    let analysis = try analysis()
    var object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(analysis)) as? [String: Any])
    for key in ["measurementStatus", "measurementReasons", "remarks"] { object[key] = nil }
    object["schemaVersion"] = 1
    let known = ["lead", "isUsable", "problems"]
    object["quality"] = (object["quality"] as? [[String: Any]])?.map { lead in lead.filter { known.contains($0.key) } }
    let older = try JSONDecoder().decode(ECGAnalysis.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(older.schemaVersion == 1)
    #expect(older.measurements == analysis.measurements)
    #expect(older.measurementStatus == .limited)
    #expect(older.remarks.isEmpty)
    #expect(older.quality.allSatisfy { $0.spans.isEmpty && $0.areSpansComplete })
  }

  @Test func schemaTwoIsStillRead() throws {
    let analysis = ECGAnalyzer().analyze(SyntheticECG(ratePerMinute: 138).recording())
    var object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(analysis)) as? [String: Any])
    object["schemaVersion"] = 2
    object["scores"] = nil
    let known = ["code", "text", "score", "grade", "evidence", "leads"]
    object["statements"] = (object["statements"] as? [[String: Any]])?.map { $0.filter { known.contains($0.key) } }
    let older = try JSONDecoder().decode(ECGAnalysis.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(older.schemaVersion == 2)
    #expect(older.scores.isEmpty)
    #expect(!older.statements.isEmpty)
    #expect(older.statements.map(\.evidence) == analysis.statements.map(\.evidence))
    #expect(older.statements.allSatisfy { $0.measured.isEmpty && $0.beats.isEmpty && $0.certainty == ECGStatement.certainty(of: $0.score) })
  }
}
