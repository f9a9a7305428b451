import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("EDF+: who and when")
struct EDFPatientTests {
  private func document(_ kind: String, patient: String, recording: String = "", date: String = "22.11.26", time: String = "09.00.00") throws
    -> ECGDocument
  {
    let signal = EDFWriter.Signal(label: "ECG", prefiltering: "HP:0.1Hz LP:75Hz N:50Hz", samplesPerRecord: 2, samples: [1, 2])
    let writer = EDFWriter(signals: [signal], kind: kind, patient: patient, recording: recording, date: date, time: time)
    return try EDF.document(bytes: writer.bytes, name: "", timeZone: "Asia/Shanghai")
  }

  @Test("subfields of EDF+")
  func subfields() throws {
    let document = try document(
      "EDF+C", patient: "MCH-0234567 F 02-MAY-1951 Haagse_Harry", recording: "Startdate 02-MAR-2002 EMG561 BK/JOP Sony.", date: "02.03.02")
    #expect(document.identity == PatientIdentity(externalID: "MCH-0234567", name: "Haagse Harry", sex: .female, birthDate: "1951-05-02"))
    let age = try #require(document.patientFacts.ageYears)
    #expect(abs(age - 50.83) < 0.01)
    #expect(document.acquiredAt == Instant(microseconds: 1_015_030_800_000_000))
    #expect(document.filters == "0.1–75 Hz, AC 50 Hz")
  }

  @Test("unknown subfields, Chinese names, plain EDF")
  func unknown() throws {
    #expect(try document("EDF+C", patient: "X X X X").identity == PatientIdentity(externalID: "", name: ""))
    #expect(try document("EDF+C", patient: "").identity == PatientIdentity(externalID: "", name: ""))
    #expect(try document("EDF+C", patient: "17 M X 王小东").identity.name == "王小东")
    let plain = try document("", patient: "Ward 3, bed 17")
    #expect(plain.identity == PatientIdentity(externalID: "Ward 3, bed 17", name: ""))
    #expect(plain.patientFacts == PatientFacts())
  }

  @Test("two-digit years from 1985 to 2084; what is not known is not guessed")
  func dates() throws {
    func start(_ date: String, time: String = "09.00.00", kind: String = "", recording: String = "") throws -> Int64? {
      try document(kind, patient: "", recording: recording, date: date, time: time).acquiredAt.map { $0.microseconds / 1_000_000 }
    }
    #expect(try start("22.11.26") == 1_795_309_200)
    #expect(try start("2.8.51") == 2_574_550_800)
    #expect(try start("31.12.85") == 504_838_800)
    #expect(try start("01.01.85") == nil)
    #expect(try start("31.02.26") == nil)
    #expect(try start("22.11.26", time: "25.00.00") == nil)
    #expect(try start("22.11.26", kind: "EDF+C", recording: "Startdate X X X X") == nil)
    #expect(try start("01.01.00", kind: "EDF+C", recording: "Startdate 22-NOV-2026 X X X") == 1_795_309_200)
  }
}
