/// Boundaries of P, QRS and T over all leads of an average beat.
package struct BeatDelineator: Sendable {
  package let settings: DelineationSettings
  package init(settings: DelineationSettings = DelineationSettings()) { self.settings = settings }

  /// `rrSeconds` is the typical time to the next beat; it bounds how late T may end and how early P may begin.
  /// `spikeEnd` is the sample after a pacemaker spike that was taken out of the beat.
  /// Samples of the result are relative to the beat's fiducial.
  package func delineate(_ beat: AverageBeat, rrSeconds: Double, spikeEnd: Int? = nil) -> BeatBoundaries {
    var boundaries = BeatBoundaries()
    let signals = SpatialSignals(beat)
    guard let qrs = QRSDelineator(settings: settings).delineate(signals, fiducial: beat.fiducial, spikeEnd: spikeEnd) else { return boundaries }
    let rate = beat.rateHertz
    let centre = beat.fiducial
    boundaries.qrsOnset = qrs.onset - centre
    boundaries.qrsOffset = qrs.offset - centre
    let length = beat.samplesMicrovolts.first?.count ?? 0
    let rr = Int(rrSeconds * rate)
    let nextOnset = qrs.onset + rr
    // A first look at T without knowing where the next P is; P must not begin before T's end of the beat before.
    let longestQT = settings.longestQTSeconds * rrSeconds.squareRoot() + Double(qrs.offset - qrs.onset) / rate - 0.1
    var limit = min(length - 1, qrs.onset + Int(longestQT * rate), nextOnset - Int(0.05 * rate))
    var wave = TDelineator(settings: settings).delineate(signals, qrs: qrs, limit: limit)
    let earliest = (wave?.tangentOffset ?? wave?.peak).map { $0 - rr + Int(0.01 * rate) } ?? 0
    let pWave = PDelineator(settings: settings).delineate(signals, qrsOnset: qrs.onset, earliest: earliest)
    if let pWave {
      boundaries.pOnset = pWave.onset - centre
      boundaries.pPeak = pWave.peak - centre
      boundaries.pOffset = pWave.offset - centre
      limit = min(limit, pWave.onset + rr)
      wave = TDelineator(settings: settings).delineate(signals, qrs: qrs, limit: limit) ?? wave
    }
    if let wave {
      boundaries.tPeak = wave.peak - centre
      boundaries.tOnset = wave.onset.map { $0 - centre }
      boundaries.tOffset = wave.offset.map { $0 - centre }
    }
    return boundaries
  }
}

extension BeatBoundaries {
  /// Takes the P wave back.
  mutating func forgetP() {
    pOnset = nil
    pPeak = nil
    pOffset = nil
  }
}
