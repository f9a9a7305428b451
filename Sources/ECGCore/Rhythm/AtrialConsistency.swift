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
    return agreement(matrix, from: max(0, matrix.before - half), to: matrix.before + half)
  }

  /// Mean correlation of each beat's window, all leads in a row, with the sum of the others'.
  private func agreement(_ matrix: BeatMatrix, from: Int, to: Int) -> Float {
    let step = max(1, Int(0.008 * matrix.rateHertz))
    let steps = max(0, (min(to, matrix.length) - from) / step)
    let beats = matrix.beatIndices.count
    // `[beat][lead][step]`.
    var windows = [[Float]](repeating: [Float](repeating: 0, count: matrix.leadCount * steps), count: beats)
    for lead in 0..<matrix.leadCount {
      let room = (lead * steps)..<((lead + 1) * steps)
      for beat in 0..<beats { write(matrix.row(beat, lead: lead), from: from, step: step, to: &windows[beat], room) }
      clearArtefacts(&windows, room)
    }
    windows.removeAll { $0.allSatisfy { $0 == 0 } }
    guard windows.count >= 2 else { return 0 }
    var total = [Float](repeating: 0, count: windows[0].count)
    for window in windows { for index in total.indices { total[index] += window[index] } }
    var others = total
    var sum: Float = 0
    for window in windows {
      for index in total.indices { others[index] = total[index] - window[index] }
      sum += correlation(window[...], others[...])
    }
    return sum / Float(windows.count)
  }

  /// Makes zeros of those windows of one lead that hold an artefact.
  private func clearArtefacts(_ windows: inout [[Float]], _ room: Range<Int>) {
    let powers = windows.map { window in
      var power: Float = 0
      for index in room { power += window[index] * window[index] }
      return power
    }
    let limit = artefactPowerRatio * median(powers)
    for beat in windows.indices where !(powers[beat] <= limit) { for index in room { windows[beat][index] = 0 } }
  }

  /// The window in steps of about 8 ms, less the line through its ends.
  private func write(_ row: ArraySlice<Float>, from: Int, step: Int, to window: inout [Float], _ room: Range<Int>) {
    row.withUnsafeBufferPointer { row in
      window.withUnsafeMutableBufferPointer { window in
        for (place, index) in room.enumerated() {
          var sum: Float = 0
          for offset in 0..<step { sum += row[from + place * step + offset] }
          window[index] = sum / Float(step)
        }
        guard room.count > 2 else { return }
        let first = window[room.lowerBound]
        let slope = (window[room.upperBound - 1] - first) / Float(room.count - 1)
        for (place, index) in room.enumerated() { window[index] = window[index] - first - slope * Float(place) }
      }
    }
  }
}
