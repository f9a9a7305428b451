/// A P wave so early that the delineator's scan missed it.
enum EarlyPWave {
  /// Below this it would have been found.
  static let leastPRMilliseconds = 190.0
  static let leastMicrovolts: Float = 12
  /// Nothing else before QRS may be nearly as large: the waves of fibrillation and flutter are.
  static let largestRivalShare: Float = 0.3
  /// Single beats must agree with the others over P and PR.
  static let leastAgreement: Float = 0.5
  /// A wave this large and alone before the average QRS is a P wave, however few beats agree on its place: fibrillation averages out
  /// (largest of 19 records with fibrillation in the development sets: 29 µV alone, 52 µV with rivals).
  static let plainMicrovolts: Float = 60

  static func isPlain(_ wave: PWaveSearch.Found) -> Bool { wave.sizeMicrovolts >= plainMicrovolts && wave.rivalShare <= 0.2 }

  static func isOne(_ wave: PWaveSearch.Found, agreement: Float?) -> Bool {
    wave.prMilliseconds >= leastPRMilliseconds && wave.sizeMicrovolts >= leastMicrovolts && wave.rivalShare <= largestRivalShare
      && (agreement ?? 0) >= leastAgreement
  }
}

extension MeasuredECG {
  /// Looks for P once more where the delineator found none. T ends at the latest where P begins.
  mutating func takeEarlyP(_ matrix: BeatMatrix, average: AverageBeat, rrSeconds: Double) {
    let search = PWaveSearch()
    rhythm.uprightWave = search.find(average, boundaries: boundaries, rrSeconds: rrSeconds)
    rhythm.invertedWave = search.find(average, boundaries: boundaries, rrSeconds: rrSeconds, upright: false)
    guard boundaries.pPeak == nil, let wave = rhythm.uprightWave, let qrsOnset = boundaries.qrsOnset else { return }
    let agreement = AtrialConsistency().measure(matrix, pOnset: wave.onset, qrsOnset: qrsOnset)
    guard EarlyPWave.isOne(wave, agreement: agreement) else { return }
    boundaries.pOnset = wave.onset
    boundaries.pPeak = wave.peak
    boundaries.pOffset = min(wave.offset, qrsOnset)
    rhythm.pConsistency = agreement
    rhythm.isPEarly = true
    let nextP = wave.onset + Int(rrSeconds * average.rateHertz)
    if let end = boundaries.tOffset, let peak = boundaries.tPeak, end > nextP, nextP > peak { boundaries.tOffset = nextP }
  }
}
