extension PhaseModelECG {
  /// One of a family whose rate, RR, waves, sizes and noise vary as those of calm adults do: 50 to 100 a minute, P 84 to 150 ms, QRS 85 to 140 ms,
  /// QT growing with the root of RR, every wave's size another in every lead. The same seed gives the same ECG.
  package static func varied(seed: UInt64) -> PhaseModelECG {
    var generator = SeededNoise(seed: seed &* 7_919 &+ 13)
    func any(_ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * generator.nextUniform()
    }
    var ecg = PhaseModelECG()
    ecg.seed = seed
    ecg.ratePerMinute = any(50...100)
    ecg.noiseMicrovolts = any(2...8)
    ecg.rrDeviationMilliseconds = any(5...30)
    let rootRR = (60 / ecg.ratePerMinute).squareRoot()
    let breadth = any(0.85...1.35)
    ecg.p = Wave(-any(145...215), any(14...25), ecg.p?.amplitudesMicrovolts ?? [])
    ecg.t.centreMilliseconds = any(235...300) * rootRR
    ecg.t.sigmaMilliseconds = any(34...50) * rootRR
    let (pSize, qrsSize, tSize) = (any(0.6...1.4), any(0.6...1.4), any(0.5...1.5))
    ecg.p?.amplitudesMicrovolts.changeEach { $0 * pSize * any(0.7...1.3) }
    ecg.t.amplitudesMicrovolts.changeEach { $0 * tSize * any(0.7...1.3) }
    for path in [\PhaseModelECG.q, \.r, \.s] {
      ecg[keyPath: path].centreMilliseconds *= breadth
      ecg[keyPath: path].sigmaMilliseconds *= breadth
      ecg[keyPath: path].amplitudesMicrovolts.changeEach { $0 * qrsSize * any(0.7...1.3) }
    }
    return ecg
  }
}

extension [Double] {
  fileprivate mutating func changeEach(_ change: (Double) -> Double) { for index in indices { self[index] = change(self[index]) } }
}
