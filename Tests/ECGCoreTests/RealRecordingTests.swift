import ECGCore
import Foundation
import Testing

private let testData = ProcessInfo.processInfo.environment["READINGHUB_TESTDATA"]

/// Plain records that lie unpacked in the outside test data; read here with a few lines, since formats belong to another floor.
struct RealRecordingTests {
  /// One lead of format 212, microvolts.
  private func cudbLead(_ name: String) throws -> [Float] {
    let folder = URL(fileURLWithPath: try #require(testData)).appendingPathComponent("ecg/cudb")
    let header = try String(contentsOf: folder.appendingPathComponent("\(name).hea"), encoding: .utf8)
    let fields = header.split(separator: "\n")[1].split(separator: " ")
    let gain = try #require(Float(fields[2].prefix { $0.isNumber || $0 == "." }))
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(name).dat")))
    return stride(from: 0, to: bytes.count - 2, by: 3).flatMap { at -> [Float] in
      let first = Int(bytes[at]) | (Int(bytes[at + 1]) & 0x0F) << 8
      let second = Int(bytes[at + 2]) | (Int(bytes[at + 1]) & 0xF0) << 4
      // The lowest value marks a sample that is none (WFDB, signal(5)); what clips there comes like that.
      return [first, second].map { $0 == 2_048 ? .nan : Float($0 > 2_047 ? $0 - 4_096 : $0) * 1_000 / gain }
    }
  }

  @Test(
    .enabled(if: testData != nil, "SKIPPED: set READINGHUB_TESTDATA to the folder of the outside test data"),
    arguments: ["cu01", "cu06", "cu12", "cu20", "cu26", "cu34"])
  func ventricularFibrillationIsCritical(_ name: String) throws {
    let lead = ECGLead(name: LeadName(rawValue: "ECG"), samplesMicrovolts: try cudbLead(name))
    let analysis = ECGAnalyzer().analyze(ECGRecording(leads: [lead], samplingRateHertz: 250))
    #expect(analysis.grade == .critical)
    #expect(analysis.statements.first?.code == "VFIB")
  }
}
