/// One lead of an average beat, asked in samples relative to the fiducial.
struct LeadTrace: Sendable {
  let samples: [Float]
  let rateHertz: Double
  private let fiducial: Int

  init(samples: [Float], rateHertz: Double, fiducial: Int) {
    self.samples = samples
    self.rateHertz = rateHertz
    self.fiducial = fiducial
  }

  init(_ beat: AverageBeat, lead: Int) {
    self.init(samples: beat.samplesMicrovolts[lead], rateHertz: beat.rateHertz, fiducial: beat.fiducial)
  }

  func sampleCount(_ seconds: Double) -> Int { Int((seconds * rateHertz).rounded()) }
  func milliseconds(_ sampleCount: Int) -> Double { Double(sampleCount) * 1000 / rateHertz }

  /// Indices into `samples` of a range about the fiducial; never outside.
  func clamped(_ from: Int, _ to: Int) -> Range<Int> {
    ((fiducial + from)..<max(fiducial + from, fiducial + to)).clamped(to: 0..<samples.count)
  }

  /// Mean over a range; zero for an empty one.
  func level(from: Int, to: Int) -> Float {
    let range = clamped(from, to)
    guard !range.isEmpty else { return 0 }
    var sum: Float = 0
    for index in range { sum += samples[index] }
    return sum / Float(range.count)
  }

  func level(at centre: Int, halfSamples: Int) -> Float { level(from: centre - halfSamples, to: centre + halfSamples + 1) }

  func levelBeforeQRS(_ onset: Int) -> Float { level(from: onset - max(1, sampleCount(0.012)), to: onset) }

  /// Largest deflection either way, smoothed over three samples.
  func extreme(from: Int, to: Int, rest: Float) -> Float {
    let (positive, negative) = sides(from: from, to: to, rest: rest)
    return positive >= -negative ? positive : negative
  }

  /// Largest deflection on each side of `rest`, smoothed over three samples; zero where there is none.
  func sides(from: Int, to: Int, rest: Float) -> (positive: Float, negative: Float) {
    var sides: (positive: Float, negative: Float) = (0, 0)
    for index in clamped(from, to + 1).clamped(to: 1..<max(1, samples.count - 1)) {
      let value = (samples[index - 1] + samples[index] + samples[index + 1]) / 3 - rest
      sides.positive = max(sides.positive, value)
      sides.negative = min(sides.negative, value)
    }
    return sides
  }

  /// Slope of the regression line, microvolts a second; `nil` for less than three samples.
  func slopePerSecond(from: Int, to: Int) -> Double? {
    let range = clamped(from, to + 1)
    guard range.count >= 3 else { return nil }
    let centre = Double(range.count - 1) / 2
    var product = 0.0
    var square = 0.0
    for (offset, index) in range.enumerated() {
      let distance = Double(offset) - centre
      product += distance * Double(samples[index])
      square += distance * distance
    }
    return product / square * rateHertz
  }
}
