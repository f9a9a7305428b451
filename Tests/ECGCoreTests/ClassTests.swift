import Testing

@testable import ECGCore

/// A long two-lead recording whose beats are known: sinus beats, with ventricular and early atrial ones strewn in.
struct LabelledRecording {
  var leads: [[Float]] = []
  var beats: [Int] = []
  var kinds: [Beat.Kind] = []
  let rateHertz: Double

  /// Every thirteenth beat is ventricular with a compensatory pause, every twenty-third atrial and early; the rest keep 75 a minute.
  init(count: Int, rateHertz: Double = 250, noiseMicrovolts: Float = 10, spikes: Bool = false, fibrillating: Bool = false, seed: UInt64 = 1) {
    self.rateHertz = rateHertz
    var random = UInt64(seed)
    func uniform() -> Float {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(random >> 40) / Float(1 << 24)
    }
    var times: [Double] = []
    var time = 1.0
    for beat in 0..<count {
      let kind: Beat.Kind = fibrillating ? .normal : beat % 13 == 5 ? .ventricular : beat % 23 == 8 ? .supraventricular : .normal
      let usual = fibrillating ? 0.45 + 0.5 * Double(uniform()) : 0.8 + 0.02 * Double(uniform())
      let afterVentricular = kinds.last == .ventricular ? 1.1 : usual
      time += kind == .normal ? afterVentricular : 0.55
      times.append(time)
      kinds.append(spikes ? .paced : kind)
    }
    let length = Int((time + 2) * rateHertz)
    leads = [[Float]](repeating: [Float](repeating: 0, count: length), count: 2)
    for lead in leads.indices { for index in 0..<length { leads[lead][index] = noiseMicrovolts * 2 * (uniform() - 0.5) } }
    beats = times.map { Int(($0 * rateHertz).rounded()) }
    for (beat, kind) in zip(beats, kinds) { draw(kind, at: beat, withP: !fibrillating) }
  }

  private mutating func draw(_ kind: Beat.Kind, at beat: Int, withP: Bool) {
    if kind == .ventricular {
      add(beat, delay: 0, width: 0.035, [-900, 1400])
      add(beat, delay: 0.28, width: 0.06, [300, -400])
      return
    }
    if withP { add(beat, delay: -0.16, width: 0.02, [120, 80]) }
    add(beat, delay: 0, width: 0.012, [1000, 600])
    add(beat, delay: 0.03, width: 0.012, [-200, -700])
    add(beat, delay: 0.26, width: 0.05, [250, 200])
    if kind == .paced { for lead in leads.indices { leads[lead][beat - Int(0.1 * rateHertz)] += 2500 } }
  }

  private mutating func add(_ beat: Int, delay: Double, width: Double, _ microvolts: [Float]) {
    let centre = Double(beat) + delay * rateHertz
    let spread = width * rateHertz
    for index in max(0, Int(centre - 4 * spread))...min(leads[0].count - 1, Int(centre + 4 * spread)) {
      let distance = (Double(index) - centre) / spread
      // A parabola to the fourth is close to a Gaussian and needs no library.
      let bell = max(0, 1 - distance * distance / 16)
      let share = Float(bell * bell * bell * bell * bell * bell * bell * bell)
      for lead in leads.indices { leads[lead][index] += microvolts[lead] * share }
    }
  }

  /// Classes and episodes with the samples handed over in pieces, the beats a given time later.
  func streamed(piece: Int, beatDelay: Int) -> (beats: [ClassifiedBeat], episodes: [Episode]) {
    var stream = RhythmStream(leadCount: leads.count, samplingRateHertz: rateHertz)
    var next = 0
    for start in stride(from: 0, to: leads[0].count, by: piece) {
      let end = min(leads[0].count, start + piece)
      stream.append(leadsMicrovolts: leads.map { $0[start..<end] })
      let first = next
      while next < beats.count, beats[next] + beatDelay < end { next += 1 }
      stream.append(beats: Array(beats[first..<next]))
    }
    stream.append(beats: Array(beats[next...]))
    return stream.finish()
  }
}

struct ClassTests {
  @Test(arguments: [128.0, 250, 360, 1000])
  func classesOfAKnownRecording(_ rate: Double) {
    let recording = LabelledRecording(count: 220, rateHertz: rate)
    let found = BeatClassing().kinds(leadsMicrovolts: recording.leads, samplingRateHertz: rate, beats: recording.beats)
    let wrong = zip(found, recording.kinds).filter { $0 != $1 }.count
    #expect(wrong <= 2)
  }

  @Test func oneLeadIsEnough() {
    let recording = LabelledRecording(count: 220)
    let found = BeatClassing().kinds(leadsMicrovolts: [recording.leads[1]], samplingRateHertz: 250, beats: recording.beats)
    #expect(zip(found, recording.kinds).filter { $0 != $1 }.count <= 2)
  }

  /// Upside down and ten times smaller, the beats are the same.
  @Test func neitherGainNorPolarityMatters() {
    let recording = LabelledRecording(count: 150)
    let turned = recording.leads.map { $0.map { $0 * -0.125 } }
    let classing = BeatClassing()
    #expect(
      classing.kinds(leadsMicrovolts: turned, samplingRateHertz: 250, beats: recording.beats)
        == classing.kinds(leadsMicrovolts: recording.leads, samplingRateHertz: 250, beats: recording.beats))
  }

  /// An hour and a quarter, so that segments end in between.
  @Test func piecesDoNotMatter() {
    let recording = LabelledRecording(count: 5_600)
    let whole = recording.streamed(piece: 15_000, beatDelay: 0)
    let isComplete = whole.beats.map(\.sample) == recording.beats
    #expect(isComplete)
    #expect(zip(whole.beats, recording.kinds).filter { $0.kind != $1 }.count <= 20)
    for (piece, delay) in [(997, 0), (2_500, 5_000), (75_000, 20_000)] {
      let pieces = recording.streamed(piece: piece, beatDelay: delay)
      // Thousands of beats are not printed.
      let isSame = pieces.beats == whole.beats && pieces.episodes == whole.episodes
      #expect(isSame, "pieces of \(piece), beats \(delay) later")
    }
  }

  /// What the recording's edge cuts off of a usual beat does not make it ventricular.
  @Test(arguments: [0, 2, 5, 10, 20, 30])
  func beatsAtTheEdgesAreNotVentricular(_ samples: Int) throws {
    let recording = LabelledRecording(count: 40)
    let first = try #require(recording.beats.first) - samples
    let last = try #require(recording.beats.last) + samples
    let found = BeatClassing().kinds(
      leadsMicrovolts: recording.leads.map { Array($0[first...last]) }, samplingRateHertz: 250, beats: recording.beats.map { $0 - first })
    #expect(found.first != .ventricular)
    #expect(found.last != .ventricular)
    #expect(zip(found, recording.kinds).dropFirst().dropLast().filter { $0 != $1 }.count <= 1)
  }

  @Test func spikesMakePacedBeats() {
    let recording = LabelledRecording(count: 60, rateHertz: 500, spikes: true, fibrillating: true)
    let found = BeatClassing().kinds(leadsMicrovolts: recording.leads, samplingRateHertz: 500, beats: recording.beats)
    #expect(found.filter { $0 == .paced }.count >= 58)
  }

  @Test func nothingIsSaidOfNothing() {
    let classing = BeatClassing()
    #expect(classing.kinds(leadsMicrovolts: [], samplingRateHertz: 250, beats: []).isEmpty)
    #expect(classing.kinds(leadsMicrovolts: [], samplingRateHertz: 250, beats: [5, 9]) == [.unknown, .unknown])
    #expect(classing.kinds(leadsMicrovolts: [[]], samplingRateHertz: 250, beats: []).isEmpty)
    #expect(classing.kinds(leadsMicrovolts: [[1, 2, 3]], samplingRateHertz: 250, beats: [1]).count == 1)
  }

  /// Beats outside the samples, not-a-numbers and flat lines are answered, one class a beat.
  @Test func hostileInputIsAnswered() {
    let flat = [Float](repeating: 0, count: 5_000)
    var broken = flat
    for index in stride(from: 0, to: 5_000, by: 3) { broken[index] = index % 2 == 0 ? .nan : .infinity }
    let beats = [0, 1, 2, 4_999, 5_000, 90_000]
    for lead in [flat, broken] {
      let found = BeatClassing().classify(leadsMicrovolts: [lead, lead], samplingRateHertz: 250, beats: beats)
      #expect(found.map(\.sample) == beats)
      _ = EpisodeFinder().episodes(leadsMicrovolts: [lead, lead], samplingRateHertz: 250, beats: found)
    }
  }
}
