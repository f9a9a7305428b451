import HubAPI
import HubModel
import Testing

@testable import readinghub

@Suite("What a reader is told of a study")
struct DetailTextTests {
  private func detail(status: Screening.Finding?, reasons: [Screening.Finding] = [], remarks: [Screening.Finding] = []) -> ReadingDetail {
    let now = Instant(microseconds: 1_767_225_600_000_000)
    let reading = Reading(
      id: .init(rawValue: 7), study: .init(rawValue: 1), clinic: .init(rawValue: 1), hospital: .init(rawValue: 1), kind: .ecg, scope: .ecg,
      readiness: .ready, screening: .screened, grade: .ordinary, isUrgent: false, note: nil, isIdentityPending: false, firstReceivedAt: now,
      lastReceivedAt: now, priority: .routine, deadline: now)
    let study = Study(
      id: .init(rawValue: 1), clinic: .init(rawValue: 1), patient: .init(rawValue: 1), studyInstanceUID: "1.2.3", kind: .ecg, scope: .ecg,
      modality: "ECG", studyDescription: "", accessionNumber: "", startedAt: nil, patientAgeYears: 60, objectCount: 1, revision: 1)
    let patient = Patient(id: .init(rawValue: 1), clinic: .init(rawValue: 1), identity: PatientIdentity(externalID: "1", name: "王小东"))
    return ReadingDetail(
      reading: ReadingRow(WorklistRow(reading: reading, study: study, patient: patient, clinicName: "王庄卫生院", holderName: nil)),
      patient: patient.identity, studyInstanceUID: "1.2.3", studyRevision: 1, startedAt: nil, accessionNumber: "", note: nil, objects: [],
      screening: nil, remarks: remarks, measurementStatus: status, measurementReasons: reasons,
      measurements: [.init(name: "Heart rate", nameChinese: "心率", value: "112", unit: "/min")], lastVersion: 0)
  }

  private func lines(_ detail: ReadingDetail, _ language: Language) -> [String] {
    DetailText.lines(detail, on: Screen(language: language, isJSON: false, environment: [:]))
  }

  @Test("Exchanged electrodes and the state of the measurements stand before the measurements")
  func doubts() throws {
    let told = detail(
      status: .init(code: "limited", chinese: "部分测量", english: "limited"),
      reasons: [.init(code: "", chinese: "记录不足10秒", english: "The recording is shorter than 10 s")],
      remarks: [.init(code: "electrodes-ra-la", chinese: "疑似左右上肢电极接反", english: "Right and left arm electrodes may be exchanged")])
    let english = lines(told, .en)
    let remark = try #require(english.firstIndex(of: "  Right and left arm electrodes may be exchanged"))
    let status = try #require(english.firstIndex(of: "Measurements: limited"))
    #expect(english[status + 1] == "  The recording is shorter than 10 s")
    #expect(english[status + 2].contains("112"))
    #expect(remark < status)
    let chinese = lines(told, .zh)
    #expect(chinese.contains("  疑似左右上肢电极接反") && chinese.contains("测量: 部分测量") && chinese.contains("  记录不足10秒"))
  }

  @Test("An ECG that was not analysed has no such line")
  func notAnalysed() {
    #expect(!lines(detail(status: nil), .en).contains { $0.hasPrefix("Measurements") })
  }

  @Test("Why the second doctor gave it back is told, and cannot break the terminal")
  func givenBack() {
    var told = detail(status: nil)
    told.reading.returnReason = "请补充\u{1b}[2J比较"
    #expect(lines(told, .zh).contains("  退回原因: 请补充\\u{1b}[2J比较"))
    #expect(lines(told, .en).contains { $0.hasPrefix("  Given back: ") })
  }
}
