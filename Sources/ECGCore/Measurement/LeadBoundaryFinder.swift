/// Boundaries of each lead of an average beat by itself, within what all leads together show: a wave that the leads together do not have is none,
/// a QRS does not reach beyond the global one.
package struct LeadBoundaryFinder: Sendable {
  package let settings: DelineationSettings
  /// A lead's P and T lie this near to those of all leads together, top to top.
  var pPeakReachSeconds = 0.06
  var tPeakReachSeconds = 0.12
  package init(settings: DelineationSettings = DelineationSettings()) { self.settings = settings }

  /// In the beat's order of leads. `rrSeconds` and `spikeEnd` as in `BeatDelineator`.
  package func find(_ beat: AverageBeat, global: BeatBoundaries, rrSeconds: Double, spikeEnd: Int? = nil) -> [LeadBoundaries] {
    find(beat, scans: BeatScans(beat), global: global, rrSeconds: rrSeconds, spikeEnd: spikeEnd)
  }

  /// The same of a beat whose leads have been scanned.
  func find(_ beat: AverageBeat, scans: BeatScans, global: BeatBoundaries, rrSeconds: Double, spikeEnd: Int?) -> [LeadBoundaries] {
    let delineator = BeatDelineator(settings: settings)
    return beat.leads.indices.map { index in
      let own = delineator.delineate(beat, scans: scans, chosen: [index], rrSeconds: rrSeconds, spikeEnd: spikeEnd)
      return LeadBoundaries(lead: beat.leads[index], boundaries: agreed(own, with: global, rateHertz: beat.rateHertz))
    }
  }

  private func agreed(_ own: BeatBoundaries, with global: BeatBoundaries, rateHertz: Double) -> BeatBoundaries {
    var result = BeatBoundaries()
    guard let first = global.qrsOnset, let last = global.qrsOffset, let onset = own.qrsOnset, let offset = own.qrsOffset, onset < last, offset > first
    else { return result }
    result.qrsOnset = max(onset, first)
    result.qrsOffset = min(offset, last)
    func isNear(_ peak: Int?, _ other: Int?, _ seconds: Double) -> Bool {
      guard let peak, let other else { return false }
      return abs(Double(peak - other)) <= seconds * rateHertz
    }
    if isNear(own.pPeak, global.pPeak, pPeakReachSeconds) {
      result.pOnset = own.pOnset
      result.pPeak = own.pPeak
      result.pOffset = own.pOffset
    }
    if isNear(own.tPeak, global.tPeak, tPeakReachSeconds) {
      result.tOnset = own.tOnset
      result.tPeak = own.tPeak
      result.tOffset = own.tOffset
    }
    return result
  }
}
