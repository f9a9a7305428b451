/// Classes of beats while a recording comes in, in pieces of any size; the answer does not depend on how it was cut.
///
/// Samples and beats are handed over separately, as beat detection looks ahead: a beat may come up to ten minutes after its samples.
/// Kept are two to ten minutes of signal at about 120 Hz, the shapes of the last forty minutes' beats, and a few bytes of every beat.
package struct BeatClassStream: Sendable {
  /// Half an hour is judged together; a rest shorter than ten minutes goes with the half hour before it.
  static let segmentSeconds = 1800.0
  static let smallestRestSeconds = 600.0
  /// Where no beat comes, so much of the signal is kept.
  static let longestWaitSeconds = 600.0
  /// Shapes are taken from so many leads at most, spread over those given.
  static let maximumLeads = 3

  private let rateHertz: Double
  private let judge: BeatKindJudge
  private let chosenLeads: [Int]
  private var signals: [SlowSignal]
  private var scans: [SpikeScan]
  private var sampleCount = 0
  /// Beats whose samples have not all come yet.
  private var pending: [Int] = []
  private var segment: BeatSegment
  private var classified: [ClassifiedBeat] = []
  private var lastBeat: Int?

  package init(leadCount: Int, samplingRateHertz: Double) {
    self.init(leadCount: leadCount, samplingRateHertz: samplingRateHertz, judge: BeatKindJudge())
  }

  init(leadCount: Int, samplingRateHertz: Double, judge: BeatKindJudge) {
    rateHertz = samplingRateHertz
    self.judge = judge
    chosenLeads = Self.spread(leadCount)
    signals = chosenLeads.map { _ in SlowSignal(inputRateHertz: samplingRateHertz) }
    scans = chosenLeads.map { _ in SpikeScan(rateHertz: samplingRateHertz) }
    segment = BeatSegment(leadCount: chosenLeads.count)
  }

  /// Which of so many leads are looked at.
  static func spread(_ count: Int) -> [Int] {
    guard count > maximumLeads else { return Array(0..<max(0, count)) }
    return (0..<maximumLeads).map { (2 * $0 + 1) * count / (2 * maximumLeads) }
  }

  /// The next samples of every lead, equally many of each, microvolts.
  package mutating func append(leadsMicrovolts leads: [ArraySlice<Float>]) {
    for (place, lead) in chosenLeads.enumerated() where lead < leads.count {
      signals[place].append(leads[lead])
      scans[place].append(leads[lead])
    }
    sampleCount += leads.first?.count ?? 0
    takeShapes(isEnd: false)
  }

  /// The next beats, rising sample numbers from the start of the recording.
  package mutating func append(beats: [Int]) {
    pending.append(contentsOf: beats)
    takeShapes(isEnd: false)
  }

  /// Classes of all beats; nothing may be appended afterwards.
  package mutating func finish() -> [ClassifiedBeat] {
    takeShapes(isEnd: true)
    judgeSegment(through: Int.max)
    return classified
  }

  private mutating func takeShapes(isEnd: Bool) {
    guard let first = signals.first else {
      if isEnd {
        classified = pending.map { ClassifiedBeat(sample: $0, kind: .unknown) }
        pending = []
      }
      return
    }
    var taken = 0
    for beat in pending {
      let position = first.position(ofInput: beat)
      let needed = BeatShape.neededRange(position: position, rateHertz: first.rateHertz)
      guard isEnd || needed.upperBound <= first.count else { break }
      add(beat, position: position)
      taken += 1
    }
    pending.removeFirst(taken)
    // The beats to come lie after the last one known.
    let oldest = pending.first ?? lastBeat ?? 0
    let needed = BeatShape.neededRange(position: first.position(ofInput: oldest), rateHertz: first.rateHertz).lowerBound
    let limit = first.count - Int(Self.longestWaitSeconds * first.rateHertz)
    for index in signals.indices { signals[index].trim(neededFrom: max(needed, limit)) }
    judgeIfFull()
  }

  private mutating func add(_ beat: Int, position: Double) {
    let isPaced = SpikeScan.isPaced(beat: beat, scans: scans, rateHertz: rateHertz)
    let isCut = signals.first.map { BeatShape.isCut(position: position, rateHertz: $0.rateHertz, count: $0.count) } ?? false
    segment.append(beat, previous: lastBeat, isPaced: isPaced, isCut: isCut, rateHertz: rateHertz) { shapes in
      BeatShape.append(signals, position: position, to: &shapes)
    }
    lastBeat = beat
    // A tenth of a second less than the reach before the next beat would do.
    for index in scans.indices { scans[index].forget(before: beat - Int(rateHertz)) }
  }

  private mutating func judgeIfFull() {
    guard let first = segment.beats.first, let last = segment.beats.last else { return }
    let whole = Self.segmentSeconds * rateHertz
    guard Double(last - first) >= whole + Self.smallestRestSeconds * rateHertz else { return }
    judgeSegment(through: first + Int(whole))
  }

  /// Judges the segment's beats up to a sample and forgets their shapes.
  private mutating func judgeSegment(through sample: Int) {
    let count = segment.beats.prefix { $0 <= sample }.count
    guard count > 0 else { return }
    classified.append(contentsOf: judge.judge(&segment, count: count))
    segment.removeFirst(count)
  }
}
