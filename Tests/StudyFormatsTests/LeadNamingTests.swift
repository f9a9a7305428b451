import DICOM
import ECGCore
import Testing

@testable import StudyFormats

@Suite("Leads: names and those that follow from others")
struct LeadNamingTests {
  @Test(
    "free text",
    arguments: [
      ("i", "I"), ("AVR", "aVR"), ("avf", "aVF"), ("v1", "V1"), ("V3r", "V3R"), ("MLII", "MLII"), ("Lead I (Einthoven)", "I"), ("Lead V6", "V6"),
      ("aVR, augmented voltage, right", "aVR"), ("MDC_ECG_LEAD_V4", "V4"), ("ECG II", "II"), ("V 2", "V2"), ("-aVR", "-aVR"), ("导联 III", "III"),
      ("ECG", "ECG"), ("  Chest  lead ", "Chest lead"), ("noise1", "noise1"), ("II\u{0}\u{0}", "II"), ("", "Ch 4"), ("V10", "V10"),
    ])
  func text(_ text: String, _ expected: String) { #expect(LeadNaming.name(text, channel: 3).rawValue == expected) }

  @Test(
    "codes",
    arguments: [
      ("2:1", "MDC", "I"), ("2:2", "MDC", "II"), ("2:61", "MDC", "III"), ("2:62", "MDC", "aVR"), ("2:63", "MDC", "aVL"), ("2:64", "MDC", "aVF"),
      ("2:3", "MDC", "V1"), ("2:8", "MDC", "V6"), ("2:9", "MDC", "V7"), ("2:66", "MDC", "V8"), ("2:11", "MDC", "V3R"), ("131075", "MDC", "V1"),
      ("5.6.3-9-1", "SCPECG", "I"), ("5.6.3-9-64", "SCPECG", "aVF"), ("5.6.3-9-8", "SCPECG", "V6"), ("2:300", "MDC", "2:300"),
    ])
  func codes(_ value: String, _ scheme: String, _ expected: String) {
    let (name, contradicted) = LeadNaming.name(CodedConcept(value: value, scheme: scheme, meaning: ""), label: nil, channel: 0)
    #expect(name.rawValue == expected)
    #expect(contradicted == nil)
  }

  @Test("words beside a code that names another lead are taken, and said")
  func contradiction() {
    let (name, contradicted) = LeadNaming.name(CodedConcept(value: "2:66", scheme: "MDC", meaning: "Lead V3R"), label: nil, channel: 0)
    #expect(name.rawValue == "V3R")
    #expect(contradicted?.rawValue == "V8")
  }

  @Test("a name that comes twice gets a number")
  func duplicates() {
    let names = LeadNaming.distinct(["II", "V1", "II", "II"].map(LeadName.init(rawValue:)))
    #expect(names.map(\.rawValue) == ["II", "V1", "II #2", "II #3"])
  }

  @Test("limb leads follow from I and II; real ones are never replaced")
  func derivation() throws {
    func lead(_ name: String, _ samples: [Float]) -> ECGLead { ECGLead(name: LeadName(rawValue: name), samplesMicrovolts: samples) }
    let eight = LeadDerivation.completing([lead("I", [100, .nan]), lead("II", [300, 1]), lead("V1", [5, 5]), lead("aVR", [-7, -7])])
    #expect(eight.map(\.name.rawValue) == ["I", "II", "V1", "aVR", "III", "aVL", "aVF"])
    #expect(eight.map(\.isDerived) == [false, false, false, false, true, true, true])
    #expect(eight[3].samplesMicrovolts == [-7, -7])
    #expect(eight[4].samplesMicrovolts[0] == 200)
    #expect(eight[5].samplesMicrovolts[0] == -50)
    #expect(eight[6].samplesMicrovolts[0] == 250)
    #expect(eight[4].samplesMicrovolts[1].isNaN)
    #expect(LeadDerivation.completing([lead("I", [1]), lead("II", [1])]).count == 2)
  }
}
