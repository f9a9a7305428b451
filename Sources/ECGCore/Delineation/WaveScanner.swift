/// Scans an average beat for its boundaries: QRS, then T, then P.
///
/// At every candidate place the speed of the signal in nine windows about it and the distances it covers there are weighed; the boundary is the
/// middle of the resulting probability. A lead's gain and polarity do not matter.
struct WaveScanner: Sendable {
  let tables: BoundaryTableSet

  /// Steps of the grid, between steps; `nil` where there is no room for the wave.
  struct Scan: Sendable {
    var qrsOnset: BoundaryLikelihood
    var qrsOffset: BoundaryLikelihood
    var onset: Double { qrsOnset.middle }
    var offset: Double { qrsOffset.middle }
    var tOnset: Double?
    var tPeak: Double?
    var tOffset: Double?
    var pOnset: Double?
    var pPeak: Double?
    var pOffset: Double?
  }

  /// QRS onsets are looked for over this span about the fiducial, offsets over the other, steps of 4 ms.
  static let onsetSpan = -38..<6
  static let offsetSpan = 0..<48

  /// - Parameters:
  ///   - rrSteps: time to the next QRS.
  ///   - previousRRSteps: time since the last one.
  func scan(_ grid: ScanGrid, rrSteps: Double, previousRRSteps: Double) -> Scan? {
    let centre = grid.fiducial
    guard grid.count > centre + Self.offsetSpan.upperBound, centre + Self.onsetSpan.lowerBound > 0 else { return nil }
    let view = ScanView(grid, smoothing: 1, reach: 1, range: (centre - 20)..<(centre + 21))
    func likelihood(_ span: Range<Int>, _ table: BoundaryTable) -> BoundaryLikelihood? {
      BoundaryScan(view, windows: .qrs, candidates: (centre + span.lowerBound)..<(centre + span.upperBound)) { _ in [] }.likelihood(table)
    }
    guard let onset = likelihood(Self.onsetSpan, tables.qrsOnset), let offset = likelihood(Self.offsetSpan, tables.qrsOffset) else { return nil }
    var scan = Scan(qrsOnset: onset, qrsOffset: offset)
    scanT(grid, &scan, rrSteps: rrSteps)
    scanP(grid, &scan, previousRRSteps: previousRRSteps)
    return scan
  }

  private func scanT(_ grid: ScanGrid, _ scan: inout Scan, rrSteps: Double) {
    let onset = Int(scan.onset.rounded())
    let offset = Int(scan.offset.rounded())
    let rootRR = min(2, rrSteps * ScanGrid.millisecondsPerStep / 1000).squareRoot()
    let from = offset + 10
    // T ends before the next QRS, and no later than 620 ms · √RR after this one's onset.
    let to = max(from + 15, min(grid.count - 3, onset + Int(min(500, rrSteps)) - 10, onset + Int(155 * rootRR)))
    guard to <= grid.count else { return }
    let view = ScanView(grid, smoothing: 3, reach: 2, range: from..<to)
    let rest = view.distances(fromMeanOver: max(0, onset - 5)..<max(1, onset - 1))
    // Where T ends on average, from the QRS onset (395 ms · √RR and most of what QRS is wider than 90 ms), in units of 100 ms.
    let expected = Float(scan.onset + 0.7 * (scan.offset - scan.onset - 22.5) + 98.75 * rootRR)
    func terms(_ place: Int) -> [Float] {
      let late = (Float(place) - expected) / 25
      return [fastLog(0.03 + rest[place]), late, late * late, max(0, late - 1) * max(0, late - 1)]
    }
    func steps(_ first: Int, _ last: Int) -> Range<Int> {
      let start = min(grid.count - 1, grid.fiducial + first)
      return start..<max(start, min(to, grid.fiducial + last))
    }
    let late = BoundaryScan(view, windows: .t, candidates: steps(45, 181), terms: terms)
    scan.tOffset = late.likelihood(tables.tOffset)?.middle
    let early = BoundaryScan(view, windows: .t, candidates: steps(15, 161), terms: terms)
    scan.tPeak = early.likelihood(tables.tPeak)?.middle
    scan.tOnset = early.likelihood(tables.tOnset)?.middle
  }

  private func scanP(_ grid: ScanGrid, _ scan: inout Scan, previousRRSteps: Double) {
    let onset = Int(scan.onset.rounded())
    let lastT = scan.tOffset.map { Int(($0 - previousRRSteps).rounded()) } ?? 0
    let to = onset - 3
    let from = max(3, min(to - 20, max(3, onset - 75, lastT)))
    guard from + 8 < to else { return }
    let view = ScanView(grid, smoothing: 2, reach: 2, range: from..<to)
    let scanned = BoundaryScan(view, windows: .p, candidates: max(from, grid.fiducial - 100)..<onset) { place in
      let late = (Float(place) - Float(scan.onset) + 25) / 15
      return [late, late * late]
    }
    scan.pOnset = scanned.likelihood(tables.pOnset)?.middle
    scan.pPeak = scanned.likelihood(tables.pPeak)?.middle
    scan.pOffset = scanned.likelihood(tables.pOffset)?.middle
  }
}
