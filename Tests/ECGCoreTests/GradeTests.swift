import ECGCore
import HubTesting
import Testing

/// Which grade a recording gets, and that nothing unreadable passes as ordinary.
struct GradeTests {
  private let analyzer = ECGAnalyzer()
  private let adult = PatientFacts(ageYears: 60, sex: .male)

  private func codes(_ analysis: ECGAnalysis) -> Set<String> { Set(analysis.statements.map(\.code)) }

  @Test func normalIsOrdinary() {
    var ecg = SyntheticECG(ratePerMinute: 70)
    // QT 412 ms, 434 ms by Fridericia.
    ecg.t.centreMilliseconds = 250
    let analysis = analyzer.analyze(ecg.recording(), patient: adult)
    #expect(analysis.grade == .ordinary)
    #expect(codes(analysis) == ["SR"])
    #expect(!analysis.gradeReasons.isEmpty)
  }

  @Test func ventricularFibrillationIsCriticalOnTwelveLeadsAndOne() {
    let recording = SyntheticECG.ventricularFibrillation()
    let analysis = analyzer.analyze(recording)
    #expect(analysis.grade == .critical)
    #expect(codes(analysis).contains("VFIB"))
    #expect(analyzer.analyze(ECGRecording(leads: [recording.leads[1]], samplingRateHertz: 500)).grade == .critical)
    let short = SyntheticECG.ventricularFibrillation(durationSeconds: 5)
    #expect(analyzer.analyze(short).grade == .critical)
  }

  @Test func asystoleIsCritical() {
    let analysis = analyzer.analyze(SyntheticECG.asystole())
    #expect(analysis.grade == .critical)
    #expect(codes(analysis) == ["ASYS"])
  }

  @Test(arguments: [true, false])
  func pauseOfThreeSeconds(_ isInTheMiddle: Bool) {
    var ecg = SyntheticECG(ratePerMinute: 75)
    ecg.beatTimesSeconds = isInTheMiddle ? [0.5, 1.3, 2.1, 2.9, 6.3, 7.1, 7.9, 8.7, 9.5] : [0.5, 1.3, 2.1, 2.9, 3.7, 4.5, 5.3]
    let analysis = analyzer.analyze(ecg.recording())
    #expect(analysis.grade == .critical)
    #expect(codes(analysis).contains("PAUSE"))
  }

  @Test func pauseWithLeadsOffIsNotAPause() {
    var recording = SyntheticECG(ratePerMinute: 75).recording()
    for lead in recording.leads.indices {
      for index in 2_400..<4_400 { recording.leads[lead].samplesMicrovolts[index] = 0 }
    }
    #expect(!codes(analyzer.analyze(recording)).contains("PAUSE"))
  }

  @Test func slowIsCriticalBelowThirtyFive() {
    #expect(analyzer.analyze(SyntheticECG(ratePerMinute: 31, durationSeconds: 12).recording()).grade == .critical)
    #expect(analyzer.analyze(SyntheticECG(ratePerMinute: 40, durationSeconds: 12).recording()).grade == .warning)
  }

  @Test func atrialFibrillationByItsRate() {
    let slow = analyzer.analyze(SyntheticECG.atrialFibrillation(ratePerMinute: 80), patient: adult)
    #expect(codes(slow).contains("AFIB"))
    #expect(slow.grade == .warning)
    let oneLead = analyzer.analyze(ECGRecording(leads: [SyntheticECG.atrialFibrillation(ratePerMinute: 80).leads[1]], samplingRateHertz: 500))
    #expect(codes(oneLead).contains("AFIB"))
    #expect(oneLead.grade == .ungraded)
  }

  /// Spikes of one electrode, ten times as tall as any QRS, leave beats, P waves and the rhythm readable.
  @Test func spikesOfOneElectrodeHideNothing() {
    let ecg = SyntheticECG(ratePerMinute: 70)
    var recording = ecg.recording()
    for beat in [1, 4, 6] {
      let place = Int(ecg.beatTimesSeconds[beat] * 500)
      recording.leads[11].samplesMicrovolts[place - 20] = 9_000
      recording.leads[11].samplesMicrovolts[place - 60] = -9_000
    }
    let analysis = analyzer.analyze(recording, patient: adult)
    #expect(analysis.measurementStatus == .measured)
    #expect(codes(analysis).contains("SR"))
    #expect(analysis.measurements.prIntervalMilliseconds != nil)
  }

  @Test func supraventricularTachycardiaIsCritical() {
    var ecg = SyntheticECG(ratePerMinute: 195)
    ecg.p = nil
    ecg.t.centreMilliseconds = 150
    ecg.t.sigmaMilliseconds = 22
    let analysis = analyzer.analyze(ecg.recording(), patient: adult)
    #expect(analysis.grade == .critical)
    #expect(codes(analysis).contains("SVTAC"))
  }

  @Test func anteriorElevationIsCritical() {
    var ecg = SyntheticECG(ratePerMinute: 80)
    // A plateau from J into T in V2–V4, its mirror image in the inferior leads.
    ecg.extraWaves = [90.0, 140, 190].map {
      SyntheticECG.Wave(centreMilliseconds: $0, sigmaMilliseconds: 30, amplitudesMicrovolts: [0, -100, 100, 300, 350, 300, 100, 0])
    }
    let analysis = analyzer.analyze(ecg.recording(), patient: adult)
    #expect(analysis.grade == .critical)
    #expect(codes(analysis).contains("STEMI"))
    #expect(analysis.statements.first?.leads.map(\.rawValue).contains("V3") == true)
  }

  @Test func scopeGate() {
    let whole = SyntheticECG(ratePerMinute: 70).recording()
    #expect(analyzer.analyze(ECGRecording(leads: [whole.leads[1]], samplingRateHertz: 500)).grade == .ungraded)
    #expect(analyzer.analyze(ECGRecording(leads: Array(whole.leads.dropLast()), samplingRateHertz: 500)).grade == .ungraded)
    #expect(analyzer.analyze(SyntheticECG(ratePerMinute: 70, durationSeconds: 3).recording()).grade == .ungraded)
    #expect(analyzer.analyze(whole, patient: PatientFacts(ageYears: 8, sex: .female)).grade == .ungraded)
    var renamed = whole
    renamed.leads[6].name = LeadName(rawValue: "X")
    #expect(analyzer.analyze(renamed).grade == .ungraded)
  }

  @Test func singleLeadSpeaksOfRhythmOnly() {
    let morphology: Set = ["CRBBB", "CLBBB", "IVCD", "LVH", "STEMI", "STE_", "STD_", "INVT", "QWAVE", "LNGQT", "LAFB", "LVOLT", "HYPERK"]
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.t.amplitudesMicrovolts = ecg.t.amplitudesMicrovolts.map { -2 * $0 }
    let analysis = analyzer.analyze(ECGRecording(leads: [ecg.recording().leads[7]], samplingRateHertz: 500))
    #expect(codes(analysis).isDisjoint(with: morphology))
  }

  @Test func swappedGainsAreNoticed() {
    var recording = SyntheticECG(ratePerMinute: 70).recording()
    recording.leads[0].samplesMicrovolts = recording.leads[0].samplesMicrovolts.map { 2.5 * $0 }
    #expect(analyzer.analyze(recording, patient: adult).grade == .ungraded)
  }

  @Test func everyStatementSpeaksBothLanguages() {
    for recording in [
      SyntheticECG(ratePerMinute: 70).recording(), SyntheticECG.ventricularFibrillation(), SyntheticECG.atrialFibrillation(ratePerMinute: 120),
    ] {
      for text in analyzer.analyze(recording).statements.map(\.text) + analyzer.analyze(recording).gradeReasons {
        #expect(!text.english.isEmpty)
        #expect(text.chinese.unicodeScalars.contains { $0.value >= 0x4E00 })
      }
    }
  }
}
