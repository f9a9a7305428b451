/// Scans an average beat for its boundaries: QRS, then T, then P.
///
/// At every candidate place the speed of the signal in nine windows about it and the distances it covers there are weighed; the boundary is the
/// middle of the resulting probability. A lead's gain and polarity do not matter. Places are steps of the grid, counted from its start.
struct WaveScanner: Sendable {
  let tables: BoundaryTableSet

  struct QRS: Sendable {
    var onsetLikelihood: BoundaryLikelihood
    var offsetLikelihood: BoundaryLikelihood
    var onset: Double
    var offset: Double
  }

  struct Wave: Sendable {
    var onset: BoundaryLikelihood
    var peak: BoundaryLikelihood
    var offset: BoundaryLikelihood
  }

  /// QRS onsets and offsets are looked for over these spans about the fiducial.
  static let onsetSpan = -38..<6
  static let offsetSpan = 0..<48

  /// `nil` where the beat has no room for a QRS.
  func scanQRS(_ grid: ScanGrid) -> QRS? {
    let centre = grid.fiducial
    guard grid.count > centre + Self.offsetSpan.upperBound, centre + Self.onsetSpan.lowerBound > 0 else { return nil }
    let view = ScanView(grid, smoothing: 1, reach: 1, range: (centre - 20)..<(centre + 21))
    func likelihood(_ span: Range<Int>, _ table: BoundaryTable) -> BoundaryLikelihood? {
      BoundaryScan(view, windows: .qrs, candidates: (centre + span.lowerBound)..<(centre + span.upperBound)).likelihood(table)
    }
    guard let onset = likelihood(Self.onsetSpan, tables.qrsOnset), let offset = likelihood(Self.offsetSpan, tables.qrsOffset) else { return nil }
    return QRS(onsetLikelihood: onset, offsetLikelihood: offset, onset: onset.middle, offset: offset.middle)
  }

  /// `rrSteps` is the time to the next QRS; T ends before it and no later than 620 ms · √RR after this one's onset.
  func scanT(_ grid: ScanGrid, qrs: QRS, rrSteps: Double) -> Wave? {
    let onset = Int(qrs.onset.rounded())
    let rr = min(500, max(0, rrSteps))
    let rootRR = (rr * ScanGrid.millisecondsPerStep / 1000).squareRoot()
    let from = Int(qrs.offset.rounded()) + 10
    let to = max(from + 15, min(grid.count - 3, onset + Int(rr) - 10, onset + Int(155 * rootRR)))
    guard onset > 1, to < grid.count else { return nil }
    let view = ScanView(grid, smoothing: 3, reach: 2, range: from..<to)
    let rest = view.distances(fromMeanOver: max(0, onset - 5)..<(onset - 1))
    // Where T ends on average, from the QRS onset: 395 ms · √RR and most of what QRS is wider than 90 ms.
    let expected = Float(qrs.onset + 0.7 * (qrs.offset - qrs.onset - 22.5) + 98.75 * rootRR)
    func steps(_ first: Int, _ last: Int) -> Range<Int> {
      let start = min(to, grid.fiducial + first)
      return start..<max(start, min(to, grid.fiducial + last))
    }
    let scanned = BoundaryScan(view, windows: .t, candidates: steps(15, 181), termCount: 4) { place in
      let late = (Float(place) - expected) / 25
      let beyond = max(0, late - 1)
      return SIMD4(fastLog(0.03 + rest[place]), late, late * late, beyond * beyond)
    }
    let early = steps(15, 161)
    guard let offset = scanned.likelihood(tables.tOffset, within: steps(45, 181)) else { return nil }
    // The top lies before the end: beyond it the next P wave may look like one.
    let before = early.lowerBound..<max(early.lowerBound, min(early.upperBound, Int(offset.middle)))
    guard let peak = scanned.likelihood(tables.tPeak, within: before), let start = scanned.likelihood(tables.tOnset, within: before) else {
      return nil
    }
    return Wave(onset: start, peak: peak, offset: offset)
  }

  /// `lastTOffset` is where the T wave of the beat before ends; P is looked for from there, but at least over 90 ms and at most 300 ms before QRS.
  func scanP(_ grid: ScanGrid, qrs: QRS, lastTOffset: Double?) -> Wave? {
    let onset = Int(qrs.onset.rounded())
    let to = onset - 3
    let from = max(3, min(to - 20, max(onset - 75, lastTOffset.map { Int($0.rounded()) } ?? 0)))
    guard from + 8 < to, onset < grid.count else { return nil }
    let view = ScanView(grid, smoothing: 2, reach: 2, range: from..<to)
    let scanned = BoundaryScan(view, windows: .p, candidates: max(from, grid.fiducial - 100)..<onset, termCount: 2) { place in
      let late = (Float(place) - Float(qrs.onset) + 25) / 15
      return SIMD4(late, late * late, 0, 0)
    }
    guard let start = scanned.likelihood(tables.pOnset), let peak = scanned.likelihood(tables.pPeak), let end = scanned.likelihood(tables.pOffset)
    else { return nil }
    return Wave(onset: start, peak: peak, offset: end)
  }
}
