import Foundation
import HubTesting
import Testing

@testable import ECGCore

/// What two ECGs of one heart differ in, each difference made on purpose.
struct ComparisonTests {
  private static let man = PatientFacts(ageYears: 58, sex: .male)
  private static let march = 1_740_787_200.0

  private static func side(_ recording: ECGRecording, _ seconds: Double? = nil, label: String? = nil, patient: PatientFacts = man) -> ComparedECG {
    ComparedECG(ECGAnalyzer().examine(recording, patient: patient), acquiredAtSeconds: seconds, label: label, patient: patient)
  }

  private static func usual(seed: UInt64 = 1) -> SyntheticECG {
    var ecg = SyntheticECG(ratePerMinute: 68)
    ecg.t.centreMilliseconds = 250
    ecg.seed = seed
    return ecg
  }

  private static func compare(_ change: (inout SyntheticECG) -> Void) -> ECGComparison {
    var other = usual(seed: 2)
    change(&other)
    return ECGComparer().compare(side(usual().recording(), march, label: "2025-03-01"), side(other.recording(), march + 86_400), patients: .same)
  }

  /// An ST segment that stands up or down from the end of QRS into T.
  private static func st(_ microvolts: [Double]) -> SyntheticECG.Wave {
    SyntheticECG.Wave(centreMilliseconds: 110, sigmaMilliseconds: 45, amplitudesMicrovolts: microvolts)
  }

  @Test func repeatsAreUnchanged() {
    let comparison = Self.compare { ecg in
      ecg.beatTimesSeconds = ecg.beatTimesSeconds.map { $0 * 68 / 80 }.filter { $0 < 10 } + [9.2]
      ecg.noiseMicrovolts = 12
      for lead in ecg.r.amplitudesMicrovolts.indices { ecg.r.amplitudesMicrovolts[lead] *= 0.9 }
    }
    #expect(comparison.verdict == .unchanged, "\(comparison.summary.english)")
    #expect(comparison.summary.english == "No significant change against 2025-03-01")
    #expect(comparison.summary.chinese == "与2025-03-01相比无显著变化")
    #expect(comparison.isOrderKnown && !comparison.isOrderSwapped)
    #expect(comparison.likeness.count == 12)
    #expect(comparison.numbers.contains { $0.name == "qrsDurationMilliseconds" && $0.lead == nil })
  }

  @Test func newElevationIsSaidWithItsLeads() throws {
    let comparison = Self.compare { $0.extraWaves = [Self.st([0, 0, 0, 320, 340, 260, 0, 0])] }
    #expect(comparison.verdict == .changed)
    let level = try #require(comparison.changes.first { $0.code == "st-level" })
    #expect(level.kind == .increased && level.isSignificant)
    #expect(Set(level.leads.map(\.rawValue)).isSuperset(of: ["V2", "V3"]))
    let new = try #require(comparison.changes.first { $0.code == "STE_" || $0.code == "STEMI" })
    #expect(new.kind == .new && new.isSignificant)
    #expect(comparison.summary.english.hasPrefix("Against 2025-03-01: new "), "\(comparison.summary.english)")
    #expect(!comparison.summary.english.contains("ST higher"), "said twice: \(comparison.summary.english)")
  }

  @Test func theOrderIsThatOfTheTimes() {
    let plain = Self.side(Self.usual().recording(), Self.march)
    var raised = Self.usual(seed: 2)
    raised.extraWaves = [Self.st([0, 0, 0, 320, 340, 260, 0, 0])]
    let later = Self.side(raised.recording(), Self.march + 60)
    let forward = ECGComparer().compare(plain, later)
    var backward = ECGComparer().compare(later, plain)
    #expect(backward.isOrderSwapped && !forward.isOrderSwapped)
    backward.isOrderSwapped = false
    #expect(forward == backward)
    let unknown = ECGComparer().compare(Self.side(raised.recording()), Self.side(Self.usual().recording()))
    #expect(!unknown.isOrderKnown && unknown.cautions.contains { $0.code == .orderUnknown })
    #expect(unknown.changes.contains { $0.code == "st-level" && $0.kind == .decreased })
  }

  @Test func oneLeadAloneProvesNothing() {
    let comparison = Self.compare { $0.extraWaves = [Self.st([0, 0, 0, 0, 300, 0, 0, 0])] }
    #expect(!comparison.changes.contains { $0.code == "st-level" })
    #expect(comparison.numbers.contains { $0.name == "j60AmplitudeMicrovolts" && $0.lead?.rawValue == "V3" && $0.isBeyond })
  }

  @Test func depressionCountsFromHalfAMillimetre() throws {
    let comparison = Self.compare { $0.extraWaves = [Self.st([0, 0, 0, 0, 0, -110, -110, -110])] }
    let level = try #require(comparison.changes.first { $0.code == "st-level" })
    #expect(level.kind == .decreased && level.isSignificant)
  }

  @Test func fibrillationComesAndGoes() {
    let sinus = Self.side(SyntheticECG(ratePerMinute: 80).recording(), 0)
    let fibrillation = Self.side(SyntheticECG.atrialFibrillation(ratePerMinute: 85), 1)
    let came = ECGComparer().compare(sinus, fibrillation)
    #expect(came.changes.contains { $0.code == "AFIB" && $0.kind == .new && $0.isSignificant })
    #expect(came.summary.english.contains("new atrial fibrillation"))
    let gone = ECGComparer().compare(fibrillation, Self.side(SyntheticECG(ratePerMinute: 80).recording(), 2))
    #expect(gone.changes.contains { $0.code == "AFIB" && $0.kind == .gone && $0.isSignificant })
    #expect(gone.summary.chinese.contains("心房颤动消失"))
  }

  @Test func aStatementAtItsLimitChangesNothing() throws {
    // T moves away step by step: where QTc is called long first, the step before was just under the limit.
    let centres = Array(stride(from: 240.0, through: 340, by: 6))
    func isLong(_ centre: Double) -> Bool {
      ECGAnalyzer().analyze(Self.usualWithT(at: centre).recording(), patient: Self.man).statements.contains { $0.code == "LNGQT" }
    }
    let place = try #require(centres.firstIndex(where: isLong))
    try #require(place > 0)
    let below = Self.usualWithT(at: centres[place - 1])
    let above = Self.usualWithT(at: centres[place])
    let comparison = ECGComparer().compare(Self.side(below.recording(), 0), Self.side(above.recording(), 1))
    let change = try #require(comparison.changes.first { $0.code == "LNGQT" })
    #expect(change.kind == .new && !change.isSignificant)
    #expect(comparison.verdict == .unchanged)
    let long = Self.usualWithT(at: centres[place] + 75)
    let far = ECGComparer().compare(Self.side(below.recording(), 0), Self.side(long.recording(), 1))
    #expect(far.changes.contains { $0.code == "LNGQT" && $0.isSignificant })
    #expect(far.changes.contains { $0.code == "qtc-interval" && $0.kind == .increased && $0.isSignificant })
  }

  /// The begin of P alone says nothing of conduction; P and its distance together do.
  @Test func prCountsWhereThePWaveMoved() throws {
    let broader = Self.compare { $0.p?.sigmaMilliseconds *= 2.2 }
    let onset = try #require(broader.numbers.first { $0.name == "prIntervalMilliseconds" })
    #expect(onset.difference >= 40, "\(onset.difference)")
    #expect(!onset.isBeyond && !broader.changes.contains { $0.code == "pr-interval" })
    let slower = Self.compare { $0.p?.centreMilliseconds -= 60 }
    #expect(slower.changes.contains { $0.code == "pr-interval" && $0.kind == .increased && $0.isSignificant })
  }

  /// Words for voltages are told and do not count.
  @Test func voltagesComeAndGo() throws {
    let taller = Self.compare { ecg in
      for lead in 6...7 { ecg.r.amplitudesMicrovolts[lead] *= 1.9 }
      ecg.s.amplitudesMicrovolts[2] *= 1.9
    }
    let word = try #require(taller.changes.first { $0.code == "LVH" })
    #expect(word.kind == .new && !word.isSignificant)
  }

  private static func usualWithT(at centre: Double) -> SyntheticECG {
    var ecg = usual()
    ecg.t.centreMilliseconds = centre
    return ecg
  }

  @Test func turnedTWavesLostRWavesAndNewQWaves() throws {
    let turned = Self.compare { ecg in
      for lead in 4...7 { ecg.t.amplitudesMicrovolts[lead] *= -1 }
    }
    let t = try #require(turned.changes.first { $0.code == "t-polarity" })
    #expect(t.leads.map(\.rawValue) == ["V3", "V4", "V5", "V6"] && t.isSignificant)
    let lost = Self.compare { ecg in
      for lead in 4...6 { ecg.r.amplitudesMicrovolts[lead] *= 0.25 }
    }
    #expect(lost.changes.contains { $0.code == "r-wave" && $0.kind == .decreased && $0.isSignificant })
    let scar = Self.compare { ecg in
      ecg.q = SyntheticECG.Wave(centreMilliseconds: -34, sigmaMilliseconds: 11, amplitudesMicrovolts: [-60, -500, 0, 0, 0, -40, -80, -90])
    }
    #expect(scar.changes.contains { $0.code == "q-wave" && $0.kind == .increased && Set($0.leads.map(\.rawValue)).isSuperset(of: ["II", "aVF"]) })
  }

  @Test func whatLimitsTheComparisonIsTold() {
    let whole = Self.side(Self.usual().recording(), 0)
    var fewer = Self.usual().recording()
    fewer.leads.removeLast(2)
    let missing = ECGComparer().compare(whole, Self.side(fewer, 1), patients: .different)
    #expect(missing.cautions.contains { $0.code == .leadsMissing && $0.text.english.hasSuffix("V5, V6") })
    #expect(missing.cautions.contains { $0.code == .differentPatients })
    #expect(!missing.numbers.contains { $0.lead?.rawValue == "V6" })
    let woman = ECGComparer().compare(whole, Self.side(Self.usual().recording(), 1, patient: PatientFacts(ageYears: 58, sex: .female)))
    #expect(woman.cautions.contains { $0.code == .differentFacts })
    let flat = ECGRecording(
      leads: LeadName.standardTwelve.map { ECGLead(name: $0, samplesMicrovolts: [Float](repeating: 0, count: 5_000)) }, samplingRateHertz: 500)
    let unreadable = ECGComparer().compare(whole, Self.side(flat, 1))
    #expect(unreadable.verdict == .notComparable)
    #expect(unreadable.cautions.contains { $0.code == .notMeasured })
    #expect(unreadable.summary.english.hasPrefix("Cannot be compared"))
    let dying = ECGComparer().compare(whole, Self.side(SyntheticECG.ventricularFibrillation(), 1))
    #expect(dying.verdict == .changed && dying.changes.first?.code == "VFIB")
  }

  @Test func withoutAveragedBeatsOnlyShapesAreMissing() throws {
    var raised = Self.usual(seed: 2)
    raised.extraWaves = [Self.st([0, 0, 0, 320, 340, 260, 0, 0])]
    let analyses = [Self.usual(), raised].map { ECGAnalyzer().analyze($0.recording(), patient: Self.man) }
    let comparison = ECGComparer().compare(ComparedECG(analyses[0], acquiredAtSeconds: 0), ComparedECG(analyses[1], acquiredAtSeconds: 1))
    #expect(comparison.likeness.isEmpty && comparison.verdict == .changed)
    let coded = try JSONDecoder().decode(ECGComparison.self, from: JSONEncoder().encode(comparison))
    #expect(coded == comparison)
  }

  @Test func neighboursInTheChestAreDrawnTogether() {
    #expect(LeadNeighbours.words(["II", "aVF", "V2", "V3", "V4"].map(LeadName.init(rawValue:))) == "II, aVF, V2–V4")
    #expect(LeadNeighbours.words(["V1", "V2", "V6"].map(LeadName.init(rawValue:))) == "V1, V2, V6")
  }

  /// Five seconds against the next five of the same heart.
  @Test(.enabled(if: Samples.outside != nil, "SKIPPED: set READINGHUB_TESTDATA to compare halves of real recordings"))
  func halvesOfOneRecordingAreUnchanged() throws {
    let recordings = try OutsideRecords.twelveLeads(of: "ptbxl")
    try #require(recordings.count > 200)
    var changed = 0
    for recording in recordings {
      let halves = [0..<recording.sampleCount / 2, recording.sampleCount / 2..<recording.sampleCount].map { range in
        ECGRecording(
          leads: recording.leads.map { ECGLead(name: $0.name, samplesMicrovolts: Array($0.samplesMicrovolts[range])) },
          samplingRateHertz: recording.samplingRateHertz)
      }
      let comparison = ECGComparer().compare(Self.side(halves[0], patient: PatientFacts()), Self.side(halves[1], patient: PatientFacts()))
      if comparison.verdict == .changed { changed += 1 }
    }
    #expect(Double(changed) <= 0.02 * Double(recordings.count), "\(changed) of \(recordings.count)")
  }
}
