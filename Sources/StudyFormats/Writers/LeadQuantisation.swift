import Foundation
import HubModel

/// How the microvolts of a lead become 16-bit numbers and back: µV = (number + offset) × step.
///
/// A recording that came from whole numbers keeps their step, so that nothing is lost; any other gets the finest step of a few round
/// ones that spans it. Read back, a sample differs by half a step at most.
struct LeadQuantisation: Equatable {
  var stepMicrovolts: Double
  /// Steps that are added to a stored number; 0 unless the recording lies far from zero.
  var offsetSteps: Int

  /// The most negative 16-bit number marks a sample that is not valid.
  static let invalid = Int16.min
  private static let limit = 32_767.0
  private static let roundSteps = [0.1, 0.2, 0.25, 0.5, 1, 1.25, 2, 2.5, 5, 10, 20, 50, 100, 1000, 10_000]
  /// Finer differences are rounding of the reader.
  private static let finestStep = 0.02
  /// How far a sample may lie from its whole number, in steps.
  private static let tolerance = 0.02
  /// Samples from the start that are looked at to find the step.
  private static let examined = 20_000

  /// - Throws: `bad-waveform` when no step spans the samples.
  init(of samples: [Float]) throws(HubError) {
    var low = Float.infinity
    var high = -Float.infinity
    for sample in samples where sample.isFinite {
      low = min(low, sample)
      high = max(high, sample)
    }
    guard low <= high else {
      self.init(stepMicrovolts: 1, offsetSteps: 0)
      return
    }
    let range = Double(low)...Double(high)
    if let step = Self.ownStep(of: samples, in: range), let fitting = Self.fitting(step, range) {
      self = fitting
    } else if let fitting = Self.roundSteps.lazy.compactMap({ Self.fitting($0, range) }).first {
      self = fitting
    } else {
      throw HubError(.badWaveform, "amplitude beyond 16 bits")
    }
  }

  init(stepMicrovolts: Double, offsetSteps: Int) {
    self.stepMicrovolts = stepMicrovolts
    self.offsetSteps = offsetSteps
  }

  func stored(_ microvolts: Float) -> Int16 {
    guard microvolts.isFinite else { return Self.invalid }
    let number = (Double(microvolts) / stepMicrovolts).rounded() - Double(offsetSteps)
    return Int16(max(-Self.limit, min(Self.limit, number)))
  }

  private static func fitting(_ step: Double, _ range: ClosedRange<Double>) -> LeadQuantisation? {
    if max(abs(range.lowerBound), abs(range.upperBound)) <= limit * step { return LeadQuantisation(stepMicrovolts: step, offsetSteps: 0) }
    guard range.upperBound - range.lowerBound <= 2 * (limit - 1) * step else { return nil }
    let middle = ((range.lowerBound + range.upperBound) / 2 / step).rounded()
    return LeadQuantisation(stepMicrovolts: step, offsetSteps: Int(middle))
  }

  /// The step that all samples are whole multiples of; `nil` when there is none.
  private static func ownStep(of samples: [Float], in range: ClosedRange<Double>) -> Double? {
    let values = samples.lazy.filter(\.isFinite).prefix(examined).map(Double.init).sorted()
    var levels: [Double] = []
    for value in values where levels.last.map({ value - $0 > finestStep }) ?? true { levels.append(value) }
    guard let first = levels.first, var step = zip(levels.dropFirst(), levels).map(-).min() else { return nil }
    // The further apart two levels are, the better their distance tells the step.
    for level in levels.dropFirst() {
      let count = ((level - first) / step).rounded()
      if abs((level - first) / count - step) < tolerance * step { step = (level - first) / count }
    }
    let rounded = tidied(step, over: max(abs(range.lowerBound), abs(range.upperBound)))
    return isMultiple(samples, of: rounded) ? rounded : nil
  }

  /// Fewest digits that change no sample by more than a ten-thousandth of a step.
  private static func tidied(_ step: Double, over amplitude: Double) -> Double {
    for digits in 1...9 {
      let rounded = Double(String(format: "%.\(digits)g", step)) ?? step
      if abs(rounded - step) * amplitude / step <= 0.0001 * step { return rounded }
    }
    return step
  }

  private static func isMultiple(_ samples: [Float], of step: Double) -> Bool {
    samples.allSatisfy { sample in
      guard sample.isFinite else { return true }
      let number = Double(sample) / step
      return abs(number - number.rounded()) <= tolerance
    }
  }
}
