/// The shape of the beats of every lead, averaged over fifteen seconds, as a recording comes in: what ST is read from when all is known.
///
/// A beat is freed of its baseline by the straight line between the levels before this QRS and the next, so that wander goes and ST stays (as `BeatCutter`).
/// Only beats whose QRS is like that of the average before take part; when hardly any is, the shape that most have now is the new one.
struct STTrack: Sendable {
  static let blockSeconds = 15.0
  static let stepSeconds = 0.008
  /// First and last point, in steps from the fiducial (−248 and +440 ms).
  static let firstStep = -31
  static let lastStep = 55
  static var length: Int { lastStep - firstStep + 1 }
  /// The QRS: 80 ms before to 112 ms after the fiducial.
  static let qrs = (-10 - firstStep)..<(15 - firstStep)
  /// Where the baseline is read, before QRS, three points.
  static let knot = (-12 - firstStep)..<(-9 - firstStep)
  /// Alignment looks 16 ms to both sides.
  private static let reach = 2
  private static let leastLikeness: Float = 0.85
  /// So many of a block's beats, and this share of them, carry the shape on.
  private static let leastBeats = 3
  private static let leastShare = 0.3

  /// One average of all leads; microvolts, lead after lead. Empty where beats were too few.
  struct Block: Sendable {
    var samples: [Int16] = []
    var beatCount = 0
    var ratePerMinute: Float = 0
  }

  let leadCount: Int
  private(set) var blocks: [Block] = []
  private let rateHertz: Double
  private var signals: [SlowSignal]
  private var pending: [Int] = []
  /// Shapes and intervals of the block that is being filled.
  private var shapes: [[Float]] = []
  private var intervals: [Float] = []
  /// QRS of the last average, lead after lead, mean-free.
  private var template: [Float] = []

  init(leadCount: Int, rateHertz: Double) {
    self.leadCount = leadCount
    self.rateHertz = rateHertz
    signals = (0..<leadCount).map { _ in SlowSignal(inputRateHertz: rateHertz) }
  }

  mutating func append(_ leads: [ArraySlice<Float>]) {
    for index in signals.indices where index < leads.count { signals[index].append(leads[index]) }
    takeBeats()
  }

  mutating func append(beats: [Int]) {
    pending += beats
    takeBeats()
  }

  mutating func finish() {
    takeBeats()
    closeBlock()
  }

  /// A beat is taken when the next is known and its samples are there.
  private mutating func takeBeats() {
    guard let first = signals.first else { return }
    var taken = 0
    while taken + 1 < pending.count {
      let (beat, next) = (pending[taken], pending[taken + 1])
      guard first.position(ofInput: next) + 1 < Double(first.count) else { break }
      let block = Int(Double(beat) / rateHertz / Self.blockSeconds)
      while blocks.count < block { closeBlock() }
      let seconds = Double(next - beat) / rateHertz
      if let shape = shape(of: beat, next: next), seconds < 3 {
        shapes.append(shape)
        intervals.append(Float(seconds))
      }
      taken += 1
    }
    pending.removeFirst(taken)
    // Beats come up to half a minute late; so much is always kept.
    for index in signals.indices { signals[index].trim(neededFrom: Int.max) }
  }

  /// `nil` at the recording's edges, or where the beat came so late that its samples are gone.
  private func shape(of beat: Int, next: Int) -> [Float]? {
    guard let first = signals.first else { return nil }
    let step = Self.stepSeconds * first.rateHertz
    let start = first.position(ofInput: beat) + Double(Self.firstStep) * step
    let nextStart = first.position(ofInput: next) + Double(Self.firstStep) * step
    guard start >= Double(first.firstIndex), start + Double(Self.length) * step + 1 < Double(first.count) else { return nil }
    // Where each point lies between which two values: the same in every lead.
    let places = (0..<Self.length).map { index -> (index: Int, share: Float) in
      let place = start + Double(index) * step
      let before = min(max(0, Int(place) - first.firstIndex), first.values.count - 2)
      return (before, min(max(0, Float(place - Double(before + first.firstIndex))), 1))
    }
    var result: [Float] = []
    result.reserveCapacity(leadCount * Self.length)
    for signal in signals {
      let low = level(signal, start: start, step: step)
      let slope = (level(signal, start: nextStart, step: step) - low) / Float(max(1, (nextStart - start) / step))
      let centre = Float(Self.knot.lowerBound + 1)
      signal.values.withUnsafeBufferPointer { values in
        for index in 0..<Self.length {
          let place = places[index]
          let value = values[place.index] + place.share * (values[place.index + 1] - values[place.index])
          result.append(value - low - slope * (Float(index) - centre))
        }
      }
    }
    return result
  }

  private func level(_ signal: SlowSignal, start: Double, step: Double) -> Float {
    var sum: Float = 0
    for index in Self.knot { sum += value(signal, at: start + Double(index) * step) }
    return sum / Float(Self.knot.count)
  }

  /// Read between values on a straight line.
  private func value(_ signal: SlowSignal, at place: Double) -> Float {
    let index = min(max(0, Int(place) - signal.firstIndex), signal.values.count - 2)
    let share = Float(place - Double(index + signal.firstIndex))
    return signal.values[index] + min(max(0, share), 1) * (signal.values[index + 1] - signal.values[index])
  }
}

extension STTrack {
  private mutating func closeBlock() {
    defer {
      shapes.removeAll(keepingCapacity: true)
      intervals.removeAll(keepingCapacity: true)
    }
    guard shapes.count >= Self.leastBeats else {
      blocks.append(Block())
      return
    }
    var joined = alike(to: template)
    if joined.count < Self.leastBeats || Double(joined.count) < Self.leastShare * Double(shapes.count) {
      joined = alike(to: Self.meanFree(middle(), leadCount: leadCount))
    }
    guard joined.count >= Self.leastBeats else {
      blocks.append(Block())
      return
    }
    let mean = mean(of: joined)
    template = Self.meanFree(mean, leadCount: leadCount)
    let rate = 60 * Float(intervals.count) / intervals.reduce(0, +)
    blocks.append(Block(samples: mean.map { Int16(clamping: Int($0.rounded())) }, beatCount: joined.count, ratePerMinute: rate))
  }

  /// Beats whose QRS agrees with the template, each with the shift at which it agrees best.
  private func alike(to template: [Float]) -> [(beat: Int, shift: Int)] {
    guard !template.isEmpty else { return [] }
    return shapes.indices.compactMap { beat in
      var best = (likeness: -Float.infinity, shift: 0)
      for shift in -Self.reach...Self.reach {
        let likeness = Self.likeness(shapes[beat], template, shift: shift, leadCount: leadCount)
        if likeness > best.likeness { best = (likeness, shift) }
      }
      return best.likeness >= Self.leastLikeness ? (beat, best.shift) : nil
    }
  }

  private func mean(of joined: [(beat: Int, shift: Int)]) -> [Float] {
    var sum = [Float](repeating: 0, count: leadCount * Self.length)
    for (beat, shift) in joined {
      for lead in 0..<leadCount {
        let start = lead * Self.length
        for index in 0..<Self.length { sum[start + index] += shapes[beat][start + min(max(0, index + shift), Self.length - 1)] }
      }
    }
    return sum.map { $0 / Float(joined.count) }
  }

  /// Point by point the middle value of all beats.
  private func middle() -> [Float] { (0..<leadCount * Self.length).map { index in median(shapes.map { $0[index] }) } }

  /// The QRS of each lead without its mean.
  static func meanFree(_ shape: [Float], leadCount: Int) -> [Float] {
    (0..<leadCount).flatMap { lead -> [Float] in
      let window = shape[(lead * length + qrs.lowerBound)..<(lead * length + qrs.upperBound)]
      let mean = window.reduce(0, +) / Float(window.count)
      return window.map { $0 - mean }
    }
  }

  /// Correlation of a shape's QRS, moved by `shift` points, with a mean-free template, all leads together.
  static func likeness(_ shape: [Float], _ template: [Float], shift: Int, leadCount: Int) -> Float {
    var product: Float = 0
    var energy: Float = 0
    var size: Float = 0
    for lead in 0..<leadCount {
      let start = lead * length + qrs.lowerBound + shift
      var sum: Float = 0
      for index in 0..<qrs.count { sum += shape[start + index] }
      let mean = sum / Float(qrs.count)
      for index in 0..<qrs.count {
        let value = shape[start + index] - mean
        let other = template[lead * qrs.count + index]
        product += value * other
        energy += value * value
        size += other * other
      }
    }
    return energy > 0 && size > 0 ? product / (energy * size).squareRoot() : 0
  }
}
