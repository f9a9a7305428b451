import ECGCore
import Foundation
import HubModel
import HubTesting
import Testing

@testable import StudyFormats

@Suite("Headers whose gains contradict the limb-lead laws")
struct WFDBCommonGainTests {
  private static let names = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"]

  /// Whole microvolts of twelve leads that keep the laws to half a step.
  private static func microvolts() -> [[Int]] {
    let truth = SyntheticECG(ratePerMinute: 70).recording()
    func lead(_ name: String) -> [Float] { truth.leads.first { $0.name.rawValue.lowercased() == name }?.samplesMicrovolts ?? [] }
    let (i, ii) = (lead("i").map { $0.rounded() }, lead("ii").map { $0.rounded() })
    let limbs = [
      i, ii, zip(i, ii).map { $1 - $0 }, zip(i, ii).map { -($0 + $1) / 2 }, zip(i, ii).map { $0 - $1 / 2 }, zip(i, ii).map { $1 - $0 / 2 },
    ]
    return (limbs + names.dropFirst(6).map(lead)).map { $0.map { Int($0.rounded()) } }
  }

  private static func span(_ values: [Int]) -> Int { (values.max() ?? 0) - (values.min() ?? 0) }

  private func load(_ leads: [[Int]], gains: [Int]) throws -> ECGDocument {
    var header = "scaled 12 500 \(leads[0].count)\n"
    for (place, name) in Self.names.enumerated() {
      let sum = Int16(truncatingIfNeeded: leads[place].reduce(0, +))
      header += "scaled.dat 16 \(gains[place])(0)/mV 16 0 \(leads[place][0]) \(sum) 0 \(name)\n"
    }
    var bytes = Array(header.utf8)
    let headerBytes = bytes.count
    for index in leads[0].indices {
      for lead in leads {
        let value = UInt16(bitPattern: Int16(clamping: lead[index]))
        bytes += [UInt8(value & 0xFF), UInt8(value >> 8)]
      }
    }
    return try ECGLoader.load(bytes: bytes, format: .wfdb, headerBytes: Int64(headerBytes))
  }

  private func remarks(_ document: ECGDocument) -> [String] { document.assumptions.map(\.english).filter { $0.contains("limb leads") } }

  @Test("each lead scaled to its own range is read with one gain, and said so")
  func scaledToOwnRange() throws {
    let leads = Self.microvolts()
    let document = try load(leads, gains: leads.map(Self.span))
    for (lead, truth) in zip(document.recording.leads, leads) { #expect(lead.samplesMicrovolts == truth.map(Float.init)) }
    #expect(remarks(document) == [DocumentRemarks.commonGain.english])
  }

  @Test("gains that keep the laws stand, one gain or several")
  func truthfulGains() throws {
    let leads = Self.microvolts()
    let one = try load(leads, gains: leads.map { _ in 500 })
    #expect(one.recording.leads[0].samplesMicrovolts[100] == Float(leads[0][100]) * 2)
    #expect(remarks(one).isEmpty)
    let gains = leads.indices.map { $0 < 6 ? 1000 * ($0 % 2 + 1) : 1000 }
    let several = try load(zip(leads, gains).map { lead, gain in lead.map { $0 * gain / 1000 } }, gains: gains)
    #expect(several.recording.leads[1].samplesMicrovolts[100] == Float(leads[1][100]))
    #expect(remarks(several).isEmpty)
  }

  @Test("numbers that keep no law either, or are no ECG's size, are left as stated")
  func noCommonGain() throws {
    let leads = Self.microvolts()
    var gains = leads.map(Self.span)
    var mixed = leads
    mixed.swapAt(1, 7)
    gains.swapAt(1, 7)
    let stated = Float(Double(mixed[0][100]) * 1000 / Double(gains[0]))
    #expect(abs(try load(mixed, gains: gains).recording.leads[0].samplesMicrovolts[100] - stated) < 0.01)
    let small = leads.map { $0.map { $0 / 10 } }
    let left = try load(small, gains: small.map { max(1, Self.span($0)) })
    #expect(remarks(left) != [DocumentRemarks.commonGain.english])
  }
}
