import Foundation
import HubTesting
import Testing

@testable import ECGCore

/// Long recordings of which everything is known.
struct TrendTests {
  private static func trend(_ samples: [[Float]], rateHertz: Double = 250, piece: Int = 5_000, maximumStrips: Int = 12) throws -> ECGTrend {
    var stream = try #require(TrendStream(leadNames: LongECG.leads, samplingRateHertz: rateHertz))
    let count = samples[0].count
    for start in stride(from: 0, to: count, by: piece) {
      stream.append(leadsMicrovolts: samples.map { Array($0[start..<min(count, start + piece)]) })
    }
    return stream.finish(maximumStrips: maximumStrips)
  }

  /// Times of beats from `start` on, RR as given by the time.
  private static func times(from start: Double, to end: Double, rr: (Double) -> Double) -> [Double] {
    var times: [Double] = []
    var time = start
    while time < end {
      times.append(time)
      time += rr(time)
    }
    return times
  }

  /// Sinus rhythm at 75/min with, at known times: twelve single ventricular beats, a couplet, a run of five at 120/min, pauses of 3.4 and 2.4 s.
  private static func eventful() -> [[Float]] {
    var ecg = LongECG(durationSeconds: 900)
    var normal = times(from: 0.5, to: 898) { _ in 0.8 }
    var ventricular: [Double] = []
    func clear(_ from: Double, _ to: Double) { normal.removeAll { $0 > from && $0 < to } }
    for index in 0..<12 {
      let second = 60.0 + 20 * Double(index)
      let before = normal.last { $0 <= second } ?? second
      clear(before + 0.1, before + 1.5)
      ventricular.append(before + 0.5)
    }
    for (second, count) in [(420.0, 2), (480.0, 5)] {
      let before = normal.last { $0 <= second } ?? second
      clear(before + 0.1, before + 0.5 * Double(count) + 1.1)
      for beat in 1...count { ventricular.append(before + 0.5 * Double(beat)) }
    }
    for (second, length) in [(600.0, 3.4), (700.0, 2.4)] {
      let before = normal.last { $0 <= second } ?? second
      let next = before + length
      // Beats after the pause keep their own time.
      clear(before + 0.1, next + 0.3)
      normal.append(next)
      normal.sort()
    }
    ecg.add(at: normal)
    ecg.add(at: ventricular, LongECG.ventricular)
    return ecg.samples()
  }

  @Test func everyEventIsCounted() throws {
    let samples = Self.eventful()
    let trend = try Self.trend(samples)
    #expect(trend.durationSeconds == 900 && trend.leads == LongECG.leads)
    #expect(trend.ventricular.beatCount == 19, "\(trend.ventricular)")
    #expect(trend.ventricular.coupletCount == 1)
    #expect(trend.ventricular.runCount == 1)
    let run = try #require(trend.ventricular.runs.first)
    #expect(run.beatCount == 5 && abs(run.ratePerMinute - 120) < 3 && abs(run.startSecond - 480) < 2)
    #expect(trend.pauseCount == 2)
    #expect(trend.pauses.map { ($0.seconds * 10).rounded() / 10 } == [3.4, 2.4])
    #expect(abs((trend.rate.meanPerMinute ?? 0) - 75) < 1.5)
    #expect(trend.atrialFibrillation.episodeCount == 0 && trend.ventricularFibrillation.isEmpty && trend.stEpisodes.isEmpty)
    #expect(trend.unusableSeconds == 0)
    #expect(trend.hours.count == 1 && trend.hours[0].ventricularBeatCount == 19 && trend.hours[0].pauseCount == 2)
    #expect(trend.hours[0].ventricularRunCount == 1 && trend.hours[0].beatCount == trend.beatCount)
    #expect(trend.ratesOfMinutes.count == 15 && trend.ratesOfMinutes.allSatisfy { $0 != nil })
    #expect(trend.strips.map(\.rank) == Array(1...trend.strips.count))
    #expect(trend.strips.first?.reason == .longPause && trend.strips.contains { $0.reason == .ventricularRun })
    for strip in trend.strips { #expect(strip.startSecond >= 0 && strip.endSecond <= 900 && strip.endSecond - strip.startSecond >= 10) }
    #expect(try JSONDecoder().decode(ECGTrend.self, from: JSONEncoder().encode(trend)) == trend)
  }

  @Test func piecesDoNotMatterAndStripsAreAsManyAsAsked() throws {
    let samples = Self.eventful()
    let whole = try Self.trend(samples, piece: samples[0].count)
    #expect(try Self.trend(samples, piece: 777) == whole)
    let few = try Self.trend(samples, maximumStrips: 2)
    #expect(few.strips == Array(whole.strips.prefix(2)))
    #expect(TrendStream(leadNames: [], samplingRateHertz: 250) == nil)
    #expect(TrendStream(leadNames: LongECG.leads, samplingRateHertz: 50) == nil)
  }

  @Test func leadsOffAreNoPauseButTimeThatCannotBeRead() throws {
    var samples = Self.eventful()
    for lead in samples.indices {
      for index in (800 * 250)..<(840 * 250) { samples[lead][index] = lead == 1 ? .nan : 0 }
    }
    let trend = try Self.trend(samples)
    #expect(trend.pauseCount == 2)
    #expect((39...41).contains(trend.unusableSeconds), "\(trend.unusableSeconds)")
    #expect(trend.hours[0].unusableSeconds == trend.unusableSeconds)
    // One lead that stays is enough to read.
    var one = Self.eventful()
    for index in (800 * 250)..<(840 * 250) { one[0][index] = 0 }
    #expect(try Self.trend(one).unusableSeconds == 0)
  }

  @Test func burdenOfFibrillation() throws {
    var generator = SeededNoise(seed: 11)
    var ecg = LongECG(durationSeconds: 900)
    ecg.add(at: Self.times(from: 0.5, to: 300) { _ in 0.85 } + Self.times(from: 600.5, to: 898) { _ in 0.85 })
    ecg.add(at: Self.times(from: 300.4, to: 599.5) { _ in 0.42 + 0.55 * generator.nextUniform() }) { $0.p = nil }
    let trend = try Self.trend(ecg.samples())
    #expect(trend.atrialFibrillation.episodeCount == 1)
    #expect(abs(trend.atrialFibrillation.seconds - 300) < 20, "\(trend.atrialFibrillation)")
    #expect(abs(trend.atrialFibrillation.sharePercent - 100 * trend.atrialFibrillation.seconds / 900) < 0.01)
    #expect(trend.strips.contains { $0.reason == .atrialFibrillationOnset && $0.startSecond < 305 && $0.endSecond > 295 })
    #expect(trend.supraventricular.beatCount < 10)
  }

  /// From 300 to 480 s, beats of another kind.
  private static func twoKinds(_ shape: (inout SyntheticECG) -> Void) throws -> ECGTrend {
    var ecg = LongECG(durationSeconds: 900)
    ecg.add(at: times(from: 0.5, to: 300) { _ in 0.9 } + times(from: 480.2, to: 898) { _ in 0.9 })
    ecg.add(at: times(from: 300.4, to: 480) { _ in 0.8 }, shape)
    return try trend(ecg.samples())
  }

  @Test func anSTEpisodeHasItsTimeAndSize() throws {
    let trend = try Self.twoKinds { ecg in
      ecg.extraWaves = [SyntheticECG.Wave(centreMilliseconds: 110, sigmaMilliseconds: 40, amplitudesMicrovolts: [0, 0, 0, 0, 0, 0, -260, 0])]
    }
    let episode = try #require(trend.stEpisodes.first)
    #expect(trend.stEpisodes.count == 1 && episode.lead.rawValue == "V5")
    #expect(abs(episode.startSecond - 300) <= 20 && abs(episode.endSecond - 480) <= 20)
    #expect((-300 ... -180).contains(episode.peakMicrovolts), "\(episode.peakMicrovolts)")
    #expect(!episode.isPossiblyPositional)
    #expect(trend.hours[0].stPeakMicrovolts == episode.peakMicrovolts)
    #expect(trend.strips.contains { $0.reason == .stEpisode })
  }

  @Test func aBodyThatTurnsIsToldApart() throws {
    let trend = try Self.twoKinds { ecg in
      ecg.r.amplitudesMicrovolts = [700, 500, 200, 900, 700, 1_100, 600, 1_000]
      ecg.s.amplitudesMicrovolts = [-80, -420, -800, -500, -700, -400, -700, -50]
      ecg.extraWaves = [SyntheticECG.Wave(centreMilliseconds: 110, sigmaMilliseconds: 40, amplitudesMicrovolts: [0, 0, 0, 0, 0, 0, -260, 0])]
    }
    #expect(!trend.stEpisodes.isEmpty && trend.stEpisodes.allSatisfy(\.isPossiblyPositional))
  }

  @Test func lessThanAMinuteOrLessThanAMillimetreIsNoEpisode() throws {
    let small = try Self.twoKinds { ecg in
      ecg.extraWaves = [SyntheticECG.Wave(centreMilliseconds: 110, sigmaMilliseconds: 40, amplitudesMicrovolts: [0, 60, 0, 60, 0, 0, -70, 0])]
    }
    #expect(small.stEpisodes.isEmpty)
    var ecg = LongECG(durationSeconds: 600)
    ecg.add(at: Self.times(from: 0.5, to: 300) { _ in 0.9 } + Self.times(from: 340.2, to: 598) { _ in 0.9 })
    ecg.add(at: Self.times(from: 300.4, to: 340) { _ in 0.9 }) { ecg in
      ecg.extraWaves = [SyntheticECG.Wave(centreMilliseconds: 110, sigmaMilliseconds: 40, amplitudesMicrovolts: [0, 0, 0, 0, 0, 0, -260, 0])]
    }
    #expect(try Self.trend(ecg.samples()).stEpisodes.isEmpty)
  }

  @Test func variabilityOfKnownIntervals() throws {
    var ecg = LongECG(durationSeconds: 900)
    let times = Self.times(from: 0.5, to: 898) { 0.85 + 0.05 * sin(2 * .pi * $0 / 20) }
    ecg.add(at: times)
    let variability = try Self.trend(ecg.samples()).variability
    let intervals = zip(times.dropFirst(), times).map { 1000 * ($0 - $1) }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    let deviation = (intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count - 1)).squareRoot()
    #expect(abs((variability.sdnnMilliseconds ?? 0) - deviation) < 1.5, "\(variability)")
    #expect(variability.intervalCount > times.count - 20)
    #expect(variability.sdannMilliseconds == nil && !variability.isWholeDay)
    #expect(abs(variability.analysedHours - 0.25) < 0.01)
    #expect((variability.rmssdMilliseconds ?? 0) < 25)
  }

  @Test func fibrillationOfTheVentriclesLeads() throws {
    var samples = Self.eventful()
    let chaos = SyntheticECG.ventricularFibrillation(durationSeconds: 12, samplingRateHertz: 250).leads
    for (lead, source) in [1, 7, 10].enumerated() {
      for (offset, value) in chaos[source].samplesMicrovolts.enumerated() { samples[lead][740 * 250 + offset] = value }
    }
    let trend = try Self.trend(samples)
    let span = try #require(trend.ventricularFibrillation.first)
    #expect(span.startSecond < 745 && span.endSecond > 748)
    #expect(trend.strips.first?.reason == .ventricularFibrillation)
  }
}
