/// Finds the ventricular beats of a recording of any length as it comes in, in bounded memory.
///
///     var stream = BeatStream(leadCount: 3, samplingRateHertz: 250)
///     while let chunk = next() { beats += stream.add(chunk) }
///     beats += stream.finish()
///
/// The same recording gives the same beats in whatever pieces it comes. A beat is told within a minute of the samples that hold it.
package struct BeatStream: Sendable {
  let plan: DetectionPlan
  private(set) var tracks: [LeadTrack]
  private(set) var fusion: LeadFusion
  private(set) var search: CandidateSearch
  private(set) var scoring: CandidateScoring
  private var path: RhythmPath
  /// Samples of an incomplete piece, lead by lead.
  private var waiting: [[Float]]
  private var sampleCount = 0
  private var last: BeatCandidate?
  /// Every beat told, kept only where everything is kept.
  private(set) var beats: [BeatCandidate] = []
  private let keepsEverything: Bool
  /// Blocks held back for later stages: five neighbourhoods one after the other.
  private static let heldBlocks = 56
  /// Of samples and envelopes, which nobody asks for once the humps before the last two seconds of the fused envelope are measured.
  private static let heldEnvelopeBlocks = 8

  /// `nil` for no lead or a rate outside ``BeatDetector/supportedRatesHertz``.
  package init?(leadCount: Int, samplingRateHertz: Double, settings: DetectionSettings = DetectionSettings()) {
    self.init(leadCount: leadCount, samplingRateHertz: samplingRateHertz, settings: settings, keepsEverything: false)
  }

  init?(leadCount: Int, samplingRateHertz: Double, settings: DetectionSettings, keepsEverything: Bool) {
    guard leadCount > 0, BeatDetector.supportedRatesHertz.contains(samplingRateHertz) else { return nil }
    plan = DetectionPlan(settings: settings, rateHertz: samplingRateHertz)
    tracks = (0..<leadCount).map { [plan] _ in LeadTrack(plan: plan) }
    fusion = LeadFusion(plan: plan, leadCount: leadCount)
    search = CandidateSearch(plan: plan, leadCount: leadCount)
    scoring = CandidateScoring(plan: plan, leadCount: leadCount, keepsFeatures: keepsEverything)
    path = RhythmPath(plan: plan, leadCount: leadCount)
    waiting = [[Float]](repeating: [], count: leadCount)
    self.keepsEverything = keepsEverything
  }

  /// Samples held at the moment, at all rates.
  package var heldSampleCount: Int { tracks.reduce(0) { $0 + $1.heldSampleCount } + waiting.reduce(0) { $0 + $1.count } }

  /// Takes the next samples, microvolts, equally many of each lead; further leads are not looked at, and shorter ones cut all to the shortest.
  ///
  /// - Returns: samples of beats that are now certain, rising, counted from the beginning of the recording.
  package mutating func add(_ leadsMicrovolts: [[Float]]) -> [Int] {
    guard leadsMicrovolts.count >= tracks.count, let length = leadsMicrovolts.prefix(tracks.count).map(\.count).min() else { return [] }
    var beats: [Int] = []
    var place = 0
    let piece = plan.pieceInputLength
    if let held = waiting.first?.count, held > 0 {
      place = min(length, piece - held)
      for lead in tracks.indices { waiting[lead].append(contentsOf: leadsMicrovolts[lead][..<place]) }
      guard held + place == piece else { return [] }
      take(waiting, from: 0, count: piece, isEnded: false, &beats)
      for lead in tracks.indices { waiting[lead].removeAll(keepingCapacity: true) }
    }
    while place + piece <= length {
      take(leadsMicrovolts, from: place, count: piece, isEnded: false, &beats)
      place += piece
    }
    for lead in tracks.indices { waiting[lead].append(contentsOf: leadsMicrovolts[lead][place..<length]) }
    return beats
  }

  /// The recording has ended: the beats not yet told.
  package mutating func finish() -> [Int] {
    var beats: [Int] = []
    take(waiting, from: 0, count: waiting.first?.count ?? 0, isEnded: true, &beats)
    return beats
  }

  private mutating func take(_ leads: [[Float]], from: Int, count: Int, isEnded: Bool, _ beats: inout [Int]) {
    sampleCount += count
    for lead in tracks.indices { tracks[lead].append(leads[lead], from: from, count: count, isEnded: isEnded) }
    guard Double(sampleCount) >= plan.inputRateHertz / 2 else { return }
    Self.search(tracks, &fusion, &search, isEnded: isEnded)
    scoring.advance(&search, fusion, isEnded: isEnded)
    path.advance(search, scoring.likely, judgedTo: scoring.knownTo, isEnded: isEnded)
    tell(isEnded: isEnded, &beats)
    if !keepsEverything { forget() }
  }

  private static func search(_ tracks: [LeadTrack], _ fusion: inout LeadFusion, _ search: inout CandidateSearch, isEnded: Bool) {
    tracks.withUnsafeBufferPointer { tracks in
      // Read where they lie: a track taken out of the buffer would be a copy.
      guard let tracks = tracks.baseAddress else { return }
      fusion.advance(tracks, isEnded: isEnded)
      search.advance(fusion, tracks: tracks, isEnded: isEnded)
    }
  }

  /// Of two beats nearer than the refractory time, where two settled pieces of the path meet, the likelier one stays.
  private mutating func tell(isEnded: Bool, _ beats: inout [Int]) {
    let refractory = Int(plan.settings.refractorySeconds * plan.rateHertz)
    for number in path.takeChosen() {
      let candidate = search.candidates[number - search.firstCandidate]
      if let previous = last, candidate.position - previous.position < refractory {
        if candidate.score > previous.score { last = candidate }
      } else {
        if let previous = last { beats.append(told(previous)) }
        last = candidate
      }
    }
    if let previous = last, isEnded || path.settledTo - previous.position >= refractory {
      beats.append(told(previous))
      last = nil
    }
  }

  private mutating func told(_ candidate: BeatCandidate) -> Int {
    if keepsEverything { beats.append(candidate) }
    return candidate.peak
  }

  private mutating func forget() {
    let levelsEnd = fusion.blocksEnd
    let envelopeBlock = levelsEnd - Self.heldEnvelopeBlocks
    for lead in tracks.indices { tracks[lead].forgetSamples(before: envelopeBlock) }
    guard levelsEnd - fusion.firstBlock > 4 * Self.heldBlocks else { return }
    let block = levelsEnd - Self.heldBlocks
    for lead in tracks.indices { tracks[lead].forget(before: block, envelopesBefore: envelopeBlock) }
    fusion.forget(before: block, envelopesBefore: envelopeBlock)
    scoring.forget(before: block)
    path.forget(before: block * plan.blockLength)
    search.forget(before: block * plan.blockLength)
  }
}
