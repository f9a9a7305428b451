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
}
