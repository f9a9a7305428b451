/// What the rhythm rules look at.
struct RhythmFacts: Sendable, Equatable {
  /// Every RR interval, milliseconds.
  var rrMilliseconds: [Double] = []
  /// RR intervals between two beats neither of which is ventricular or of an unknown shape: the latter may be no beat at all.
  var ownRRMilliseconds: [Double] = []
  /// Root mean square of successive differences of the own intervals over their mean.
  var irregularity: Double = 0
  /// Median of the absolute successive differences over the mean: not moved by one early beat.
  var medianIrregularity: Double = 0
  /// Mean correlation of the single beats' P windows with the average's, −1…1; `nil` with fewer than four beats.
  var pConsistency: Float?
  /// The largest wave before the average QRS that points as P does in health, and the largest that points the other way.
  var uprightWave: PWaveSearch.Found?
  var invertedWave: PWaveSearch.Found?
  /// P was found farther from QRS than the delineator looks.
  var isPEarly = false
  /// Atrial waves of the whole recording; empty where there was no reason to look for those that are not followed by QRS.
  var atrialMarks: [AtrialMark] = []
  /// `nil` without a pacemaker's spikes.
  var pacing: PacingFacts?
  /// Mean correlation of the single beats' QRS in all leads with the others'; `nil` without two beats of one shape.
  var qrsConsistency: Float?
  /// Regular waves of flutter rate between the QRS complexes, and regular waves not bound to them.
  var flutterTrain: AtrialTrain?
  var freeTrain: AtrialTrain?
  var ventricularCount = 0
  var supraventricularCount = 0
  /// Longest succession of ventricular beats and its rate.
  var ventricularRunBeats = 0
  var ventricularRunRatePerMinute: Double = 0
  /// Longest time without a beat where the signal was readable, seconds; edges of the recording included.
  var longestPauseSeconds: Double = 0
  var fibrillationSpans: [ClosedRange<Double>] = []
  /// Share of the beats in the few most frequent QRS shapes.
  var repeatedShapeShare: Double = 0
  /// Mean ventricular rate per minute, `nil` with fewer than two beats.
  var ratePerMinute: Double?
  /// No beat at all although leads are connected.
  var isSilent = false
  /// The samples do not follow from one another (`ContinuityCheck`).
  var isBroken = false
}

extension RhythmFacts {
  /// Intervals and ectopy from classified beats.
  init(beats: [Beat], rateHertz: Double) {
    let toMilliseconds = 1000 / rateHertz
    rrMilliseconds = zip(beats.dropFirst(), beats).map { Double($0.sample - $1.sample) * toMilliseconds }
    ventricularCount = beats.filter { $0.kind == .ventricular }.count
    supraventricularCount = beats.filter { $0.kind == .supraventricular }.count
    measureRuns(beats, toMilliseconds: toMilliseconds)
    measureIrregularity(beats, toMilliseconds: toMilliseconds)
    if !rrMilliseconds.isEmpty { ratePerMinute = 60_000 / mean(rrMilliseconds) }
  }

  private mutating func measureRuns(_ beats: [Beat], toMilliseconds: Double) {
    var start = 0
    while start < beats.count {
      guard beats[start].kind == .ventricular else {
        start += 1
        continue
      }
      var end = start
      while end + 1 < beats.count, beats[end + 1].kind == .ventricular { end += 1 }
      if end - start + 1 > ventricularRunBeats {
        ventricularRunBeats = end - start + 1
        let span = Double(beats[end].sample - beats[start].sample) * toMilliseconds
        ventricularRunRatePerMinute = span > 0 ? Double(end - start) * 60_000 / span : 0
      }
      start = end + 1
    }
  }

  private mutating func measureIrregularity(_ beats: [Beat], toMilliseconds: Double) {
    var differences: [Double] = []
    var previous: Double?
    for index in beats.indices.dropFirst() {
      guard beats[index].kind.isOwn, beats[index - 1].kind.isOwn else {
        previous = nil
        continue
      }
      let interval = rrMilliseconds[index - 1]
      ownRRMilliseconds.append(interval)
      if let previous { differences.append(interval - previous) }
      previous = interval
    }
    let average = mean(ownRRMilliseconds)
    guard average > 0, !differences.isEmpty else { return }
    irregularity = mean(differences.map { $0 * $0 }).squareRoot() / average
    medianIrregularity = median(differences.map(abs)) / average
  }
}

extension Beat.Kind {
  /// From above the ventricles, as far as the shape tells.
  var isOwn: Bool { self != .ventricular && self != .unknown }
}
