import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("Limb leads that contradict each other are said to")
struct LimbLeadCheckTests {
  private func lead(_ name: String, _ value: (Int) -> Float) -> ECGLead {
    ECGLead(name: LeadName(rawValue: name), samplesMicrovolts: (0..<5000).map(value))
  }

  private func spike(_ index: Int, _ height: Float) -> Float { index % 400 < 30 ? height * Float(15 - abs(index % 400 - 15)) / 15 : 0 }

  /// Truthful leads with noise of ± `noise` in each, a lead's own.
  private func leads(noise: Float = 0) -> [ECGLead] {
    var generator = SeededGenerator(seed: 3)
    func hiss() -> Float { noise == 0 ? 0 : Float.random(in: -noise...noise, using: &generator) }
    return [
      lead("I") { spike($0, 600) + hiss() }, lead("II") { spike($0, 1000) + hiss() }, lead("III") { spike($0, 400) + hiss() },
      lead("aVR") { spike($0, -800) + hiss() }, lead("aVL") { spike($0, 100) + hiss() }, lead("aVF") { spike($0, 700) + hiss() },
    ]
  }

  private func broken(_ leads: [ECGLead]) -> [String] {
    LimbLeadCheck.broken(in: ECGRecording(leads: leads, samplingRateHertz: 500)).map(\.rawValue)
  }

  @Test("truthful leads pass, with the noise of a device too")
  func truthful() {
    #expect(broken(leads()).isEmpty)
    #expect(broken(leads(noise: 4)).isEmpty)
    #expect(broken(Array(leads().dropFirst())).isEmpty)
  }

  @Test("a lead of another gain, sign or place is named")
  func mixedUp() {
    var gain = leads(noise: 4)
    gain[2].samplesMicrovolts = gain[2].samplesMicrovolts.map { $0 * 3 }
    #expect(broken(gain) == ["III"])
    var swapped = leads()
    (swapped[0].samplesMicrovolts, swapped[1].samplesMicrovolts) = (swapped[1].samplesMicrovolts, swapped[0].samplesMicrovolts)
    #expect(Set(broken(swapped)).isSuperset(of: ["III", "aVL", "aVF"]))
    var lost = leads()
    lost[1].samplesMicrovolts = lost[1].samplesMicrovolts.map { _ in 0 }
    #expect(broken(lost).contains("III"))
    #expect(LimbLeadCheck.remarks(ECGRecording(leads: gain, samplingRateHertz: 500)).count == 1)
  }

  @Test("gaps and derived leads say nothing")
  func gaps() {
    var consecutive = leads()
    consecutive[2].samplesMicrovolts = consecutive[2].samplesMicrovolts.map { _ in .nan }
    #expect(broken(consecutive).isEmpty)
    var derived = leads()
    derived[2] = ECGLead(name: derived[2].name, samplesMicrovolts: derived[0].samplesMicrovolts, isDerived: true)
    #expect(broken(derived).isEmpty)
  }
}
