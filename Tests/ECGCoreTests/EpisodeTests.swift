import HubTesting
import Testing

@testable import ECGCore

struct EpisodeTests {
  @Test func irregularBeatsWithoutPAreAtrialFibrillation() throws {
    let recording = LabelledRecording(count: 120, fibrillating: true)
    let episodes = recording.streamed(piece: 5_000, beatDelay: 0).episodes
    let episode = try #require(episodes.first)
    #expect(episodes.count == 1 && episode.kind == .atrialFibrillation)
    #expect(episode.startSample == 0 && episode.endSample == recording.leads[0].count)
  }

  /// Extra beats, also in a fixed pattern, are no fibrillation.
  @Test func ectopyIsNoAtrialFibrillation() {
    #expect(LabelledRecording(count: 300).streamed(piece: 5_000, beatDelay: 0).episodes.isEmpty)
  }

  @Test func fibrillationEndsWithTheRhythm() throws {
    let first = LabelledRecording(count: 100, fibrillating: true)
    let second = LabelledRecording(count: 100)
    let shift = first.leads[0].count
    let leads = zip(first.leads, second.leads).map { $0 + $1 }
    let beats = first.beats + second.beats.map { $0 + shift }
    let classified = BeatClassing().classify(leadsMicrovolts: leads, samplingRateHertz: 250, beats: beats)
    let episodes = EpisodeFinder().episodes(leadsMicrovolts: leads, samplingRateHertz: 250, beats: classified)
    let atrial = episodes.filter { $0.kind == .atrialFibrillation }
    let episode = try #require(atrial.first)
    #expect(atrial.count == 1)
    #expect(episode.startSample == 0)
    #expect(abs(episode.endSample - shift) < 8 * 250, "\(episode.endSample - shift)")
  }

  @Test func aStandingHeartIsAsystole() throws {
    let first = LabelledRecording(count: 40)
    let second = LabelledRecording(count: 40, seed: 5)
    // Five seconds of slow movement between them: connected, but no beat.
    let silence = (0..<1_250).map { index in Float(20) * Float(index % 250) / 250 }
    let leads = zip(first.leads, second.leads).map { $0 + silence + $1 }
    let shift = first.leads[0].count + silence.count
    let beats = first.beats + second.beats.map { $0 + shift }
    let classified = BeatClassing().classify(leadsMicrovolts: leads, samplingRateHertz: 250, beats: beats)
    let episodes = EpisodeFinder().episodes(leadsMicrovolts: leads, samplingRateHertz: 250, beats: classified)
    let episode = try #require(episodes.first { $0.kind == .asystole })
    #expect(episode.startSample == first.beats[first.beats.count - 1])
    #expect(episode.endSample == second.beats[0] + shift)
  }

  /// A line that does not move is a lead that is off.
  @Test func aFlatLineIsNoAsystole() {
    let first = LabelledRecording(count: 40)
    let leads = first.leads.map { $0 + [Float](repeating: 0, count: 2_500) }
    let classified = BeatClassing().classify(leadsMicrovolts: leads, samplingRateHertz: 250, beats: first.beats)
    #expect(EpisodeFinder().episodes(leadsMicrovolts: leads, samplingRateHertz: 250, beats: classified).isEmpty)
  }

  @Test func ventricularFibrillationIsFound() throws {
    let recording = SyntheticECG.ventricularFibrillation(durationSeconds: 40, samplingRateHertz: 250)
    let leads = [recording.leads[1].samplesMicrovolts, recording.leads[7].samplesMicrovolts]
    let episodes = EpisodeFinder().episodes(leadsMicrovolts: leads, samplingRateHertz: 250, beats: [])
    let episode = try #require(episodes.first)
    #expect(episode.kind == .ventricularFlutterFibrillation)
    #expect(episode.endSample - episode.startSample > 20 * 250)
  }

  /// The stream gives the spans of the detector that sees the whole recording.
  @Test func streamedFibrillationIsTheDetectorsOwn() {
    let beating = LabelledRecording(count: 200).leads[0]
    let quivering = SyntheticECG.ventricularFibrillation(durationSeconds: 30, samplingRateHertz: 250).leads[1].samplesMicrovolts
    let lead = beating + quivering + beating
    var stream = FibrillationStream(leadCount: 1, rateHertz: 250)
    for start in stride(from: 0, to: lead.count, by: 777) { stream.append([lead[start..<min(lead.count, start + 777)]]) }
    let whole = FibrillationDetector().detect(leadsMicrovolts: [lead], samplingRateHertz: 250)
    #expect(!whole.isEmpty)
    #expect(stream.finish() == whole)
  }
}
