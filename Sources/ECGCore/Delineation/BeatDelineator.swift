/// Boundaries of P, QRS and T of an average beat: over all its leads when there are several, of its one lead otherwise.
package struct BeatDelineator: Sendable {
  package let settings: DelineationSettings
  package init(settings: DelineationSettings = DelineationSettings()) { self.settings = settings }

  /// - Parameters:
  ///   - rrSeconds: the typical time to the next beat; T ends before that.
  ///   - previousRRSeconds: the typical time since the last beat, whose T ends before this P; as `rrSeconds` where it is not known.
  ///   - spikeEnd: the sample after a pacemaker spike that was taken out of the beat.
  /// - Returns: Samples relative to the beat's fiducial; nothing where the beat has no room for a QRS.
  package func delineate(
    _ beat: AverageBeat, rrSeconds: Double, previousRRSeconds: Double? = nil, spikeEnd: Int? = nil
  ) -> BeatBoundaries {
    delineate(
      beat, scans: BeatScans(beat), chosen: Array(beat.leads.indices), rrSeconds: rrSeconds, previousRRSeconds: previousRRSeconds, spikeEnd: spikeEnd)
  }

  /// The same of some of the beat's leads, which have been scanned one by one.
  func delineate(
    _ beat: AverageBeat, scans: BeatScans, chosen: [Int], rrSeconds: Double, previousRRSeconds: Double? = nil, spikeEnd: Int? = nil
  ) -> BeatBoundaries {
    let toSteps = 1000 / ScanGrid.millisecondsPerStep
    let grid = scans.grid.only(chosen)
    let scanner = WaveScanner(tables: chosen.count < 3 ? BoundaryTables.leads : BoundaryTables.together)
    guard var qrs = chosen.count == 1 ? scans.qrs[chosen[0]] : scanner.scanQRS(grid) else { return BeatBoundaries() }
    let samplesPerStep = beat.rateHertz / toSteps
    if chosen.count >= 3 {
      let rule = QRSDelineator(settings: settings).delineate(SpatialSignals(beat.only(chosen)), fiducial: beat.fiducial, spikeEnd: spikeEnd)
      let consensus = QRSConsensus(settings: settings)
      qrs = consensus.agreed(
        together: qrs, leads: chosen.compactMap { scans.qrs[$0] },
        ruleOnset: rule.map { Double($0.onset - beat.fiducial) / samplesPerStep + Double(grid.fiducial) },
        ruleOffset: rule.map { Double($0.offset - beat.fiducial) / samplesPerStep + Double(grid.fiducial) })
    }
    // A QRS of less than two steps is a fiducial that lies elsewhere.
    guard qrs.onset + 2 <= qrs.offset else { return BeatBoundaries() }
    let tWave = scanner.scanT(grid, qrs: qrs, rrSteps: rrSeconds * toSteps)
    let lastT = tWave.map { $0.offset.middle - (previousRRSeconds ?? rrSeconds) * toSteps }
    let pWave = scanner.scanP(grid, qrs: qrs, lastTOffset: lastT)
    func sample(_ step: Double) -> Int { Int(((step - Double(grid.fiducial)) * samplesPerStep).rounded()) }
    let spreadRatio = grid.leads.count < 3 ? settings.fewLeadsSpreadRatio : 1
    var boundaries = BeatBoundaries()
    boundaries.qrsOnset = sample(qrs.onset)
    boundaries.qrsOffset = sample(qrs.offset)
    if let pWave, isPresentP(pWave, spreadRatio: spreadRatio) {
      boundaries.pOnset = sample(pWave.onset.middle)
      boundaries.pPeak = sample(pWave.peak.middle)
      boundaries.pOffset = sample(pWave.offset.middle)
    }
    if let tWave, isPresentT(tWave, spreadRatio: spreadRatio) {
      boundaries.tOnset = min(sample(tWave.onset.middle), sample(tWave.peak.middle))
      boundaries.tPeak = sample(tWave.peak.middle)
      boundaries.tOffset = sample(tWave.offset.middle)
    }
    return boundaries
  }

  /// A P wave whose edges cannot be placed, or do not enclose its top, is none.
  private func isPresentP(_ wave: WaveScanner.Wave, spreadRatio: Double) -> Bool {
    let step = ScanGrid.millisecondsPerStep / 1000
    let rise = (wave.peak.middle - wave.onset.middle) * step
    let fall = (wave.offset.middle - wave.peak.middle) * step
    return rise >= settings.leastFlankSeconds && fall >= settings.leastFlankSeconds
      && wave.onset.spread * step <= spreadRatio * settings.pOnsetSpreadSeconds
      && wave.offset.spread * step <= spreadRatio * settings.pOffsetSpreadSeconds
  }

  private func isPresentT(_ wave: WaveScanner.Wave, spreadRatio: Double) -> Bool {
    let step = ScanGrid.millisecondsPerStep / 1000
    return wave.peak.middle < wave.offset.middle && wave.peak.spread * step <= spreadRatio * settings.tPeakSpreadSeconds
  }
}

/// A beat on the scan's grid, and the QRS of each of its leads by itself: what all leads together and every single one are delineated from.
struct BeatScans: Sendable {
  let grid: ScanGrid
  /// `nil` where the beat has no room for a QRS.
  let qrs: [WaveScanner.QRS?]

  init(_ beat: AverageBeat) {
    let grid = ScanGrid(beat)
    let scanner = WaveScanner(tables: BoundaryTables.leads)
    self.grid = grid
    qrs = grid.leads.indices.map { scanner.scanQRS(grid.only([$0])) }
  }
}

extension BeatBoundaries {
  /// Takes the P wave back.
  mutating func forgetP() {
    pOnset = nil
    pPeak = nil
    pOffset = nil
  }

  /// Takes the QRS back.
  mutating func forgetQRS() {
    qrsOnset = nil
    qrsOffset = nil
  }

  /// Takes the T wave back.
  mutating func forgetT() {
    tOnset = nil
    tPeak = nil
    tOffset = nil
  }
}
