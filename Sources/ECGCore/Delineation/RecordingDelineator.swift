/// P, QRS and T of every beat of a recording, per lead and over all leads: beats of one shape are averaged over short stretches,
/// the average is delineated, and its boundaries are carried back to each beat.
package struct RecordingDelineator: Sendable {
  package let settings: ECGSettings
  package init(settings: ECGSettings = ECGSettings()) { self.settings = settings }

  /// - Throws: why the recording cannot be looked at (`RecordingCheck`).
  package func delineate(_ recording: ECGRecording) throws(ECGError) -> RecordingMarks {
    var collector = MarkCollector(names: recording.leads.map(\.name))
    guard let beats = try grouped(recording) else { return collector.sorted() }
    let delineator = GroupDelineator(settings: settings.delineation, names: recording.leads.map(\.name), usable: beats.usable)
    var averages = beats.groups.map { delineator.delineate(beats.matrix($0), intervals: beats.intervals($0)) }
    AtrialVerdict().apply(to: &averages)
    for average in averages { collector.add(average, sampleCount: recording.sampleCount) }
    return collector.sorted()
  }

  /// The average beats the boundaries are looked for in, as the scan sees them; `Benchmarks/BoundaryModel` learns from these.
  package func scannedBeats(_ recording: ECGRecording) throws(ECGError) -> [ScannedBeat] {
    guard let beats = try grouped(recording) else { return [] }
    let names = recording.leads.map(\.name)
    return beats.groups.map { group in
      let matrix = beats.matrix(group)
      let grid = ScanGrid(PacingSpikes().removed(from: AverageBeat(matrix, leads: names)).beat)
      let intervals = beats.intervals(group)
      return ScannedBeat(
        fiducialStep: grid.fiducial, leadsMicrovolts: grid.leads, usableLeads: beats.usable, fiducialSamples: matrix.fiducials,
        nextSeconds: intervals.nextSeconds, previousSeconds: intervals.previousSeconds)
    }
  }

  /// `nil` where nothing beats.
  private func grouped(_ recording: ECGRecording) throws(ECGError) -> GroupedBeats? {
    try RecordingCheck(settings: settings).check(recording)
    let rate = recording.samplingRateHertz
    let quality = LeadQualityAssessor(settings: settings.quality).assess(recording)
    let leads = MainsHum().removed(
      from: recording.leads.map { holdingLastValid($0.samplesMicrovolts) }, rateHertz: rate, noiseMicrovolts: quality.map(\.noiseMicrovolts))
    var usable = quality.indices.filter { quality[$0].isUsable }
    if usable.isEmpty { usable = Array(leads.indices) }
    let readable = usable.map { leads[$0] }
    guard let survey = BeatDetector(settings: settings.detection).survey(leadsMicrovolts: readable, samplingRateHertz: rate),
      !survey.positions.isEmpty
    else { return nil }
    let beats = survey.positions
    let clusters = BeatClusters(leads: survey.fusion.leadsByClarity.prefix(3).map { readable[$0] }, rateHertz: rate, beats: beats)
    // Beats of which hardly two are alike are none.
    guard beats.count < 4 || clusters.repeatedShare >= settings.quality.repeatedShapeShare else { return nil }
    let groups = BeatGroups(
      beats: beats, clusters: clusters.assignment, maximumBeats: settings.delineation.groupBeats, earlyRatio: settings.delineation.earlyRatio)
    return GroupedBeats(
      leads: leads, usable: usable, guide: usable[survey.fusion.bestLead], beats: beats, groups: groups.groups,
      aligner: BeatAligner(settings: settings.delineation, rateHertz: rate))
  }
}

/// An average of a group of beats on the scan's grid of 4 ms.
package struct ScannedBeat: Sendable, Encodable {
  package let fiducialStep: Int
  /// `[lead][step]`.
  package let leadsMicrovolts: [[Float]]
  package let usableLeads: [Int]
  /// Where in the recording the fiducials of the beats lie that went in.
  package let fiducialSamples: [Int]
  /// Typical times to the next beat and from the last.
  package let nextSeconds: Double
  package let previousSeconds: Double
}

/// A recording's leads without hum, and its beats in groups that may be averaged.
private struct GroupedBeats {
  let leads: [[Float]]
  let usable: [Int]
  /// The lead beats are aligned on.
  let guide: Int
  let beats: [Int]
  let groups: [[Int]]
  let aligner: BeatAligner

  func matrix(_ group: [Int]) -> BeatMatrix { aligner.matrix(leads, beats: beats, group: group, guide: guide) }
  func intervals(_ group: [Int]) -> BeatIntervals { BeatIntervals(beats, group: group, rateHertz: aligner.rateHertz) }
}

/// Typical times between the beats of a group and their neighbours.
struct BeatIntervals: Sendable {
  let nextSeconds: Double
  let previousSeconds: Double

  /// Where no neighbour is in the recording, the typical time between any two beats stands in; one second for a single beat.
  init(_ beats: [Int], group: [Int], rateHertz: Double) {
    let all = zip(beats.dropFirst(), beats).map { Double($0 - $1) / rateHertz }
    let after = group.compactMap { $0 + 1 < beats.count ? all[$0] : nil }
    let before = group.compactMap { $0 > 0 ? all[$0 - 1] : nil }
    nextSeconds = !after.isEmpty ? median(after) : all.isEmpty ? 1 : median(all)
    previousSeconds = before.isEmpty ? nextSeconds : median(before)
  }
}

/// Sorts the boundaries of groups into the beats of each lead.
private struct MarkCollector {
  private var marks: RecordingMarks

  init(names: [LeadName]) {
    marks = RecordingMarks(
      leads: names.map { LeadMarks(lead: $0, beats: []) }, global: LeadMarks(lead: LeadName(rawValue: "global"), beats: []))
  }

  mutating func add(_ group: DelineatedGroup, sampleCount: Int) {
    let inside = 0..<sampleCount
    func moved(_ marks: [DelineatedGroup.Marks]) -> [BeatMarks] {
      zip(marks, group.fiducials).map { mark, fiducial in
        let peak = mark.qrsPeak.map { $0 + fiducial }.flatMap { inside.contains($0) ? $0 : nil }
        var boundaries = mark.boundaries.moved(by: fiducial, inside: inside)
        if peak == nil { boundaries.forgetQRS() }
        return BeatMarks(fiducial: fiducial, qrsPeak: peak, boundaries: boundaries)
      }
    }
    for lead in marks.leads.indices { marks.leads[lead].beats.append(contentsOf: moved(group.leads[lead])) }
    marks.global.beats.append(contentsOf: moved(group.global))
  }

  /// Everything in order of time.
  func sorted() -> RecordingMarks {
    var result = marks
    for lead in result.leads.indices { result.leads[lead].beats.sort { $0.fiducial < $1.fiducial } }
    result.global.beats.sort { $0.fiducial < $1.fiducial }
    return result
  }
}
