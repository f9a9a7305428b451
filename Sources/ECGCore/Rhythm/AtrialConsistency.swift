/// Whether the same thing happens before every QRS: the mean correlation of each beat's P window with the mean of the others.
/// Near one with P waves, near zero in atrial fibrillation.
struct AtrialConsistency: Sendable {
  var reachSeconds = 0.24
  var marginSeconds = 0.02

  /// `qrsOnset` is relative to the fiducial. `nil` with fewer than four beats.
  func measure(_ matrix: BeatMatrix, qrsOnset: Int) -> Float? {
    let beats = matrix.beatIndices.count
    let to = matrix.before + qrsOnset - Int(marginSeconds * matrix.rateHertz)
    let from = max(0, to - Int(reachSeconds * matrix.rateHertz))
    guard beats >= 4, to - from > Int(0.06 * matrix.rateHertz) else { return nil }
    let windows = (0..<beats).map { beat in
      (0..<matrix.leadCount).flatMap { lead in detrended(matrix.row(beat, lead: lead), from: from, to: to, rateHertz: matrix.rateHertz) }
    }
    var total = [Float](repeating: 0, count: windows[0].count)
    for window in windows { for index in total.indices { total[index] += window[index] } }
    var sum: Float = 0
    for window in windows {
      let others = zip(total, window).map { $0 - $1 }
      sum += correlation(window[...], others[...])
    }
    return sum / Float(beats)
  }

  /// The window in steps of about 8 ms, less the line through its ends.
  private func detrended(_ row: ArraySlice<Float>, from: Int, to: Int, rateHertz: Double) -> [Float] {
    let step = max(1, Int(0.008 * rateHertz))
    var values: [Float] = []
    var index = row.startIndex + from
    while index + step <= row.startIndex + to {
      values.append(row[index..<(index + step)].reduce(0, +) / Float(step))
      index += step
    }
    guard values.count > 2, let first = values.first, let last = values.last else { return values }
    let slope = (last - first) / Float(values.count - 1)
    let centre = values.indices.map { values[$0] - first - slope * Float($0) }
    return centre
  }
}
