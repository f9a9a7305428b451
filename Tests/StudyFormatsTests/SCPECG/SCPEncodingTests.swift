import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("SCP-ECG: every way to store samples")
struct SCPEncodingTests {
  private typealias Writer = SCPRecordWriter

  /// Two leads of one second with steps large and small.
  private static let waves: [[Int]] = [
    (0..<500).map { $0 % 97 == 13 ? 900 - $0 : ($0 * 7) % 23 - 11 }, (0..<500).map { $0 * $0 % 401 - 200 },
  ]

  private func document(_ sections: [Int: [UInt8]], version: UInt8 = 20) throws -> ECGDocument {
    try SCPECG.document(bytes: SCPRecordWriter(sections: sections, protocolVersion: version).bytes, name: "", timeZone: "UTC")
  }

  private func steps(_ document: ECGDocument, microvolts: Float) -> [[Int]] {
    document.recording.leads.map { $0.samplesMicrovolts.map { Int(($0 / microvolts).rounded()) } }
  }

  @Test("plain, first and second differences, with and without the default table", arguments: [0, 1, 2] as [UInt8], [false, true])
  func encodings(_ differences: UInt8, _ isHuffman: Bool) throws {
    let encoded = Self.waves.map { wave in
      let values = [wave, Writer.firstDifferences(wave), Writer.secondDifferences(wave)][Int(differences)]
      return isHuffman ? Writer.huffman(values) : Writer.plain(values)
    }
    var sections = [
      3: Writer.leads([(1, 500, 1), (1, 500, 2)]), 6: Writer.samples(nanovolts: 2440, microseconds: 2000, differences: differences, encoded),
    ]
    if isHuffman { sections[2] = Writer.word(19_999) }
    let document = try document(sections)
    #expect(steps(document, microvolts: 2.44) == Self.waves)
    #expect(document.recording.samplingRateHertz == 500)
    #expect(document.recording.leads.map(\.name.rawValue) == ["I", "II"])
  }

  @Test("own tables, and codes that switch between them")
  func ownTables() throws {
    // Table 1: 0, ±1 and escapes of 4 bits around 20; table 2: raw numbers of 12 bits.
    let tables = Writer.tables([
      [("0", 1, false, 0), ("100", 3, false, 1), ("101", 3, false, -1), ("110", 7, false, 20), ("111", 3, true, 2)],
      [("0", 13, false, 0), ("1", 1, true, 1)],
    ])
    let bits = Writer.packed([
      "0", "100", "101", "110" + Writer.binary(-3, 4), "110" + Writer.binary(7, 4), "111", "0" + Writer.binary(-1234, 12),
      "0" + Writer.binary(900, 12),
      "1", "100",
    ])
    let document = try document([
      2: tables, 3: Writer.leads([(1, 8, 3), (1, 8, 4)]), 6: Writer.samples(nanovolts: 1000, microseconds: 4000, differences: 0, [bits, bits]),
    ])
    let expected = [0, 1, -1, 17, 27, -1234, 900, 1]
    #expect(steps(document, microvolts: 1) == [expected, expected])
  }

  @Test("16-bit sums wrap as the writers' do")
  func wrapping() throws {
    let values = [32_767, 1, 5]
    let document = try document([
      3: Writer.leads([(1, 3, 1)]), 6: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 1, [Writer.plain(values)]),
    ])
    #expect(steps(document, microvolts: 1) == [[32_767, -32_768, -32_763]])
  }

  @Test("reference beats are added where they were subtracted, in volts")
  func referenceBeats() throws {
    let beat = (0..<50).map { 40 - abs($0 - 20) * 2 }
    // The beat's fiducial is its sample 21; beats lie at 121 and 301; the second is cut short; a beat of type 1 was left alone.
    let zones = [(0, 101, 121, 150), (1, 1, 200, 1), (0, 281, 301, 300)]
    let residual = Self.waves.map { wave in wave.map { $0 % 13 } }
    let document = try document([
      2: Writer.word(19_999), 3: Writer.leads([(1, 500, 1), (1, 500, 2)], isBeatSubtracted: true),
      4: Writer.beats(milliseconds: 100, fiducial: 21, zones),
      5: Writer.samples(
        nanovolts: 5000, microseconds: 2000, differences: 2,
        [Writer.huffman(Writer.secondDifferences(beat)), Writer.huffman(Writer.secondDifferences(beat.map { -$0 }))]),
      6: Writer.samples(nanovolts: 20_000, microseconds: 2000, differences: 1, residual.map { Writer.huffman(Writer.firstDifferences($0)) }),
    ])
    for (index, sign) in [1, -1].enumerated() {
      var expected = residual[index].map { $0 * 20 }
      for place in 0..<50 { expected[100 + place] += sign * beat[place] * 5 }
      for place in 0..<20 { expected[280 + place] += sign * beat[place] * 5 }
      #expect(steps(document, microvolts: 1)[index] == expected)
    }
    #expect(document.assumptions.first == SCPRemarks.referenceBeatsAdded)
  }

  @Test("reduced rate outside protected areas", arguments: [2, 4])
  func bimodal(_ factor: Int) throws {
    // Protected are 41…60 and 100…119 of 130 samples. Outside, means of a ramp; what fills no mean is stored one by one.
    let ramp = (1...130).map { $0 * 8 }
    var stored: [Int] = []
    func reduce(_ range: ClosedRange<Int>) {
      let values = range.map { ramp[$0 - 1] }
      let means = values.count / factor
      stored += (0..<means).map { index in values[index * factor..<(index + 1) * factor].reduce(0, +) / factor }
      stored += values[(means * factor)...]
    }
    reduce(1...40)
    stored += ramp[40..<60]
    reduce(61...99)
    stored += ramp[99..<119]
    reduce(120...130)
    let document = try document([
      3: Writer.leads([(1, 130, 2)]),
      4: Writer.beats(milliseconds: 0, fiducial: 0, [(1, 1, 50, 1), (1, 1, 110, 1)], protected: [(41, 60), (100, 119)]),
      5: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [[]]),
      6: Writer.samples(nanovolts: 1000, microseconds: 2000 * factor, differences: 0, isBimodal: true, [Writer.plain(stored)]),
    ])
    let samples = document.recording.leads[0].samplesMicrovolts
    #expect(document.recording.samplingRateHertz == 500)
    #expect(samples.count == 130)
    for place in Array(40..<60) + Array(99..<119) { #expect(samples[place] == Float(ramp[place])) }
    // A line between means runs half a step behind the ramp; level ends are off by less than one mean's width.
    for (place, sample) in samples.enumerated() { #expect(abs(sample - Float(ramp[place])) <= Float(8 * factor), "\(place)") }
    for place in (factor / 2)..<(40 - factor) { #expect(abs(samples[place] - Float(ramp[place]) + 4) < 0.01, "\(place)") }
    #expect(document.assumptions.first == SCPRemarks.interpolated)
  }

  @Test("subtraction and reduced rate together; version 3 knows no reduced rate")
  func both() throws {
    let beat = (0..<20).map { 100 - abs($0 - 10) * 9 }
    let zone = (0, 21, 31, 40)
    func sections(_ microseconds: Int, _ residual: [Int]) -> [Int: [UInt8]] {
      [
        3: Writer.leads([(1, 60, 8)], isBeatSubtracted: true), 4: Writer.beats(milliseconds: 40, fiducial: 11, [zone], protected: [(25, 36)]),
        5: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [Writer.plain(beat)]),
        6: Writer.samples(nanovolts: 1000, microseconds: microseconds, differences: 0, isBimodal: true, [Writer.plain(residual)]),
      ]
    }
    var expected = [Int](repeating: 7, count: 60)
    for place in 0..<20 { expected[20 + place] += beat[place] }
    // 24 and 24 samples outside, four to a mean, 12 inside.
    #expect(steps(try document(sections(8000, [Int](repeating: 7, count: 24))), microvolts: 1) == [expected])
    #expect(steps(try document(sections(2000, [Int](repeating: 7, count: 60)), version: 30), microvolts: 1) == [expected])
  }

  @Test("leads of different times lie on one line")
  func consecutive() throws {
    let document = try document([
      3: Writer.leads([(1, 4, 1), (1, 4, 2), (5, 8, 3), (5, 8, 0), (5, 8, 33)]),
      6: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, (0..<5).map { lead in Writer.plain((1...4).map { $0 + 10 * lead }) }),
    ])
    #expect(document.recording.leads.prefix(4).map(\.name.rawValue) == ["I", "II", "V1", "Ch 4"])
    #expect(document.recording.leads[0].samplesMicrovolts.prefix(4) == [1, 2, 3, 4])
    #expect(document.recording.leads[0].samplesMicrovolts.suffix(4).allSatisfy { $0.isNaN })
    #expect(document.recording.leads[2].samplesMicrovolts.prefix(4).allSatisfy { $0.isNaN })
    #expect(document.recording.leads[2].samplesMicrovolts.suffix(4) == [21, 22, 23, 24])
    #expect(document.assumptions.contains(DocumentRemarks.consecutive(2)))
    #expect(document.assumptions.contains(DocumentRemarks.omitted(1)))
  }
}
