/// P, QRS and T of every beat of a recording, per lead and over all leads: beats of one shape are averaged over short stretches,
/// the average is delineated, and its boundaries are carried back to each beat.
package struct RecordingDelineator: Sendable {
  package let settings: ECGSettings
  package init(settings: ECGSettings = ECGSettings()) { self.settings = settings }

  /// - Throws: why the recording cannot be looked at (`RecordingCheck`).
  package func delineate(_ recording: ECGRecording) throws(ECGError) -> RecordingMarks {
    try RecordingCheck(settings: settings).check(recording)
    let rate = recording.samplingRateHertz
    let names = recording.leads.map(\.name)
    let leads = recording.leads.map { repaired($0.samplesMicrovolts) }
    let assessor = LeadQualityAssessor(settings: settings.quality)
    var usable = recording.leads.indices.filter { assessor.assess(recording.leads[$0], samplingRateHertz: rate).isUsable }
    if usable.isEmpty { usable = Array(leads.indices) }
    var marks = RecordingMarks(
      leads: names.map { LeadMarks(lead: $0, beats: []) }, global: LeadMarks(lead: LeadName(rawValue: "global"), beats: []))
    let readable = usable.map { leads[$0] }
    guard let survey = BeatDetector(settings: settings.detection).survey(leadsMicrovolts: readable, samplingRateHertz: rate),
      !survey.positions.isEmpty
    else { return marks }
    let clusters = BeatClusters(leads: survey.fusion.leadsByClarity.prefix(3).map { readable[$0] }, rateHertz: rate, beats: survey.positions)
    let groups = BeatGroups(
      beats: survey.positions, clusters: clusters.assignment, maximumBeats: settings.delineation.groupBeats,
      earlyRatio: settings.delineation.earlyRatio)
    let aligner = BeatAligner(settings: settings.delineation, rateHertz: rate)
    let guide = usable[survey.fusion.bestLead]
    for group in groups.groups {
      let matrix = aligner.matrix(leads, beats: survey.positions, group: group, guide: guide)
      mark(matrix, names: names, usable: usable, beats: survey.positions, sampleCount: recording.sampleCount, into: &marks)
    }
    for lead in marks.leads.indices { marks.leads[lead].beats.sort { $0.fiducial < $1.fiducial } }
    marks.global.beats.sort { $0.fiducial < $1.fiducial }
    return marks
  }

  private func mark(
    _ matrix: BeatMatrix, names: [LeadName], usable: [Int], beats: [Int], sampleCount: Int, into marks: inout RecordingMarks
  ) {
    let average = AverageBeat(matrix, leads: names)
    let intervals = matrix.beatIndices.compactMap { $0 + 1 < beats.count ? Double(beats[$0 + 1] - beats[$0]) : nil }
    let all = zip(beats.dropFirst(), beats).map { Double($0 - $1) }
    let rr = intervals.isEmpty ? (all.isEmpty ? matrix.rateHertz : median(all)) : median(intervals)
    let previous = matrix.beatIndices.compactMap { $0 > 0 ? Double(beats[$0] - beats[$0 - 1]) : nil }
    let previousRR = previous.isEmpty ? rr : median(previous)
    let unspiked = PacingSpikes().removed(from: average)
    let grid = ScanGrid(unspiked.beat)
    let stepsPerSample = 1000 / ScanGrid.millisecondsPerStep / matrix.rateHertz
    let delineator = BeatDelineator(settings: settings.delineation)
    func samples(_ step: Double?) -> Int? { step.map { Int((($0 - Double(grid.fiducial)) / stepsPerSample).rounded()) } }
    func boundaries(of leads: [Int], scanner: WaveScanner) -> (BeatBoundaries, WaveScanner.Scan?) {
      var beat = unspiked.beat
      beat.leads = leads.map { average.leads[$0] }
      beat.samplesMicrovolts = leads.map { unspiked.beat.samplesMicrovolts[$0] }
      var old = delineator.delineate(beat, rrSeconds: rr / matrix.rateHertz, spikeEnd: unspiked.end)
      guard let scan = scanner.scan(grid.only(leads), rrSteps: rr * stepsPerSample, previousRRSteps: previousRR * stepsPerSample) else {
        return (old, nil)
      }
      old.qrsOnset = samples(scan.onset)
      old.qrsOffset = samples(scan.offset)
      if old.pPeak != nil {
        old.pOnset = samples(scan.pOnset)
        old.pPeak = samples(scan.pPeak)
        old.pOffset = samples(scan.pOffset)
      }
      if old.tPeak != nil {
        old.tOnset = samples(scan.tOnset)
        old.tPeak = samples(scan.tPeak)
        old.tOffset = samples(scan.tOffset)
      }
      return (old, scan)
    }
    let inside = 0..<sampleCount
    func carry(_ boundaries: BeatBoundaries, peak: Int?, into lead: inout LeadMarks) {
      for fiducial in matrix.fiducials {
        let own = peak.map { $0 + fiducial }.flatMap { inside.contains($0) ? $0 : nil }
        lead.beats.append(BeatMarks(fiducial: fiducial, qrsPeak: own, boundaries: boundaries.moved(by: fiducial, inside: inside)))
      }
    }
    var peaks: [Int] = []
    for lead in marks.leads.indices {
      let (own, _) = boundaries(of: [lead], scanner: WaveScanner(tables: BoundaryTables.leads))
      let peak = own.qrsOnset == nil ? nil : peak(of: average, lead: lead, boundaries: own)
      if usable.contains(lead), let peak { peaks.append(peak) }
      carry(own, peak: peak, into: &marks.leads[lead])
    }
    let (global, _) = boundaries(of: usable, scanner: WaveScanner(tables: BoundaryTables.together))
    let middle = peaks.isEmpty || global.qrsOnset == nil ? nil : peaks.sorted()[(peaks.count - 1) / 2]
    carry(global, peak: middle, into: &marks.global)
  }

  /// The largest deflection from the level before QRS.
  private func peak(of beat: AverageBeat, lead: Int, boundaries: BeatBoundaries) -> Int? {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset else { return nil }
    let samples = beat.samplesMicrovolts[lead]
    let range = (beat.fiducial + onset..<beat.fiducial + offset + 1).clamped(to: samples.indices)
    guard let first = range.first else { return nil }
    return range.max { abs(samples[$0] - samples[first]) < abs(samples[$1] - samples[first]) }.map { $0 - beat.fiducial }
  }

  /// Invalid samples hold the last valid value.
  private func repaired(_ samples: [Float]) -> [Float] {
    guard samples.contains(where: { !(abs($0) <= Decimation.largestMicrovolts) }) else { return samples }
    var held = samples.first { abs($0) <= Decimation.largestMicrovolts } ?? 0
    return samples.map { value in
      if abs(value) <= Decimation.largestMicrovolts { held = value }
      return held
    }
  }
}
