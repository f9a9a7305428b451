import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("Objects become studies")
struct StudyParserTests {
  private func parse(_ path: String) throws(HubError) -> ParsedStudy {
    try StudyParser.parse(fileAt: path, format: .dicom, headerBytes: nil, digest: TestFiles.digest(1), timeZone: "Asia/Shanghai")
  }

  @Test(
    "samples: what they are and whose licence reads them",
    arguments: [
      ("ecg-normal/ecg.dcm", ParsedStudy.Part.ecg, ReadingScope.ecg), ("ct-chest/slice-1.dcm", .imaging, .ct),
    ])
  func samples(_ path: String, _ part: ParsedStudy.Part, _ scope: ReadingScope) throws {
    let study = try parse(TestFiles.sample(path))
    #expect(study.part == part)
    #expect(study.scope == scope)
    #expect(!study.identity.name.isEmpty)
    #expect(!study.identity.externalID.isEmpty)
    #expect(study.startedAt != nil)
    #expect(study.patientAgeYears != nil)
    #expect(study.dataSetOffset > 132)
    #expect(study.transferSyntaxUID?.hasPrefix("1.2.840.10008.1.2") == true)
  }

  @Test("facts survive the way through JSON")
  func coding() throws {
    let study = try parse(TestFiles.sample("ecg-normal/ecg.dcm"))
    #expect(try JSONDecoder().decode(ParsedStudy.self, from: JSONEncoder().encode(study)) == study)
  }

  @Test("a WFDB record is an ECG study with UIDs from its content")
  func wfdb() throws {
    try TestFiles.withFolder { folder in
      let header = TestFiles.bytes(TestFiles.fixture("ludb1.hea"))
      let path = folder + "/joined"
      try TestFiles.write(header + TestFiles.bytes(TestFiles.fixture("ludb1.dat")), to: path)
      func parse(_ digest: BlobKey) throws -> ParsedStudy {
        try StudyParser.parse(fileAt: path, format: .wfdb, headerBytes: Int64(header.count), digest: digest, timeZone: "Asia/Shanghai")
      }
      let study = try parse(TestFiles.digest(1))
      #expect(study.part == .ecg)
      #expect(study.modality == "ECG")
      #expect(study.identity.externalID.isEmpty)
      #expect(study.identity.sex == .female)
      #expect(study.patientAgeYears == 51)
      #expect(try parse(TestFiles.digest(1)) == study)
      #expect(try parse(TestFiles.digest(2)).studyInstanceUID != study.studyInstanceUID)
      #expect(study.studyInstanceUID != study.sopInstanceUID)
      for uid in [study.studyInstanceUID, study.sopInstanceUID] {
        #expect(uid.wholeMatch(of: /2\.25\.[1-9][0-9]{0,38}/) != nil)
        #expect(uid.utf8.count <= 64)
      }
      #expect(throws: HubError(.missingCompanionFile)) {
        try StudyParser.parse(fileAt: path, format: .wfdb, headerBytes: nil, digest: TestFiles.digest(1), timeZone: "UTC")
      }
    }
  }

  @Test("content UIDs are UUIDs of version 8")
  func uuid() throws {
    let digits = try #require(UInt128(ContentUID.study(TestFiles.digest(0x42)).dropFirst(5)))
    #expect(digits >> 76 & 0xF == 8)
    #expect(digits >> 62 & 0x3 == 2)
    #expect(digits >> 120 == 0x42)
  }

  @Test("base time and date of a record")
  func baseTime() throws {
    func start(_ time: String?, _ date: String?) -> Instant? {
      let header = WFDBHeader(recordName: "r", samplingRateHertz: 1, frameCount: 1, baseTime: time, baseDate: date, signals: [], comments: [])
      return WFDBPatient.start(header, timeZone: "Asia/Shanghai")
    }
    #expect(start("8:15:02", "15/03/2026") == Instant(microseconds: 1_773_533_702_000_000))
    #expect(start("08:15:02.500", "15/03/2026") == Instant(microseconds: 1_773_533_702_500_000))
    for (time, date) in [("8:15:02", nil), (nil, "15/03/2026"), ("99:00:00", "99/99/9999"), ("x", "1/2"), ("", "")] as [(String?, String?)] {
      #expect(start(time, date) == nil || date == "15/03/2026")
    }
  }

  @Test(
    "DICOM dates and times",
    arguments: [
      ("20260315", "081502", Int64(1_773_533_702_000_000)), ("2026.03.15", "08:15:02", 1_773_533_702_000_000),
      ("20260315", "0815", 1_773_533_700_000_000), ("20260315", "081502.25", 1_773_533_702_250_000), ("20260315", "", 1_773_504_000_000_000),
      ("20260315", "996199", 1_773_504_000_000_000), ("19000101", "", -2_209_017_943_000_000),
    ])
  func times(_ date: String, _ time: String, _ expected: Int64) throws {
    let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
    #expect(CivilTime.date(dicom: date)?.at(dicom: time).instant(in: zone) == Instant(microseconds: expected))
  }

  @Test("impossible dates are none", arguments: ["99999999", "20260230", "00000000", "2026", "abcdefgh", "-2026031", "20261301"])
  func impossibleDates(_ date: String) { #expect(CivilTime.date(dicom: date) == nil) }

  @Test("a moment and the clock of a zone agree, both ways", arguments: ["Asia/Shanghai", "UTC", "America/St_Johns", "Pacific/Apia"])
  func roundTrip(_ identifier: String) throws {
    let zone = try #require(TimeZone(identifier: identifier))
    for day in stride(from: Int64(-30_000), to: 40_000, by: 997) {
      let moment = Instant(microseconds: (day * 86_400 + 43_210) * 1_000_000)
      #expect(CivilTime(moment, in: zone).instant(in: zone) == moment)
    }
  }

  @Test("junk is refused as what it is")
  func junk() throws {
    try TestFiles.withFolder { folder in
      try TestFiles.write(Array("not a dicom file".utf8), to: folder + "/x")
      #expect(throws: HubError(.notDICOM)) { try parse(folder + "/x") }
      #expect(throws: HubError(.unreadableFile)) { try parse(folder + "/none") }
    }
  }
}
