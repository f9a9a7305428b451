/// Boundaries of a group of beats: those of the average, drawn a little towards each beat's own.
struct DelineatedGroup: Sendable {
  /// One beat; samples relative to its fiducial.
  struct Marks: Sendable {
    var qrsPeak: Int?
    var boundaries: BeatBoundaries
  }
  /// `[lead][beat]`.
  var leads: [[Marks]]
  /// `[beat]`.
  var global: [Marks]
  /// Samples of the recording.
  let fiducials: [Int]
  /// How well the single beats agree before QRS; `nil` where too few are there to tell.
  let pAgreement: Float?

  var hasP: Bool { global.contains { $0.boundaries.pPeak != nil } }

  /// No P wave in any lead.
  mutating func forgetP() {
    for lead in leads.indices { for beat in leads[lead].indices { leads[lead][beat].boundaries.forgetP() } }
    for beat in global.indices { global[beat].boundaries.forgetP() }
  }
}

/// Averages a group of beats and delineates the average and each beat, in each lead and over all readable ones.
struct GroupDelineator: Sendable {
  let settings: DelineationSettings
  let names: [LeadName]
  /// Leads that can be read; the others are delineated, but have no say in the global boundaries.
  let usable: [Int]

  func delineate(_ matrix: BeatMatrix, intervals: BeatIntervals) -> DelineatedGroup {
    let beat = AverageBeat(matrix, leads: names)
    var average = marks(beat, intervals, drawnTo: nil)
    let bumps = UWaveFinder().find(
      beat, matrix: matrix, boundaries: average.global.boundaries, chosen: usable, rrSeconds: intervals.nextSeconds)
    for bump in bumps { average.leads[bump.lead].boundaries.uPeak = bump.top }
    average.global.boundaries.uPeak = UWaveFinder.commonTop(bumps)
    var rows = [average]
    if matrix.beatIndices.count > 1 {
      rows = matrix.beatIndices.indices.map { marks(AverageBeat(matrix.single($0), leads: names), intervals, drawnTo: average) }
    }
    var group = DelineatedGroup(
      leads: names.indices.map { lead in rows.map { $0.leads[lead] } }, global: rows.map(\.global), fiducials: matrix.fiducials,
      pAgreement: agreement(matrix, average.global.boundaries))
    if usable.count >= 3, average.global.boundaries.pPeak == nil { group.forgetP() }
    if let agreement = group.pAgreement, agreement < settings.pAgreement { group.forgetP() }
    return group
  }

  private struct BeatRow {
    var leads: [DelineatedGroup.Marks]
    var global: DelineatedGroup.Marks
  }

  /// Marks of one beat, average or single; a single one's only draw the average's towards them.
  private func marks(_ raw: AverageBeat, _ intervals: BeatIntervals, drawnTo average: BeatRow?) -> BeatRow {
    let unspiked = PacingSpikes().removed(from: raw)
    let scans = BeatScans(unspiked.beat)
    let delineator = BeatDelineator(settings: settings)
    func boundaries(_ chosen: [Int], _ average: BeatBoundaries?) -> BeatBoundaries {
      let own = delineator.delineate(
        unspiked.beat, scans: scans, chosen: chosen, rrSeconds: intervals.nextSeconds, previousRRSeconds: intervals.previousSeconds,
        spikeEnd: unspiked.end)
      return average.map { $0.drawn(towards: own, share: settings.ownShare, reach: settings.ownReachSeconds * raw.rateHertz) } ?? own
    }
    let leads = names.indices.map { lead in
      let own = boundaries([lead], average?.leads[lead].boundaries)
      return DelineatedGroup.Marks(qrsPeak: peak(of: unspiked.beat, lead: lead, own), boundaries: own)
    }
    let global = usable.count == 1 ? leads[usable[0]].boundaries : boundaries(usable, average?.global.boundaries)
    let peaks = usable.compactMap { leads[$0].qrsPeak }.sorted()
    let middle = global.qrsOnset == nil || peaks.isEmpty ? nil : peaks[(peaks.count - 1) / 2]
    return BeatRow(leads: leads, global: .init(qrsPeak: middle, boundaries: global))
  }

  private func agreement(_ matrix: BeatMatrix, _ boundaries: BeatBoundaries) -> Float? {
    guard matrix.beatIndices.count >= settings.pAgreementBeats, let onset = boundaries.qrsOnset else { return nil }
    return AtrialConsistency().measure(matrix.only(usable), qrsOnset: onset)
  }

  /// The largest deflection from the level at the QRS onset.
  private func peak(of beat: AverageBeat, lead: Int, _ boundaries: BeatBoundaries) -> Int? {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset, onset <= offset else { return nil }
    let samples = beat.samplesMicrovolts[lead]
    let range = (beat.fiducial + onset..<beat.fiducial + offset + 1).clamped(to: samples.indices)
    guard let first = range.first else { return nil }
    return range.max { abs(samples[$0] - samples[first]) < abs(samples[$1] - samples[first]) }.map { $0 - beat.fiducial }
  }
}

/// Beats too few to agree with one another have a P wave only where the nearest larger group has one: what precedes an extrasystole in
/// fibrillation is none.
struct AtrialVerdict: Sendable {
  func apply(to groups: inout [DelineatedGroup]) {
    let judged = groups.filter { $0.pAgreement != nil }
    guard !judged.isEmpty else { return }
    for index in groups.indices where groups[index].pAgreement == nil {
      let place = groups[index].fiducials.first ?? 0
      func distance(_ other: DelineatedGroup) -> Int { other.fiducials.map { abs($0 - place) }.min() ?? Int.max }
      let nearest = judged.min { distance($0) < distance($1) }
      if nearest?.hasP == false { groups[index].forgetP() }
    }
  }
}

extension BeatMatrix {
  /// Some of the leads.
  func only(_ chosen: [Int]) -> BeatMatrix {
    guard chosen.count < leadCount else { return self }
    let picked = beatIndices.indices.flatMap { beat in chosen.flatMap { row(beat, lead: $0) } }
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: chosen.count, beatIndices: beatIndices, fiducials: fiducials, values: picked)
  }

  /// One of the beats.
  func single(_ beat: Int) -> BeatMatrix {
    let start = beat * leadCount * length
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: leadCount, beatIndices: [beatIndices[beat]], fiducials: [fiducials[beat]],
      values: Array(values[start..<(start + leadCount * length)]))
  }
}

extension AverageBeat {
  /// Some of the leads.
  func only(_ chosen: [Int]) -> AverageBeat {
    AverageBeat(
      rateHertz: rateHertz, fiducial: fiducial, leads: chosen.map { leads[$0] }, samplesMicrovolts: chosen.map { samplesMicrovolts[$0] },
      beatCount: beatCount)
  }
}
