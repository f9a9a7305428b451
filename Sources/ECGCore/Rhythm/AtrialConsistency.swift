/// Whether the same thing happens before every QRS: the mean correlation of each beat's P window with the mean of the others.
/// Near one with P waves, near zero in atrial fibrillation.
struct AtrialConsistency: Sendable {
  var reachSeconds = 0.24
  var marginSeconds = 0.02
  var qrsHalfSeconds = 0.07
  /// A window with more than this times the usual power is a jump or spike of an electrode, not a wave: it would outweigh all others in their sum.
  var artefactPowerRatio: Float = 9

  /// `qrsOnset` is relative to the fiducial. `nil` with fewer than four beats.
  func measure(_ matrix: BeatMatrix, qrsOnset: Int) -> Float? {
    let to = matrix.before + qrsOnset - Int(marginSeconds * matrix.rateHertz)
    let from = max(0, to - Int(reachSeconds * matrix.rateHertz))
    guard matrix.beatIndices.count >= 4, to - from > Int(0.06 * matrix.rateHertz) else { return nil }
    return agreement(matrix, from: from, to: to)
  }

  /// The same from 30 ms before a P wave on, both relative to the fiducial.
  func measure(_ matrix: BeatMatrix, pOnset: Int, qrsOnset: Int) -> Float? {
    let to = matrix.before + qrsOnset - Int(marginSeconds * matrix.rateHertz)
    let from = max(0, matrix.before + pOnset - Int(0.03 * matrix.rateHertz))
    guard matrix.beatIndices.count >= 3, to - from > Int(0.06 * matrix.rateHertz) else { return nil }
    return agreement(matrix, from: from, to: to)
  }

  /// The same of the QRS complexes in all leads, near one unless the "beats" are noise. `nil` with a single beat.
  func measureQRS(_ matrix: BeatMatrix) -> Float? {
    let half = Int(qrsHalfSeconds * matrix.rateHertz)
    guard matrix.beatIndices.count >= 2, half > 2 else { return nil }
    return agreement(matrix, from: matrix.before - half, to: matrix.before + half)
  }

  /// Mean correlation of each beat's window, all leads in a row, with the sum of the others'.
  private func agreement(_ matrix: BeatMatrix, from: Int, to: Int) -> Float {
    let byLead = (0..<matrix.leadCount).map { lead in
      withoutArtefacts(
        matrix.beatIndices.indices.map { beat in detrended(matrix.row(beat, lead: lead), from: from, to: to, rateHertz: matrix.rateHertz) })
    }
    let windows = matrix.beatIndices.indices.map { beat in byLead.flatMap { $0[beat] } }.filter { $0.contains { $0 != 0 } }
    guard windows.count >= 2 else { return 0 }
    var total = [Float](repeating: 0, count: windows[0].count)
    for window in windows { for index in total.indices { total[index] += window[index] } }
    var sum: Float = 0
    for window in windows {
      let others = zip(total, window).map { $0 - $1 }
      sum += correlation(window[...], others[...])
    }
    return sum / Float(windows.count)
  }

  /// One lead's windows, those with an artefact as zeros.
  private func withoutArtefacts(_ windows: [[Float]]) -> [[Float]] {
    let powers = windows.map { $0.reduce(0) { $0 + $1 * $1 } }
    let limit = artefactPowerRatio * median(powers)
    return zip(windows, powers).map { $1 <= limit ? $0 : [Float](repeating: 0, count: $0.count) }
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
