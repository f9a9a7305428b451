/// Bringing a lead down to a working rate by block averages: the average's zeros fall on the multiples of the new rate,
/// which is anti-aliasing enough for a band that ends well below half of it.
package struct Decimation: Sendable, Equatable {
  /// Anything larger (or not a number) is no body-surface potential but an invalid sample: electrode offsets stay below 300 mV (IEC 60601-2-25).
  static let largestMicrovolts: Float = 2_000_000

  package let factor: Int
  package let outputRateHertz: Double

  /// The largest whole factor that keeps the output at or above `workingRateHertz`.
  package init(inputRateHertz: Double, workingRateHertz: Double) {
    factor = max(1, Int((inputRateHertz / workingRateHertz) + 1e-6))
    outputRateHertz = inputRateHertz / Double(factor)
  }

  /// Input sample at the centre of output sample `index`.
  package func inputSample(of index: Double) -> Double { index * Double(factor) + Double(factor - 1) / 2 }

  /// Averages of `factor` samples each, as many as the output holds.
  static func average(_ input: UnsafePointer<Float>, factor: Int, into output: UnsafeMutableBufferPointer<Float>) {
    let scale = 1 / Float(factor)
    var place = input
    switch factor {
    // Written out, the commonest factors take half the time.
    case 3: for index in 0..<output.count { output[index] = (place[3 * index] + place[3 * index + 1] + place[3 * index + 2]) * scale }
    case 4: averageFours(input, into: output)
    case 6:
      for index in 0..<output.count {
        let (first, second) = (place + 6 * index, place + 6 * index + 3)
        output[index] = ((first[0] + first[1] + first[2]) + (second[0] + second[1] + second[2])) * scale
      }
    default:
      for index in 0..<output.count {
        var sum = place[0]
        for offset in 1..<factor { sum += place[offset] }
        output[index] = sum * scale
        place += factor
      }
    }
  }

  private static func averageFours(_ input: UnsafePointer<Float>, into output: UnsafeMutableBufferPointer<Float>) {
    var index = 0
    let raw = UnsafeRawPointer(input)
    func eight(_ place: Int) -> SIMD8<Float> { raw.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: SIMD8<Float>.self) }
    let bytes = UnsafeMutableRawBufferPointer(output)
    while index + 4 <= output.count {
      let (first, second) = (eight(4 * index), eight(4 * index + 8))
      let pairs = (first.evenHalf + first.oddHalf, second.evenHalf + second.oddHalf)
      let evens = SIMD4(lowHalf: pairs.0.evenHalf, highHalf: pairs.1.evenHalf)
      let odds = SIMD4(lowHalf: pairs.0.oddHalf, highHalf: pairs.1.oddHalf)
      bytes.storeBytes(of: (evens + odds) * 0.25, toByteOffset: index * MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
      index += 4
    }
    while index < output.count {
      output[index] = ((input[4 * index] + input[4 * index + 1]) + (input[4 * index + 2] + input[4 * index + 3])) * 0.25
      index += 1
    }
  }

  /// Block averages; an incomplete last block is averaged over what it has. Invalid samples hold the last valid value.
  package func apply(_ samples: [Float]) -> [Float] {
    let count = (samples.count + factor - 1) / factor
    return [Float](unsafeUninitializedCapacity: count) { output, initialized in
      samples.withUnsafeBufferPointer { input in fill(output, from: input) }
      initialized = count
    }
  }

  private func fill(_ output: UnsafeMutableBufferPointer<Float>, from input: UnsafeBufferPointer<Float>) {
    let scale = 1 / Float(factor)
    let whole = input.count / factor
    let limit = Self.largestMicrovolts * Float(factor)
    var held: Float = input.first { abs($0) <= Self.largestMicrovolts } ?? 0
    var position = 0
    for index in 0..<whole {
      var sum = input[position]
      for offset in 1..<factor { sum += input[position + offset] }
      if !(abs(sum) <= limit) { sum = finiteSum(input, position, factor, &held) } else { held = sum * scale }
      output[index] = sum * scale
      position += factor
    }
    if position < input.count {
      let rest = input.count - position
      output[whole] = finiteSum(input, position, rest, &held) / Float(rest)
    }
  }

  private func finiteSum(_ input: UnsafeBufferPointer<Float>, _ start: Int, _ count: Int, _ held: inout Float) -> Float {
    var sum: Float = 0
    for index in start..<(start + count) {
      if abs(input[index]) <= Self.largestMicrovolts { held = input[index] }
      sum += held
    }
    return sum
  }
}
