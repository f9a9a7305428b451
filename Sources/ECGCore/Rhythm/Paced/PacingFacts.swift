/// What a pacemaker does in the recording.
struct PacingFacts: Sendable, Equatable {
  /// Share of the beats with a spike at the beginning of QRS, and with one at P.
  var ventricularShare = 0.0
  var atrialShare = 0.0
  /// Spikes that no beat follows, and spikes just after a beat of the heart's own.
  var uncaptured: [Int] = []
  var unsensed: [Int] = []

  /// A spike of the ventricles lies about this near to QRS onset.
  static let beforeQRSSeconds = 0.06
  static let afterQRSOnsetSeconds = 0.03
  /// A spike of the atria lies no farther before QRS.
  static let atrialReachSeconds = 0.36
  /// A captured spike is followed by a beat within this time, an atrial one with its AV interval included.
  static let captureSeconds = 0.4
  /// A spike this soon after a beat came although there was one: the fiducial to the end of T.
  static let sensingSeconds = 0.06...0.32
  /// Ventricles just excited cannot answer.
  static let refractorySeconds = 0.35

  init?(spikes: [Int], beats: [Beat], qrsOnset: Int, rateHertz: Double) {
    guard !spikes.isEmpty, beats.count >= 3 else { return nil }
    func seconds(_ samples: Int) -> Double { Double(samples) / rateHertz }
    var (ventricular, atrial) = (0, 0)
    for beat in beats {
      let distances = spikes.map { seconds(beat.sample + qrsOnset - $0) }
      if distances.contains(where: { $0 <= Self.beforeQRSSeconds && $0 >= -Self.afterQRSOnsetSeconds }) { ventricular += 1 }
      if distances.contains(where: { $0 > Self.beforeQRSSeconds && $0 <= Self.atrialReachSeconds }) { atrial += 1 }
    }
    ventricularShare = Double(ventricular) / Double(beats.count)
    atrialShare = Double(atrial) / Double(beats.count)
    for spike in spikes {
      let next = beats.first { $0.sample + qrsOnset > spike - Int(Self.afterQRSOnsetSeconds * rateHertz) }
      let last = beats.last { $0.sample < spike }
      let sinceLast = last.map { seconds(spike - $0.sample) } ?? .infinity
      if let next, seconds(next.sample + qrsOnset - spike) > Self.captureSeconds, sinceLast > Self.refractorySeconds { uncaptured.append(spike) }
      if Self.sensingSeconds.contains(sinceLast) { unsensed.append(spike) }
    }
  }
}

extension MeasuredECG {
  /// Where the spikes lie. Beats whose atria alone are paced have a QRS of the heart's own.
  mutating func takePacing(_ leads: [[Float]]) {
    guard pacedShare > 0.2, let qrsOnset = boundaries.qrsOnset, durationSeconds <= 60 else { return }
    rhythm.pacing = PacingFacts(spikes: PacingDetector().spikes(leads, rateHertz: rateHertz), beats: beats, qrsOnset: qrsOnset, rateHertz: rateHertz)
    guard let pacing = rhythm.pacing, isPaced, pacing.atrialShare > 0.5, pacing.ventricularShare < 0.2 else { return }
    pacedShare = pacing.ventricularShare
    for beat in beats.indices where beats[beat].kind == .paced { beats[beat].kind = .normal }
  }
}
