/// P, QRS and T of every beat of a recording, per lead and over all leads: beats of one shape are averaged over short stretches,
/// the average is delineated, and its boundaries are carried back to each beat.
package struct RecordingDelineator: Sendable {
  package let settings: ECGSettings
  package init(settings: ECGSettings = ECGSettings()) { self.settings = settings }

  /// - Throws: why the recording cannot be looked at (`RecordingCheck`).
  package func delineate(_ recording: ECGRecording) throws(ECGError) -> RecordingMarks {
    try RecordingCheck(settings: settings).check(recording)
    let rate = recording.samplingRateHertz
    let leads = recording.leads.map { holdingLastValid($0.samplesMicrovolts) }
    let assessor = LeadQualityAssessor(settings: settings.quality)
    var usable = recording.leads.indices.filter { assessor.assess(recording.leads[$0], samplingRateHertz: rate).isUsable }
    if usable.isEmpty { usable = Array(leads.indices) }
    let readable = usable.map { leads[$0] }
    let names = recording.leads.map(\.name)
    guard let survey = BeatDetector(settings: settings.detection).survey(leadsMicrovolts: readable, samplingRateHertz: rate),
      !survey.positions.isEmpty
    else { return MarkCollector(names: names).sorted() }
    let beats = survey.positions
    let clusters = BeatClusters(leads: survey.fusion.leadsByClarity.prefix(3).map { readable[$0] }, rateHertz: rate, beats: beats)
    // Beats of which hardly two are alike are none.
    guard beats.count < 4 || clusters.repeatedShare >= settings.quality.repeatedShapeShare else { return MarkCollector(names: names).sorted() }
    let groups = BeatGroups(
      beats: beats, clusters: clusters.assignment, maximumBeats: settings.delineation.groupBeats, earlyRatio: settings.delineation.earlyRatio)
    let aligner = BeatAligner(settings: settings.delineation, rateHertz: rate)
    let delineator = GroupDelineator(settings: settings.delineation, names: names, usable: usable)
    let guide = usable[survey.fusion.bestLead]
    var averages = groups.groups.map { group in
      delineator.delineate(
        aligner.matrix(leads, beats: beats, group: group, guide: guide), intervals: BeatIntervals(beats, group: group, rateHertz: rate))
    }
    AtrialVerdict().apply(to: &averages)
    var collector = MarkCollector(names: names)
    for average in averages { collector.add(average, sampleCount: recording.sampleCount) }
    return collector.sorted()
  }
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
        return BeatMarks(fiducial: fiducial, qrsPeak: peak, boundaries: mark.boundaries.moved(by: fiducial, inside: inside))
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
