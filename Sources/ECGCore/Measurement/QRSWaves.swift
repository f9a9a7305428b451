/// The waves of one lead's QRS, by their crossing of the level before it: Q is what is negative before the first positive wave,
/// R, S, R′ and S′ follow in turn (CSE working party, Eur. Heart J. 6:815, 1985). Without a positive wave the negative one is a Q (QS).
struct QRSWaves: Sendable {
  struct Wave: Sendable {
    /// Signed, against the level before QRS.
    var amplitude: Float
    var peak: Int
    /// Samples during which it stands above a tenth of its height.
    var width: Int
  }
  private(set) var q: Wave?
  private(set) var r: Wave?
  private(set) var s: Wave?
  private(set) var rPrime: Wave?
  private(set) var sPrime: Wave?

  /// SCP-ECG counts a wave from 20 µV and 6 ms on.
  static let minimumMicrovolts: Float = 20
  static let minimumSeconds = 0.006
  /// A ripple of the baseline before or after a tall QRS is no wave of it.
  static let minimumShare: Float = 0.03

  /// `range` is the QRS in `samples`; `rest` the level before it and `j` the level at its end.
  init(_ samples: [Float], range: Range<Int>, rest: Float, j: Float, rateHertz: Double) {
    let deflections = Self.deflections(samples, range: range, rest: rest, rateHertz: rateHertz)
    let least = Self.minimumShare * (deflections.map { abs($0.amplitude) }.max() ?? 0)
    for wave in deflections where abs(wave.amplitude) >= least {
      if wave.amplitude > 0 {
        // Parted by a dip too small for an S they are one wave.
        if s == nil {
          if wave.amplitude > (r?.amplitude ?? 0) { r = wave }
        } else if rPrime == nil, wave.stands(outFrom: j) {
          rPrime = wave
        }
      } else if r == nil {
        if q.map({ wave.amplitude < $0.amplitude }) ?? true { q = wave }
      } else if rPrime != nil {
        if sPrime == nil, wave.stands(outFrom: j) { sPrime = wave }
      } else if s.map({ wave.amplitude < $0.amplitude }) ?? true {
        s = wave
      }
    }
  }

  /// The last positive wave.
  var lastPositive: Wave? { rPrime ?? r }

  /// Runs on one side of `rest`, each with its extreme; those too small or too short are left out.
  private static func deflections(_ samples: [Float], range: Range<Int>, rest: Float, rateHertz: Double) -> [Wave] {
    let shortest = max(1, Int((minimumSeconds * rateHertz).rounded(.down)))
    var waves: [Wave] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let isPositive = samples[start] > rest
      var end = start
      var peak = start
      while end < range.upperBound, (samples[end] > rest) == isPositive {
        if abs(samples[end] - rest) > abs(samples[peak] - rest) { peak = end }
        end += 1
      }
      let amplitude = samples[peak] - rest
      if abs(amplitude) >= minimumMicrovolts, end - start >= shortest {
        waves.append(Wave(amplitude: amplitude, peak: peak, width: width(samples, start..<end, peak: peak, level: abs(amplitude) / 10, rest: rest)))
      }
      start = end
    }
    return waves
  }

  private static func width(_ samples: [Float], _ run: Range<Int>, peak: Int, level: Float, rest: Float) -> Int {
    var from = peak
    var to = peak
    while from > run.lowerBound, abs(samples[from - 1] - rest) > level { from -= 1 }
    while to + 1 < run.upperBound, abs(samples[to + 1] - rest) > level { to += 1 }
    return to - from + 1
  }
}

extension QRSWaves.Wave {
  /// A raised or lowered ST segment is no further wave.
  fileprivate func stands(outFrom j: Float) -> Bool { abs(amplitude) >= abs(j) + QRSWaves.minimumMicrovolts || amplitude * j < 0 }
}
