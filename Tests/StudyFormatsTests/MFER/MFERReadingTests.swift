import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("MFER: waveforms")
struct MFERReadingTests {
  private func document(_ writer: MFERWriter, timeZone: String = "UTC") throws -> ECGDocument {
    try MFER.document(bytes: writer.bytes, name: "", timeZone: timeZone)
  }

  private func steps(_ lead: ECGLead) -> [Int?] { lead.samplesMicrovolts.map { $0.isNaN ? nil : Int($0.rounded()) } }

  /// Expected values: definitions read by hand, samples by `numpy.frombuffer`.
  @Test("a public file: two of six channels are ECG", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func publicFile() throws {
    let bytes = TestFiles.bytes(TestFiles.outside("mfer/monk_test-file.MWF"))
    #expect(MFER.looksLike(Array(bytes.prefix(4096))))
    let document = try MFER.document(bytes: bytes, name: "monitor", timeZone: "Asia/Tokyo")
    #expect(document.recording.samplingRateHertz == 250)
    #expect(document.recording.leads.map(\.name.rawValue) == ["II", "V5"])
    #expect(document.recording.sampleCount == 180_000)
    let places = [0, 100, 15_000, 14_999, 100_000]
    #expect(Nanovolts.at(places, of: document.recording.leads[0]) == [36_000, -64_000, -10_000, -14_000, 104_000])
    #expect(Nanovolts.at(places, of: document.recording.leads[1]) == [82_000, -78_000, 0, -4000, 182_000])
    #expect(Nanovolts.checksum(document.recording.leads[0]) == 18_446_736_685_276_867_616)
    #expect(Nanovolts.checksum(document.recording.leads[1]) == 18_446_733_933_075_435_616)
    for lead in document.recording.leads {
      #expect(lead.samplesMicrovolts.count { $0.isNaN } == 1663)
      #expect(lead.samplesMicrovolts.firstIndex { $0.isNaN } == 178_337)
    }
    #expect(document.identity == PatientIdentity(externalID: "12345", name: "TRWRU"))
    #expect(document.patientFacts == PatientFacts())
    // 2019-06-19 13:20:00 in a zone nine hours ahead of UTC.
    #expect(document.acquiredAt == Instant(microseconds: 1_560_918_000_000_000))
    #expect(document.assumptions == [DocumentRemarks.omitted(4)])
  }

  @Test("both byte orders, blocks and sequences, with and without preamble", arguments: [true, false], [true, false])
  func layout(_ isBigEndian: Bool, _ hasPreamble: Bool) throws {
    var writer = MFERWriter(preamble: hasPreamble, isBigEndian: isBigEndian)
    writer.define(0x0B, writer.scaled(0, 0, 500))
    writer.define(0x0C, writer.scaled(0, -6, 3))
    writer.define(0x05, [2])
    writer.define(0x04, writer.number(3, 2))
    writer.channel(0, [(0x09, writer.number(1, 2))])
    writer.channel(1, isOpen: true, [(0x09, writer.number(63, 2)), (0x0C, writer.scaled(0, -9, 500))])
    // Two sequences of three samples of each channel.
    writer.define(0x1E, [1, 2, 3, 10, 20, 30, 4, 5, -6, 40, 50, -60].flatMap { writer.number($0, 2) })
    writer.bytes += [0x80, 0]
    #expect(MFER.looksLike(writer.bytes))
    let recording = try document(writer).recording
    #expect(recording.samplingRateHertz == 500)
    #expect(recording.leads.map(\.name.rawValue) == ["I", "aVL"])
    #expect(steps(recording.leads[0]) == [3, 6, 9, 12, 15, -18])
    #expect(recording.leads[1].samplesMicrovolts == [5, 10, 15, 20, 25, -30])
  }

  @Test(
    "data types",
    arguments: [
      (0, 2, [-32_768, 32_767], [-32_768, 32_767]), (1, 2, [40_000, 1], [40_000, 1]), (2, 4, [-70_000, 70_000], [-70_000, 70_000]),
      (3, 1, [200, 3], [200, 3]), (5, 1, [200, 3], [-56, 3]), (6, 4, [3_000_000_000, 1], [3_000_000_000, 1]),
      (7, 4, [0xC2F6_0000, 0x3FC0_0000], [-123, 2]), (8, 8, [0x405E_C000_0000_0000, -0x3FA1_4000_0000_0000], [123, -123]),
    ] as [(Int, Int, [Int], [Int])], [true, false])
  func dataTypes(_ type: (code: Int, bytes: Int, stored: [Int], read: [Int]), _ isBigEndian: Bool) throws {
    var writer = MFERWriter(isBigEndian: isBigEndian)
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x09, [2])
    writer.define(0x0A, [UInt8(type.code)])
    writer.define(0x1E, type.stored.flatMap { writer.number($0, type.bytes) })
    let recording = try document(writer).recording
    #expect(recording.leads.map(\.name.rawValue) == ["II"])
    #expect(recording.samplingRateHertz == 1000)
    #expect(steps(recording.leads[0]) == type.read)
  }

  @Test("null values and offsets")
  func nullAndOffset() throws {
    var writer = MFERWriter(isBigEndian: false)
    writer.define(0x0B, writer.scaled(1, -3, 4, 1))
    writer.define(0x0C, writer.scaled(0, -6, 2))
    writer.define(0x09, [3])
    writer.define(0x12, writer.number(-32_768, 2))
    writer.define(0x0D, writer.number(100, 2))
    writer.define(0x1E, [100, 101, -32_768, 99].flatMap { writer.number($0, 2) })
    let recording = try document(writer).recording
    #expect(recording.samplingRateHertz == 250)
    #expect(steps(recording.leads[0]) == [0, 2, nil, -2])
  }

  @Test("frames join while nothing changes; averaged beats and other frames stay out")
  func frames() throws {
    var writer = MFERWriter()
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x09, [2])
    writer.define(0x08, [0, 1])
    writer.define(0x1E, [1, 2, 3].flatMap { writer.number($0, 2) })
    writer.define(0x07, writer.number(3, 4))
    writer.define(0x1E, [4, 5].flatMap { writer.number($0, 2) })
    // A hole in time begins another recording.
    writer.define(0x07, writer.number(100, 4))
    writer.define(0x1E, [6].flatMap { writer.number($0, 2) })
    writer.define(0x08, [0, 9])
    writer.define(0x1E, [7, 7, 7, 7, 7, 7, 7, 7].flatMap { writer.number($0, 2) })
    let document = try document(writer)
    #expect(steps(document.recording.leads[0]) == [1, 2, 3, 4, 5])
    #expect(document.assumptions == [DocumentRemarks.otherGroups(1)])
  }

  @Test("twelve leads of eight, pressures left out, the commonest rate wins")
  func selection() throws {
    var writer = MFERWriter()
    writer.define(0x0B, writer.scaled(0, 0, 500))
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x05, [10])
    for (channel, code) in [1, 2, 3, 4, 5, 6, 7, 8].enumerated() { writer.channel(channel, [(0x09, writer.number(code, 2))]) }
    writer.channel(8, [(0x09, writer.number(143, 2)), (0x0C, writer.scaled(1, -3, 125))])
    writer.channel(9, [(0x09, writer.number(9, 2)), (0x0B, writer.scaled(0, 0, 250))])
    writer.define(0x1E, (0..<20).flatMap { writer.number($0, 2) })
    let document = try document(writer)
    #expect(document.recording.leads.map(\.name.rawValue) == ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6", "III", "aVR", "aVL", "aVF"])
    #expect(steps(document.recording.leads[8]) == [1, 1])
    #expect(document.assumptions.prefix(2) == [DocumentRemarks.omitted(1), DocumentRemarks.otherRate(1)])
  }
}

@Suite("MFER: who and when")
struct MFERPatientTests {
  private func document(_ definitions: [(tag: UInt8, value: [UInt8])]) throws -> ECGDocument {
    var writer = MFERWriter()
    for definition in definitions { writer.define(definition.tag, definition.value) }
    writer.define(0x0C, writer.scaled(0, -6, 1))
    writer.define(0x09, [2])
    writer.define(0x1E, [0, 1, 0, 2])
    return try MFER.document(bytes: writer.bytes, name: "", timeZone: "Asia/Shanghai")
  }

  @Test("names, identifier, sex, age, time, filters")
  func facts() throws {
    let document = try document([
      (0x03, Array("UTF-8".utf8)), (0x81, Array("王^ワン^小东^シャオドン".utf8)), (0x82, Array("^E-5^".utf8)), (0x84, [2]),
      (0x83, [52, 0, 0, 0x07, 0xB6, 3, 14]), (0x85, [0x07, 0xEA, 11, 22, 9, 0, 1, 0, 250, 0, 7]), (0x11, Array("HPF=0.05".utf8)),
      (0x11, Array("LPF=150^x".utf8)), (0x11, Array("BEF=50".utf8)),
    ])
    #expect(document.identity == PatientIdentity(externalID: "E-5", name: "王小东", sex: .female, birthDate: "1974-03-14"))
    #expect(document.patientFacts == PatientFacts(ageYears: 52, sex: .female))
    #expect(document.acquiredAt == Instant(microseconds: 1_795_309_201_250_007))
    #expect(document.filters == "0.05–150 Hz, AC 50 Hz")
  }

  @Test("ages in days and from the birth date; what is unknown stays so")
  func ages() throws {
    let newborn = try #require(try document([(0x83, [0, 0, 73])]).patientFacts.ageYears)
    #expect(abs(newborn - 0.2) < 0.001)
    let grown = try document([(0x83, [0, 0, 0, 0x07, 0xB6, 3, 14]), (0x85, [0x07, 0xEA, 3, 14])])
    let years = try #require(grown.patientFacts.ageYears)
    #expect(abs(years - 52) < 0.01)
    #expect(grown.acquiredAt == nil)
    #expect(try document([(0x83, [255, 255, 255, 255, 255, 255, 255])]).patientFacts == PatientFacts())
    #expect(try document([(0x81, [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB])]).identity.name == "王小东")
    #expect(try document([(0x03, Array("UTF-16LE".utf8)), (0x81, [0x8B, 0x73, 0, 0])]).identity.name == "王")
  }
}
