/// `FibrillationDetector` while a recording comes in: windows are judged minute by minute, and only the votes of each second are kept.
struct FibrillationStream: Sendable {
  /// Windows are worked out in blocks of this many, counted from the start, so that the answer does not depend on how the samples came.
  private static let blockWindows = 60
  /// Signal on either side of a block that its smoothing needs.
  private static let marginSeconds = 1.0

  private let detector: FibrillationDetector
  private var signals: [SlowSignal]
  private var votes: [FibrillationDetector.Vote] = []

  init(detector: FibrillationDetector = FibrillationDetector(), leadCount: Int, rateHertz: Double) {
    self.detector = detector
    signals = (0..<leadCount).map { _ in
      SlowSignal(inputRateHertz: rateHertz, workingRateHertz: FibrillationDetector.workingRateHertz)
    }
  }

  mutating func append(_ leads: [ArraySlice<Float>]) {
    for (index, lead) in leads.enumerated() where index < signals.count { signals[index].append(lead) }
    judge(isEnd: false)
  }

  /// Spans in seconds; nothing may be appended afterwards.
  mutating func finish() -> [ClosedRange<Double>] {
    judge(isEnd: true)
    return detector.spans(votes, leadCount: signals.count)
  }

  private mutating func judge(isEnd: Bool) {
    guard let first = signals.first else { return }
    let rate = first.rateHertz
    let hop = Int(detector.settings.hopSeconds * rate)
    let length = Int(detector.settings.windowSeconds * rate)
    let margin = Int(Self.marginSeconds * rate)
    while true {
      let start = votes.count * hop
      let windows = min(Self.blockWindows, start + length <= first.count ? (first.count - length - start) / hop + 1 : 0)
      let end = start + (windows - 1) * hop + length
      guard windows > 0, isEnd || (windows == Self.blockWindows && end + margin <= first.count) else { return }
      let range = max(0, start - margin)..<min(first.count, end + margin)
      let features = signals.map { signal in
        detector.windows(slow: signal.slice(range), rateHertz: rate, skipping: start - range.lowerBound, count: windows)
      }
      for window in 0..<windows { votes.append(detector.vote(features.map { $0[window] })) }
      for index in signals.indices { signals[index].trim(neededFrom: votes.count * hop - margin) }
    }
  }
}
