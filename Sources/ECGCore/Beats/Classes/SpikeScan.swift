/// Pacemaker spikes of one lead as its samples come in: a deflection and return within a few milliseconds out of rest (`PacingDetector`'s rule).
struct SpikeScan: Sendable {
  private let detector = PacingDetector()
  private let half: Int
  /// Samples before `nextIndex` that the next spikes need.
  private var tail: [Float] = []
  /// Index in the recording of the first sample in `tail`.
  private var tailStart = 0
  /// Sample numbers of spikes, rising.
  private(set) var spikes: [Int] = []
  /// Lower rates do not show spikes.
  static let minimumRateHertz = 250.0

  init(rateHertz: Double) {
    half = rateHertz >= Self.minimumRateHertz ? max(1, Int((detector.halfWidthSeconds * rateHertz).rounded())) : 0
  }

  mutating func append(_ samples: ArraySlice<Float>) {
    guard half > 0 else { return }
    tail.append(contentsOf: samples)
    let from = 3 * half
    let to = tail.count - half
    guard from < to else { return }
    tail.withUnsafeBufferPointer { values in
      var index = from
      while index < to {
        if !detector.isWithoutTop(values, at: index, half: half) {
          for place in index..<min(index + 8, to) where detector.isSpike(values, at: place, half: half) { spikes.append(tailStart + place) }
        }
        index += 8
      }
    }
    let used = to - from
    tail.removeFirst(used)
    tailStart += used
  }

  mutating func forget(before sample: Int) {
    let count = spikes.prefix { $0 < sample }.count
    if count > 0 { spikes.removeFirst(count) }
  }

  /// Whether `needed` spikes, this lead's and the others' counted together, lie at one place in the reach before a beat.
  static func isPaced(beat: Int, scans: [SpikeScan], rateHertz: Double) -> Bool {
    guard let first = scans.first, first.half > 0 else { return false }
    let range = (beat - Int(first.detector.reachSeconds * rateHertz))..<(beat - Int(0.01 * rateHertz))
    let hits = scans.flatMap { scan in scan.spikes.drop { $0 < range.lowerBound }.prefix { $0 < range.upperBound } }
    let needed = scans.count >= 3 ? 2 : 1
    return hits.contains { hit in hits.filter { abs($0 - hit) <= first.half }.count >= needed }
  }
}
