/// Leads as the boundary scan sees them: each divided by its own height, with how fast they move together and how far.
struct ScanView: Sendable {
  /// Lead after lead, divided by the lead's peak-to-peak height within the range of the wave.
  private let values: [Float]
  private let leadCount: Int
  /// Sums of the common speed from the start on, divided by its largest value within the range.
  private let pathTo: [Double]
  let count: Int

  /// - Parameters:
  ///   - smoothing: half width of the moving average, steps.
  ///   - reach: the speed is taken between this many steps before and after.
  ///   - range: steps of the wave, that set the scale.
  init(_ grid: ScanGrid, smoothing: Int, reach: Int, range: Range<Int>) {
    let leads = grid.smoothed(halfWidth: smoothing)
    let length = grid.count
    let inside = range.clamped(to: 0..<length)
    var power = [Float](repeating: 0, count: length)
    values = [Float](unsafeUninitializedCapacity: leads.count * length) { values, initialized in
      for (place, lead) in leads.enumerated() {
        let scaled = UnsafeMutableBufferPointer(rebasing: values[(place * length)..<((place + 1) * length)])
        Self.write(lead, scale: 1 / max(0.001, Self.height(lead, inside)), to: scaled)
        Self.addSpeeds(scaled, reach: reach, to: &power)
      }
      initialized = leads.count * length
    }
    count = length
    leadCount = leads.count
    for index in power.indices { power[index] = power[index].squareRoot() }
    let fastest = Double(max(1e-6, power[inside].max() ?? 0))
    pathTo = [Double](unsafeUninitializedCapacity: length + 1) { path, initialized in
      var sum = 0.0
      path[0] = 0
      for index in 0..<length {
        sum += Double(power[index]) / fastest
        path[index + 1] = sum
      }
      initialized = length + 1
    }
  }

  private static func write(_ lead: [Float], scale: Float, to scaled: UnsafeMutableBufferPointer<Float>) {
    lead.withUnsafeBufferPointer { lead in for index in scaled.indices { scaled[index] = lead[index] * scale } }
  }

  /// Squares of how far the lead moves from `reach` steps before each place to as many after it.
  private static func addSpeeds(_ lead: UnsafeMutableBufferPointer<Float>, reach: Int, to power: inout [Float]) {
    let inner = reach..<max(reach, lead.count - reach)
    power.withUnsafeMutableBufferPointer { power in
      let before = UnsafeBufferPointer(rebasing: lead[..<inner.count])
      let after = UnsafeBufferPointer(rebasing: lead[(lead.count - inner.count)...])
      let squares = UnsafeMutableBufferPointer(rebasing: power[inner])
      for index in squares.indices {
        let speed = after[index] - before[index]
        squares[index] += speed * speed
      }
    }
  }

  /// From the lowest to the highest value; below zero where there is none.
  private static func height(_ lead: [Float], _ range: Range<Int>) -> Float {
    lead.withUnsafeBufferPointer { lead in
      var low = Float.infinity
      var high = -Float.infinity
      for index in range {
        low = min(low, lead[index])
        high = max(high, lead[index])
      }
      return high - low
    }
  }

  /// Those places whose window lies within the beat: they need no bounds.
  private func unbounded(_ window: (from: Int, to: Int), _ places: Range<Int>) -> Range<Int> {
    let first = min(max(places.lowerBound, -window.from), places.upperBound)
    return first..<max(first, min(places.upperBound, count - window.to))
  }

  /// Writes, for each place, the mean speed within the window as a share of the largest, and `floor` more.
  ///
  /// - Parameter output: one value a place.
  func writeSpeeds(_ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>) {
    let last = count - 1
    let inner = unbounded(window, places)
    let (lower, width) = (places.lowerBound, Float(window.to - window.from))
    pathTo.withUnsafeBufferPointer { path in
      func write(_ place: Int) {
        let start = min(max(0, place + window.from), last)
        let end = max(start + 1, min(place + window.to, count))
        output[place - lower] = floor + Float(path[end] - path[start]) / Float(end - start)
      }
      for place in lower..<inner.lowerBound { write(place) }
      if !inner.isEmpty {
        let ends = UnsafeBufferPointer(rebasing: path[(inner.lowerBound + window.to)..<(inner.upperBound + window.to)])
        let starts = UnsafeBufferPointer(rebasing: path[(inner.lowerBound + window.from)..<(inner.upperBound + window.from)])
        let target = UnsafeMutableBufferPointer(rebasing: output[(inner.lowerBound - lower)..<(inner.upperBound - lower)])
        for index in target.indices { target[index] = floor + Float(ends[index] - starts[index]) / width }
      }
      for place in inner.upperBound..<places.upperBound { write(place) }
    }
  }

  /// The same of how far the leads moved from one end of the window to the other (root mean square), as a share of their heights.
  func writeDistances(_ window: (from: Int, to: Int), floor: Float, places: Range<Int>, to output: UnsafeMutableBufferPointer<Float>) {
    output.update(repeating: 0)
    let last = count - 1
    let inner = unbounded(window, places)
    let lower = places.lowerBound
    values.withUnsafeBufferPointer { values in
      for place in 0..<leadCount {
        let lead = UnsafeBufferPointer(rebasing: values[(place * count)..<((place + 1) * count)])
        func addBounded(_ place: Int) {
          let difference = lead[min(max(0, place + window.to), last)] - lead[min(max(0, place + window.from), last)]
          output[place - lower] += difference * difference
        }
        for place in lower..<inner.lowerBound { addBounded(place) }
        if !inner.isEmpty {
          let ends = UnsafeBufferPointer(rebasing: lead[(inner.lowerBound + window.to)..<(inner.upperBound + window.to)])
          let starts = UnsafeBufferPointer(rebasing: lead[(inner.lowerBound + window.from)..<(inner.upperBound + window.from)])
          let target = UnsafeMutableBufferPointer(rebasing: output[(inner.lowerBound - lower)..<(inner.upperBound - lower)])
          for index in target.indices {
            let difference = ends[index] - starts[index]
            target[index] += difference * difference
          }
        }
        for place in inner.upperBound..<places.upperBound { addBounded(place) }
      }
    }
    let scale = 1 / Float(max(1, leadCount))
    for index in output.indices { output[index] = floor + (output[index] * scale).squareRoot() }
  }

  /// Distance (root mean square over the leads) of each step from each lead's mean over a range of steps, as a share of the leads' heights.
  func distances(fromMeanOver rest: Range<Int>) -> [Float] {
    let inside = rest.clamped(to: 0..<count)
    var sums = [Float](repeating: 0, count: count)
    sums.withUnsafeMutableBufferPointer { sums in
      values.withUnsafeBufferPointer { values in
        for place in 0..<leadCount {
          let lead = UnsafeBufferPointer(rebasing: values[(place * count)..<((place + 1) * count)])
          let level = inside.isEmpty ? 0 : inside.reduce(Float(0)) { $0 + lead[$1] } / Float(inside.count)
          for index in 0..<count { sums[index] += (lead[index] - level) * (lead[index] - level) }
        }
      }
    }
    return sums.map { ($0 / Float(max(1, leadCount))).squareRoot() }
  }
}
