import ECGCore
import HubTesting
import Testing

/// Boundaries of every beat, per lead and over all leads.
struct DelineationTests {
  private let delineator = RecordingDelineator()

  private func lists(_ lead: LeadMarks) -> [[Int]] {
    let boundaries = lead.beats.map(\.boundaries)
    return [
      boundaries.compactMap(\.pOnset), boundaries.compactMap(\.pPeak), boundaries.compactMap(\.pOffset), boundaries.compactMap(\.qrsOnset),
      lead.beats.compactMap(\.qrsPeak), boundaries.compactMap(\.qrsOffset), boundaries.compactMap(\.tOnset), boundaries.compactMap(\.tPeak),
      boundaries.compactMap(\.tOffset),
    ]
  }

  @Test("Every lead has every beat, its marks in order", arguments: [50.0, 75, 110])
  func order(_ rate: Double) throws {
    let ecg = SyntheticECG(ratePerMinute: rate)
    let marks = try delineator.delineate(ecg.recording())
    #expect(marks.leads.map(\.lead) == LeadName.standardTwelve)
    for lead in marks.leads + [marks.global] {
      #expect(lead.beats.count == ecg.beatTimesSeconds.count)
      for list in lists(lead) { #expect(zip(list, list.dropFirst()).allSatisfy { $0 < $1 }) }
      for beat in lead.beats {
        let boundaries = beat.boundaries
        let all = [
          boundaries.pOnset, boundaries.pPeak, boundaries.pOffset, boundaries.qrsOnset, boundaries.qrsOffset, boundaries.tPeak, boundaries.tOffset,
        ].compactMap { $0 }
        #expect(all == all.sorted())
      }
    }
  }

  /// At 3 sigma QRS lies from −42 to +50 ms, T ends at 390 ms.
  @Test("Global marks lie where the waves were placed")
  func places() throws {
    let ecg = SyntheticECG(ratePerMinute: 60)
    let marks = try delineator.delineate(ecg.recording()).global
    for (beat, time) in zip(marks.beats, ecg.beatTimesSeconds).dropFirst().dropLast() {
      let onset = try #require(beat.boundaries.qrsOnset)
      let offset = try #require(beat.boundaries.qrsOffset)
      let end = try #require(beat.boundaries.tOffset)
      #expect((-65 ... -35).contains(Double(onset) * 2 - time * 1000))
      #expect((40...80).contains(Double(offset) * 2 - time * 1000))
      #expect((350...410).contains(Double(end) * 2 - time * 1000))
      #expect(beat.boundaries.pPeak != nil)
    }
  }

  @Test("Gain and polarity of a lead move none of its marks", arguments: [Float(0.5), 4, -1])
  func gain(_ factor: Float) throws {
    let recording = SyntheticECG(ratePerMinute: 70).recording()
    var changed = recording
    for lead in changed.leads.indices { changed.leads[lead].samplesMicrovolts = recording.leads[lead].samplesMicrovolts.map { $0 * factor } }
    let before = try delineator.delineate(recording)
    let after = try delineator.delineate(changed)
    for (first, second) in zip(before.leads, after.leads) {
      for (one, other) in zip(lists(first), lists(second)) {
        #expect(one.count == other.count)
        #expect(zip(one, other).allSatisfy { abs($0 - $1) <= 2 })
      }
    }
  }

  /// Wherever the recording begins and ends within a beat.
  @Test("No edge of a wave without its peak, none outside the recording", arguments: stride(from: 0, to: 400, by: 20).map { $0 })
  func recordingEdges(_ cut: Int) throws {
    var recording = SyntheticECG(ratePerMinute: 75).recording()
    let kept = cut..<(recording.sampleCount - 400 + cut)
    for lead in recording.leads.indices { recording.leads[lead].samplesMicrovolts = Array(recording.leads[lead].samplesMicrovolts[kept]) }
    let marks = try delineator.delineate(recording)
    for lead in marks.leads + [marks.global] {
      #expect(lists(lead).joined().allSatisfy { (0..<recording.sampleCount).contains($0) })
      for beat in lead.beats {
        let boundaries = beat.boundaries
        #expect(boundaries.pPeak != nil || (boundaries.pOnset == nil && boundaries.pOffset == nil))
        #expect(beat.qrsPeak != nil || (boundaries.qrsOnset == nil && boundaries.qrsOffset == nil))
        #expect(boundaries.tPeak != nil || (boundaries.tOnset == nil && boundaries.tOffset == nil))
      }
    }
  }

  @Test("No P wave in fibrillation")
  func fibrillation() throws {
    let marks = try delineator.delineate(SyntheticECG.atrialFibrillation(ratePerMinute: 80))
    #expect(marks.global.beats.count > 8)
    #expect(marks.global.beats.allSatisfy { $0.boundaries.pOnset == nil })
  }

  @Test("The same recording gives the same marks")
  func repeatable() throws {
    let recording = SyntheticECG(ratePerMinute: 80).recording()
    #expect(try delineator.delineate(recording) == delineator.delineate(recording))
  }

  @Test("Silence, a gap and a lead that is off give lines without marks, or marks of the others")
  func poorInput() throws {
    let silence = try delineator.delineate(SyntheticECG.filled { _, _ in 0 })
    #expect(silence.leads.count == 12)
    #expect(silence.leads.allSatisfy { lists($0).allSatisfy(\.isEmpty) })
    var recording = SyntheticECG(ratePerMinute: 75).recording()
    recording.leads[1].samplesMicrovolts = recording.leads[1].samplesMicrovolts.map { _ in .nan }
    for index in 1000..<1200 { recording.leads[6].samplesMicrovolts[index] = .infinity }
    let marks = try delineator.delineate(recording)
    #expect(marks.leads.count == 12)
    #expect(marks.global.beats.filter { $0.boundaries.qrsOnset != nil }.count >= 10)
  }

  @Test("What cannot be looked at is refused")
  func refusal() {
    #expect(throws: ECGError(.noLeads)) { try delineator.delineate(ECGRecording(leads: [], samplingRateHertz: 500)) }
  }
}
