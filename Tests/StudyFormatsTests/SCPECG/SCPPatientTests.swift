import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("SCP-ECG: who, when, where")
struct SCPPatientTests {
  private typealias Writer = SCPRecordWriter

  private func document(_ fields: [(tag: Int, value: [UInt8])], timeZone: String = "UTC") throws -> ECGDocument {
    let writer = SCPRecordWriter(sections: [
      1: Writer.fields(fields), 3: Writer.leads([(1, 2, 1)]),
      6: Writer.samples(nanovolts: 1000, microseconds: 2000, differences: 0, [Writer.plain([1, 2])]),
    ])
    return try SCPECG.document(bytes: writer.bytes, name: "", timeZone: timeZone)
  }

  @Test(
    "names by language code: GB18030, UTF-8, UTF-16, and GBK that claims to be Latin-1",
    arguments: [
      (UInt8(0x27), [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB] as [UInt8], "王小东", false),
      (0x37, Array("王小东".utf8), "王小东", false), (0x07, [0x8B, 0x73, 0x0F, 0x5C, 0x1C, 0x4E, 0, 0, 0x41, 0], "王小东", false),
      (0x01, [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB], "王小东", true), (0x00, [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB, 0], "王小东", true),
      (0x01, [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0, 0x41], "Müller", false),
    ])
  func names(_ language: UInt8, _ bytes: [UInt8], _ expected: String, _ isRepaired: Bool) throws {
    let identity = try document([(14, Writer.device(language: language)), (0, bytes)]).identity
    #expect(identity.name == expected)
    #expect(identity.isNameRepaired == isRepaired)
  }

  @Test("family and given names")
  func parts() throws {
    #expect(try document([(14, Writer.device(language: 0x37)), (0, Array("王".utf8)), (1, Array("小东".utf8))]).identity.name == "王小东")
    #expect(try document([(0, Array("Clark\u{0}".utf8)), (1, Array("Ann\u{0}".utf8)), (3, Array("Gable".utf8))]).identity.name == "Clark Gable^Ann")
  }

  @Test("age, sex, birth date, identifier, place, filters")
  func facts() throws {
    let document = try document([
      (2, Array("A-17\u{0}".utf8)), (4, [18, 0, 2]), (5, [0xDE, 0x07, 6, 30]), (8, [2]), (16, Array("Clinic 7".utf8)), (27, [5, 0]), (28, [150, 0]),
      (29, [2]),
    ])
    #expect(document.identity == PatientIdentity(externalID: "A-17", name: "", sex: .female, birthDate: "2014-06-30"))
    #expect(document.patientFacts == PatientFacts(ageYears: 1.5, sex: .female))
    #expect(document.institution == "Clinic 7")
    #expect(document.filters == "0.05–150 Hz, AC 50 Hz")
    #expect(document.acquiredAt == nil)
  }

  @Test("time of acquisition by the device's offset, else by the place's clocks; impossible ones are none")
  func times() throws {
    let date: (tag: Int, value: [UInt8]) = (25, [0xEA, 0x07, 11, 22])
    let utc = Instant(microseconds: 1_795_338_000_000_000)  // 2026-11-22 09:00 UTC
    #expect(try document([date, (26, [9, 0, 0])]).acquiredAt == utc)
    #expect(try document([date, (26, [17, 0, 0])], timeZone: "Asia/Shanghai").acquiredAt == utc)
    #expect(try document([date, (26, [14, 30, 0]), (34, [0x4A, 0x01, 0, 0])], timeZone: "Asia/Shanghai").acquiredAt == utc)
    #expect(try document([date, (26, [9, 0, 0]), (34, [0xFF, 0x7F, 0, 0])]).acquiredAt == utc)
    #expect(try document([(25, [0xEA, 0x07, 13, 22]), (26, [9, 0, 0])]).acquiredAt == nil)
    #expect(try document([date, (26, [24, 0, 0])]).acquiredAt == nil)
  }
}
