/// Whether a recording goes on from sample to sample, as a voltage on skin does. Pieces put together in the wrong order, lost packets and
/// shuffled blocks leave steps: within one sample all leads move much farther than just before and after, and stay there. QRS complexes are slopes of
/// several samples, and pacing spikes come back. Steps count by themselves where they are many, and few ones where they keep to the even pace of equal
/// pieces (`PieceSeams`).
struct ContinuityCheck {
  /// More steps than these in a second make a recording broken. Highest of 409 development records of 10 s and of 2,160 pieces of ten seconds of MIT-BIH: 1.4;
  /// least of the same cut into pieces of 100 ms and mixed: 3 (from 250 Hz).
  static let stepsPerSecond = 2.0
  /// A step is so many times what the three samples before and after it do, and half the usual at least.
  private static let ratio: Float = 4
  private static let reach = 3
  /// Of the step this share is still there after `reach` samples.
  private static let lastingShare: Float = 0.5
  private static let settled = 5
  /// As many seconds are looked at for an even pace.
  private static let pacedSeconds = 60.0
  /// Leads that stand still between most samples are drawn out from fewer: they step by nature.
  private static let mostStandstill = 0.5

  /// - Parameter leads: microvolts, valid, of equal length.
  func isBroken(_ leads: [[Float]], rateHertz: Double) -> Bool {
    guard let count = leads.first?.count, count > 4 * Self.settled, rateHertz > 0 else { return false }
    let scales = leads.map(Self.reciprocalMeanMove)
    let moves = Self.moves(leads, scales)
    guard Double(moves.reduce(0) { $1 == 0 ? $0 + 1 : $0 }) < Self.mostStandstill * Double(moves.count) else { return false }
    // Every lead's mean is 1.
    let least = Self.ratio * 0.5 * Float(leads.count)
    let limit = Int(Self.stepsPerSecond * Double(count) / rateHertz)
    var steps = 0
    for index in Self.settled..<(moves.count - Self.reach - Self.settled) where moves[index] > least {
      guard moves[index] > Self.ratio * neighbours(moves, of: index), isLasting(leads, scales, step: index, size: moves[index]) else { continue }
      steps += 1
      if steps > limit { return true }
    }
    return keepsPace(leads, scales, moves, rateHertz: rateHertz)
  }

  /// Lesser steps, by how far each stands above its neighbours (and above a tenth of the usual move).
  private func keepsPace(_ leads: [[Float]], _ scales: [Float], _ moves: [Float], rateHertz: Double) -> Bool {
    let floor = 0.1 * Float(leads.count)
    let least = PieceSeams.leastMove * Float(leads.count)
    let inner = Self.settled..<min(moves.count - Self.reach - Self.settled, Int(Self.pacedSeconds * rateHertz))
    var seams = PieceSeams(sampleCount: moves.count + 1, lookedAt: inner.upperBound, rateHertz: rateHertz)
    // Surely below the least ratio that counts.
    let leastRise = 0.99 * PieceSeams.levels[0]
    for index in inner {
      // Where a neighbour moves nearly as much there is no step, and no need to divide.
      guard moves[index] > least, moves[index] > leastRise * moves[index - 1], moves[index] > leastRise * moves[index + 1] else { continue }
      let ratio = moves[index] / max(floor, neighbours(moves, of: index))
      guard ratio > PieceSeams.levels[0], isLasting(leads, scales, step: index, size: moves[index]) else { continue }
      seams.add(at: index + 1, ratio: ratio)
    }
    return seams.areEven
  }

  private func neighbours(_ moves: [Float], of index: Int) -> Float {
    var largest: Float = 0
    for distance in 1...Self.reach { largest = max(largest, moves[index - distance], moves[index + distance]) }
    return largest
  }

  /// How far all leads together move from each sample to the next, each lead as a share of its mean move.
  private static func moves(_ leads: [[Float]], _ scales: [Float]) -> [Float] {
    var moves = [Float](repeating: 0, count: (leads.first?.count ?? 1) - 1)
    moves.withUnsafeMutableBufferPointer { moves in
      guard let sums = moves.baseAddress else { return }
      for (lead, scale) in zip(leads, scales) {
        lead.withUnsafeBufferPointer { values in
          guard let values = values.baseAddress else { return }
          for index in 0..<moves.count { sums[index] += abs(values[index + 1] - values[index]) * scale }
        }
      }
    }
    return moves
  }

  private static func reciprocalMeanMove(_ lead: [Float]) -> Float {
    let sum = lead.withUnsafeBufferPointer { values in
      var sums = SIMD8<Float>.zero
      var index = 0
      while index + 9 <= values.count {
        let move = values.eight(at: index + 1) - values.eight(at: index)
        sums += move.replacing(with: -move, where: move .< SIMD8<Float>.zero)
        index += 8
      }
      return (index + 1..<values.count).reduce(sums.total) { $0 + abs(values[$1] - values[$1 - 1]) }
    }
    let average = sum / Float(lead.count - 1)
    return average > 1e-3 ? 1 / average : 0
  }

  private func isLasting(_ leads: [[Float]], _ scales: [Float], step index: Int, size: Float) -> Bool {
    var distance: Float = 0
    for (lead, scale) in zip(leads, scales) {
      let before = lead[(index - Self.reach + 1)...index].reduce(0, +) / Float(Self.reach)
      let start = index + 1 + Self.reach
      let after = lead[start..<(start + Self.settled)].reduce(0, +) / Float(Self.settled)
      distance += abs(after - before) * scale
    }
    return distance > Self.lastingShare * size
  }
}
