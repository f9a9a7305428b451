/// Lays beats of one lead on one another and reads the level their baseline goes through.
struct BeatAlignment: Sendable {
  let rateHertz: Double
  /// Half the width of the stretch around a fiducial that is compared.
  let halfSeconds: Double
  /// Fiducials move at most this far to both sides.
  let reachSeconds: Double
  /// Half the width of the stretch a level is averaged over.
  let knotHalfSeconds: Double
  /// Fewer beats stay where they are.
  let minimumBeats: Int

  /// Mean of the samples around `centre`; positions outside the recording hold its ends.
  func level(_ samples: [Float], at centre: Int) -> Float {
    let half = max(1, Int(knotHalfSeconds * rateHertz))
    let from = min(max(0, centre - half), samples.count - 1)
    let to = min(max(from + 1, centre + half + 1), samples.count)
    var sum: Float = 0
    for index in from..<to { sum += samples[index] }
    return sum / Float(to - from)
  }

  /// Shifts each fiducial to where its QRS agrees best with the mean of all (two rounds).
  func aligned(_ fiducials: [Int], samples: [Float]) -> [Int] {
    let half = Int(halfSeconds * rateHertz)
    let reach = max(1, Int(reachSeconds * rateHertz))
    guard fiducials.count >= minimumBeats else { return fiducials }
    var result = fiducials
    for _ in 0..<2 {
      var template = [Float](repeating: 0, count: 2 * half + 1)
      for fiducial in result where fiducial - half >= 0 && fiducial + half < samples.count {
        let centre = samples[fiducial - half]
        for offset in 0...(2 * half) { template[offset] += samples[fiducial - half + offset] - centre }
      }
      let average = template.reduce(0, +) / Float(template.count)
      for index in template.indices { template[index] -= average }
      result = result.indices.map { bestShift(of: result[$0], near: fiducials[$0], template: template, samples: samples, half: half, reach: reach) }
    }
    return result
  }

  private func bestShift(of fiducial: Int, near origin: Int, template: [Float], samples: [Float], half: Int, reach: Int) -> Int {
    guard origin - half - reach >= 0, origin + half + reach < samples.count else { return fiducial }
    var best = fiducial
    var highest = -Float.infinity
    func take(_ candidate: Int, _ product: Float) {
      guard product > highest else { return }
      highest = product
      best = candidate
    }
    samples.withUnsafeBufferPointer { input in
      var candidate = origin - reach
      // Eight neighbours side by side.
      while candidate + 7 <= origin + reach {
        var products = SIMD8<Float>.zero
        for offset in 0...(2 * half) { products += template[offset] * input.eight(at: candidate - half + offset) }
        for lane in 0..<8 { take(candidate + lane, products[lane]) }
        candidate += 8
      }
      while candidate <= origin + reach {
        var product: Float = 0
        for offset in 0...(2 * half) { product += template[offset] * input[candidate - half + offset] }
        take(candidate, product)
        candidate += 1
      }
    }
    return best
  }
}
