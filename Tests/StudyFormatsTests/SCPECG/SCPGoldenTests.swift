import ECGCore
import HubModel
import Testing

@testable import StudyFormats

/// Expected values come from a decoder written separately in Python (bit strings, NumPy), from the standard's description alone.
@Suite("SCP-ECG: public records")
struct SCPGoldenTests {
  private static let places = [0, 100, 250, 1117, 2500, 4999]

  static let example: [(lead: String, nanovolts: [Int], checksum: UInt64)] = [
    ("I", [-5000, 67500, 7500, 7500, -22500, -32500], 18_446_744_051_681_801_616),
    ("II", [-17500, 10000, 47500, 137_500, -5000, -17500], 18_446_744_053_010_101_616),
    ("V1", [107_500, 12500, 147_500, 47500, 42500, 27500], 18_446_744_062_839_174_116),
    ("V2", [137_500, 32500, 280_000, 107_500, 47500, 20000], 18_446_744_068_557_059_116),
    ("V3", [100_000, 85000, 322_500, 17500, 37500, 32500], 18_446_744_065_124_816_616),
    ("V4", [70000, 130_000, 257_500, -135_000, 20000, 15000], 18_446_744_060_808_666_616),
    ("V5", [57500, 132_500, 112_500, -80000, -17500, -50000], 18_446_744_064_554_749_116),
    ("V6", [-22500, 72500, 5000, 20000, -50000, -37500], 18_446_744_057_811_699_116),
    ("III", [-12500, -57500, 40000, 130_000, 17500, 15000], 1_328_300_000),
    ("aVR", [10000, -37500, -27500, -72500, 12500, 25000], 20_895_367_500),
    ("aVL", [2500, 62500, -15000, -60000, -20000, -22500], 18_446_744_063_410_754_116),
    ("aVF", [-15000, -22500, 42500, 132_500, 5000, 0], 18_446_744_064_314_309_116),
  ]

  /// Eight leads with the reference beat subtracted, steps of 5 and 20 µV.
  static let subtracted: [(lead: String, nanovolts: [Int], checksum: UInt64)] = [
    ("I", [-60000, -20000, -55000, -575_000, -30000, 60000], 18_446_743_811_800_271_616),
    ("II", [40000, 20000, 225_000, 50000, -45000, 20000], 120_654_500_000),
    ("V1", [-20000, 20000, -255_000, -140_000, 30000, 20000], 215_328_760_000),
    ("V2", [-100_000, -60000, -1_195_000, -1_330_000, 90000, 0], 252_819_980_000),
    ("V3", [-60000, -80000, -1_020_000, -1_200_000, 85000, 0], 255_221_360_000),
    ("V4", [-60000, -60000, -870_000, -1_245_000, 70000, 0], 214_253_980_000),
    ("V5", [-20000, -40000, -585_000, -970_000, 65000, 0], 209_184_080_000),
    ("V6", [-40000, -40000, -205_000, -640_000, 75000, 20000], 185_498_140_000),
  ]

  @Test("twelve leads, Huffman and second differences")
  func exampleRecord() throws {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "SCPECG", "ecgtoolkit_example.scp"))
    #expect(SCPECG.looksLike(Array(bytes.prefix(4096))))
    let document = try SCPECG.document(bytes: bytes, name: "example", timeZone: "Asia/Shanghai")
    #expect(document.name == "example")
    #expect(document.recording.samplingRateHertz == 500)
    #expect(document.recording.leads.map(\.name.rawValue) == Self.example.map(\.lead))
    for (lead, expected) in zip(document.recording.leads, Self.example) {
      #expect(lead.samplesMicrovolts.count == 5000)
      #expect(Nanovolts.at(Self.places, of: lead) == expected.nanovolts, "\(expected.lead)")
      #expect(Nanovolts.checksum(lead) == expected.checksum, "\(expected.lead)")
    }
    #expect(document.identity == PatientIdentity(externalID: "SBJ-123", name: "Clark", sex: .male, birthDate: "1953-05-08"))
    let age = try #require(document.patientFacts.ageYears)
    #expect(abs(age - 49.54) < 0.01)
    #expect(document.patientFacts.sex == .male)
    // 2002-11-22 09:10:00 in a zone eight hours ahead of UTC.
    #expect(document.acquiredAt == Instant(microseconds: 1_037_927_400_000_000))
    #expect(document.filters == "")
    #expect(document.assumptions.isEmpty)
  }

  @Test("reference beat subtraction in another vendor's record", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func subtractedRecord() throws {
    let document = try SCPECG.document(bytes: TestFiles.bytes(TestFiles.outside("scp/wfdb_test.scp")), name: "", timeZone: "UTC")
    #expect(document.recording.samplingRateHertz == 500)
    #expect(document.recording.leads.map(\.name.rawValue) == Self.subtracted.map(\.lead) + ["III", "aVR", "aVL", "aVF"])
    for (lead, expected) in zip(document.recording.leads, Self.subtracted) {
      #expect(Nanovolts.at(Self.places, of: lead) == expected.nanovolts, "\(expected.lead)")
      #expect(Nanovolts.checksum(lead) == expected.checksum, "\(expected.lead)")
    }
    #expect(document.assumptions.contains(SCPRemarks.referenceBeatsAdded))
    #expect(document.filters == "5–150 Hz, AC 60 Hz")
  }

  @Test("the same recording in DICOM reads the same", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func sameAsDICOM() throws {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "SCPECG", "ecgtoolkit_example.scp"))
    let record = try SCPECG.document(bytes: bytes, name: "", timeZone: "UTC").recording
    let object = try ECGLoader.load(path: TestFiles.outside("dicom/ecgtoolkit_example.dcm")).recording
    #expect(object.samplingRateHertz == record.samplingRateHertz)
    for lead in record.leads {
      let other = try #require(object.leads.first { $0.name == lead.name })
      let greatest = zip(other.samplesMicrovolts, lead.samplesMicrovolts).map { abs($0 - $1) }.max() ?? .infinity
      #expect(greatest < 0.01, "\(lead.name)")
    }
  }

  @Test("the checksum is CRC-CCITT with its published check value")
  func checksum() {
    #expect(CyclicRedundancy.ccitt(Array("123456789".utf8)[...]) == 0x29B1)
  }
}
