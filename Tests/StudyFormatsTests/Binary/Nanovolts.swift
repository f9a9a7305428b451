import ECGCore
import Foundation

@testable import StudyFormats

/// Samples as whole nanovolts, to compare with what another program read.
enum Nanovolts {
  /// At the given places.
  static func at(_ places: [Int], of lead: ECGLead) -> [Int] { places.map { Int((Double(lead.samplesMicrovolts[$0]) * 1000).rounded()) } }

  /// Σ (i + 1) · sample i, modulo 2⁶⁴: changes with every value and every place. `nan` counts as 0.
  static func checksum(_ lead: ECGLead) -> UInt64 {
    lead.samplesMicrovolts.enumerated().reduce(UInt64(0)) { sum, sample in
      guard !sample.element.isNaN else { return sum }
      let value = Int64((Double(sample.element) * 1000).rounded())
      return sum &+ UInt64(sample.offset + 1) &* UInt64(bitPattern: value)
    }
  }
}

extension TestFiles {
  /// A file of another fixture folder: `SCPECG/x.scp`.
  static func fixture(in folder: String, _ name: String) -> String { package.appendingPathComponent("Tests/Fixtures/\(folder)/\(name)").path }

  /// A file of the outside test data.
  static func outside(_ path: String) -> String { (outsideData ?? "") + "/ecg/formats/" + path }
}

/// One random change of bytes: a byte replaced, removed, put in, or a stretch cut off.
enum ByteMutation {
  static func apply(to bytes: inout [UInt8], in range: Range<Int>, _ generator: inout SeededGenerator) {
    guard !range.isEmpty, range.upperBound <= bytes.count else { return }
    let place = Int.random(in: range, using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 2: bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
    case 3 where Int.random(in: 0..<4, using: &generator) == 0: bytes.removeLast(bytes.count - place)
    default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    }
  }
}
