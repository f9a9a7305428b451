import ECGCore
import Foundation

/// Real ECGs as small fixtures: I, II, V1…V6 one after the other, little-endian 16-bit microvolts (`Tests/Fixtures/EightLeads/ORIGIN.md`).
package enum EightLeadFile {
  package static let samplingRateHertz = 250.0

  package static var names: [String] {
    Samples.files(under: Samples.fixtures.appendingPathComponent("EightLeads"), withExtension: "i16").map {
      $0.deletingPathExtension().lastPathComponent
    }
  }

  /// Twelve leads; the limb leads that are not in the file follow from I and II.
  package static func recording(_ name: String) throws -> ECGRecording {
    let bytes = try Samples.fixture("EightLeads/\(name).i16")
    let values = stride(from: 0, to: bytes.count - 1, by: 2).map { Double(Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)) }
    let count = values.count / 8
    return SyntheticECG.twelveLeads((0..<8).map { Array(values[($0 * count)..<(($0 + 1) * count)]) }, samplingRateHertz: samplingRateHertz)
  }
}
