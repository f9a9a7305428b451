/// From samples to measurements, statements and a grade. Pure and deterministic: the same recording gives the same analysis.
package struct ECGAnalyzer: Sendable {
  package static let algorithmVersion = "readinghub-ecg-1.5.1"

  package let settings: ECGSettings
  package init(settings: ECGSettings = ECGSettings()) { self.settings = settings }

  /// Never fails: what cannot be read comes back `ungraded` with the reason.
  package func analyze(_ recording: ECGRecording, patient: PatientFacts = PatientFacts()) -> ECGAnalysis {
    examine(recording, patient: patient).analysis
  }

  /// The same with the averaged beat that was measured.
  package func examine(_ recording: ECGRecording, patient: PatientFacts = PatientFacts()) -> ECGExamination {
    do {
      try RecordingCheck(settings: settings).check(recording)
    } catch {
      return ECGExamination(analysis: unreadable(recording, reason: error.text))
    }
    let rate = recording.samplingRateHertz
    var quality = LeadQualityAssessor(settings: settings.quality).assess(recording)
    var ecg = measured(recording, quality: &quality, patient: patient)
    let isReadable = !ecg.rhythm.isUnreadable(settings.quality)
    let (statements, scores) = isReadable ? RuleBook.scored(ecg) : ([], [:])
    let scope = MeasurementScope(ecg, settings: settings)
    let isMeasured = scope.status != .notMeasured
    if isMeasured { ecg.remarks = remarks(ecg) }
    let verdict = Grader(settings: settings).grade(ecg, statements: statements)
    let analysis = ECGAnalysis(
      algorithmVersion: Self.algorithmVersion, samplingRateHertz: rate, durationSeconds: recording.durationSeconds, grade: verdict.grade,
      gradeReasons: verdict.reasons, statements: statements, measurements: scope.allowed(ecg.global),
      leadMeasurements: isMeasured ? recording.leads.compactMap { ecg.leads[$0.name] } : [], quality: quality, beats: ecg.beats,
      boundaries: isMeasured ? ecg.boundaries : BeatBoundaries(), measurementStatus: scope.status, measurementReasons: scope.reasons,
      remarks: ecg.remarks, scores: scores)
    return ECGExamination(analysis: analysis, average: isMeasured ? ecg.average : nil)
  }

  /// Electrodes are judged by a narrow beat of the heart's own: a paced or ventricular one comes from elsewhere.
  private func remarks(_ ecg: MeasuredECG) -> [RecordingRemark] {
    guard let average = ecg.average, average.beatCount >= 3, ecg.areAmplitudesTrusted, !ecg.isPaced else { return [] }
    return ElectrodeCheck().remarks(average, boundaries: ecg.boundaries)
  }

  /// The named numbers from which the super-classes are scored; empty without twelve leads that can be read.
  package func screeningFeatures(_ recording: ECGRecording, patient: PatientFacts = PatientFacts()) -> [String: Double] {
    guard (try? RecordingCheck(settings: settings).check(recording)) != nil else { return [:] }
    var quality = LeadQualityAssessor(settings: settings.quality).assess(recording)
    let ecg = measured(recording, quality: &quality, patient: patient)
    guard !ecg.rhythm.isUnreadable(settings.quality), ecg.allowsMorphology else { return [:] }
    return ScreeningFeatures(ecg, said: Set(RuleBook.scored(ecg).statements.map(\.code)))?.values ?? [:]
  }

  private func unreadable(_ recording: ECGRecording, reason: BilingualText) -> ECGAnalysis {
    let rate = recording.samplingRateHertz.isFinite ? recording.samplingRateHertz : 0
    let duration = recording.durationSeconds.isFinite ? recording.durationSeconds : 0
    return ECGAnalysis(
      algorithmVersion: Self.algorithmVersion, samplingRateHertz: rate, durationSeconds: duration, grade: .ungraded, gradeReasons: [reason],
      statements: [], measurements: GlobalMeasurements(), leadMeasurements: [],
      quality: recording.leads.prefix(RecordingCheck.maximumLeads).map { LeadQuality(lead: $0.name, isUsable: false, problems: [.invalidSamples]) },
      beats: [], boundaries: BeatBoundaries(), measurementReasons: [reason])
  }

  /// Every step in order: beats, kinds, average, boundaries, measurements, rhythm.
  func measured(_ recording: ECGRecording, quality: inout [LeadQuality], patient: PatientFacts) -> MeasuredECG {
    let rate = recording.samplingRateHertz
    let usable = quality.indices.filter { quality[$0].isUsable }
    var ecg = MeasuredECG(
      durationSeconds: recording.durationSeconds, rateHertz: rate, patient: patient, leadNames: recording.leads.map(\.name),
      usableLeads: usable.map { recording.leads[$0].name })
    let names = ecg.usableLeads
    let valid = recording.leads.map { holdingLastValid($0.samplesMicrovolts) }
    let leads = MainsHum().removed(
      from: usable.map { valid[$0] }, rateHertz: rate, noiseMicrovolts: usable.map { quality[$0].noiseMicrovolts })
    let fibrillation = fibrillationSpans(recording, valid: valid, quality: quality)
    ecg.rhythm.fibrillationSpans = fibrillation
    guard !leads.isEmpty, let survey = BeatDetector(settings: settings.detection).survey(leadsMicrovolts: leads, samplingRateHertz: rate) else {
      ecg.rhythm.isSilent = SilenceCheck().isSilent(recording, quality: quality, beatCount: 0)
      return ecg
    }
    if survey.positions.count >= 2 { measureBeats(&ecg, leads, names, survey) }
    ecg.rhythm.fibrillationSpans = fibrillation
    ecg.rhythm.longestPauseSeconds = survey.positions.isEmpty ? 0 : PauseFinder().longestPauseSeconds(survey, leads: leads, rateHertz: rate)
    ecg.rhythm.isSilent = SilenceCheck().isSilent(recording, quality: quality, beatCount: survey.positions.count)
    ecg.rhythm.isBroken = ContinuityCheck().isBroken(leads, rateHertz: rate)
    return ecg
  }

  /// Fibrillation may clip and look like noise: leads count that are connected and mostly within their range. WFDB keeps a format's lowest value for
  /// samples that are none, so what clips there comes as invalid, and both are counted together.
  private func fibrillationSpans(_ recording: ECGRecording, valid: [[Float]], quality: [LeadQuality]) -> [ClosedRange<Double>] {
    let rate = recording.samplingRateHertz
    let leads = quality.indices.filter { index in
      if quality[index].isUsable { return true }
      guard !quality[index].problems.contains(.leadOff) else { return false }
      let survey = LeadSurvey(recording.leads[index].samplesMicrovolts, settings: settings.quality, rateHertz: rate)
      return survey.invalidFraction + survey.railFraction <= settings.quality.rhythmRailFraction
    }
    return FibrillationDetector(settings: settings.fibrillation).detect(leadsMicrovolts: leads.map { valid[$0] }, samplingRateHertz: rate)
  }

  private func measureBeats(_ ecg: inout MeasuredECG, _ leads: [[Float]], _ names: [LeadName], _ survey: BeatSurvey) {
    let rate = ecg.rateHertz
    let clearest = survey.fusion.leadsByClarity.prefix(3).map { leads[$0] }
    let clusters = BeatClusters(leads: clearest, rateHertz: rate, beats: survey.positions)
    ecg.pacedShare = PacingDetector().pacedShare(leads, beats: survey.positions, rateHertz: rate)
    ecg.beats = BeatClassifier().classify(
      survey.positions, clusters: clusters, pacedShare: ecg.pacedShare, sampleCount: leads[0].count, rateHertz: rate)
    ecg.rhythm = RhythmFacts(beats: ecg.beats, rateHertz: rate)
    ecg.rhythm.repeatedShapeShare = clusters.repeatedShare
    let dominant = chosenBeats(ecg.beats, clusters: clusters)
    let matrix = BeatCutter().cut(leads, rateHertz: rate, beats: survey.positions, chosen: dominant, alignOn: survey.fusion.bestLead)
    ecg.rhythm.qrsConsistency = AtrialConsistency().measureQRS(matrix)
    let raw = AverageBeat(matrix, leads: names)
    let unspiked = PacingSpikes().removed(from: raw)
    let average = unspiked.beat
    let rr = median(ecg.rhythm.rrMilliseconds) / 1000
    let scans = BeatScans(average)
    ecg.boundaries = BeatDelineator(settings: settings.delineation).delineate(
      average, scans: scans, chosen: Array(names.indices), rrSeconds: rr, spikeEnd: unspiked.end)
    if let onset = ecg.boundaries.qrsOnset { ecg.rhythm.pConsistency = AtrialConsistency().measure(matrix, qrsOnset: onset) }
    if let agreement = ecg.rhythm.pConsistency, agreement < settings.delineation.pAgreement { ecg.boundaries.forgetP() }
    ecg.takeEarlyP(matrix, average: average, rrSeconds: rr)
    ecg.takePacing(leads)
    let finder = AtrialTrainFinder()
    let positions = survey.positions
    ecg.rhythm.flutterTrain = finder.flutterTrain(leads, names: names, beats: positions, boundaries: ecg.boundaries, rateHertz: rate)
    ecg.rhythm.freeTrain = finder.freeTrain(leads, names: names, beats: positions, average: average, rateHertz: rate)
    let perLead = LeadBoundaryFinder(settings: settings.delineation).find(
      average, scans: scans, global: ecg.boundaries, rrSeconds: rr, spikeEnd: unspiked.end)
    var measurements = LeadMeasurer().measure(average, boundaries: ecg.boundaries, perLead: perLead)
    let bumps = UWaveFinder().find(raw, matrix: matrix, boundaries: ecg.boundaries, chosen: Array(names.indices), rrSeconds: rr)
    for bump in bumps { measurements[bump.lead].uAmplitudeMicrovolts = Double(bump.amplitudeMicrovolts) }
    ecg.boundaries.uPeak = UWaveFinder.commonTop(bumps)
    ecg.global = GlobalMeasurer().measure(
      beat: average, boundaries: ecg.boundaries, beats: ecg.beats, rateHertz: rate, leads: measurements)
    ecg.leads = Dictionary(measurements.map { ($0.lead, $0) }) { first, _ in first }
    ecg.areAmplitudesTrusted = LeadAgreement().isTrusted(leads, names: names, rateHertz: rate) ?? true
    ecg.average = average
    ecg.takeAtrialMarks(leads)
  }

  /// Beats of the dominant shape that do not come early; all of that shape when too few remain.
  private func chosenBeats(_ beats: [Beat], clusters: BeatClusters) -> [Int] {
    let ofShape = beats.indices.filter { clusters.assignment[$0] == clusters.dominant }
    let calm = ofShape.filter { beats[$0].kind != .supraventricular }
    return calm.count >= 3 ? calm : ofShape
  }
}
