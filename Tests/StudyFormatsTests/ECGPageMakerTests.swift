import Drawing
import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("ECG pages from files and analyses")
struct ECGPageMakerTests {
  private func analysis(_ grade: ECGGrade) -> ECGAnalysis {
    var measurements = GlobalMeasurements()
    measurements.heartRatePerMinute = 71.6
    measurements.prIntervalMilliseconds = 158
    measurements.qrsAxisDegrees = -31.4
    measurements.qtIntervalMilliseconds = .nan
    return ECGAnalysis(
      algorithmVersion: "test", samplingRateHertz: 500, durationSeconds: 10, grade: grade,
      gradeReasons: [BilingualText(chinese: "记录不足10秒", english: "The recording is shorter than 10 s")],
      statements: [
        ECGStatement(code: "SR", text: BilingualText(chinese: "窦性心律", english: "Sinus rhythm"), score: 1, grade: .ordinary, evidence: [])
      ], measurements: measurements, leadMeasurements: [], quality: [], beats: [], boundaries: BeatBoundaries())
  }

  @Test("measurements, badge, statements in both languages")
  func content() throws {
    let document = try ECGLoader.load(path: TestFiles.fixture("ptbxl22.hea"))
    let page = ECGPageMaker.page(for: document, analysis: analysis(.critical))
    #expect(page.measurements.first { $0.label.contains("HR") }?.value == "72 bpm")
    #expect(page.measurements.first { $0.label.hasPrefix("PR") }?.value == "158 ms")
    #expect(page.measurements.first { $0.label.hasPrefix("QRS 电轴") }?.value == "-31°")
    #expect(page.measurements.first { $0.label.hasPrefix("QT ") }?.value == "—")
    #expect(page.badge?.text.chinese == "危急")
    #expect(page.statements.map(\.text.chinese) == ["窦性心律"])
    #expect(page.layout == .threeByFour(rhythm: ["II"]))
    #expect(page.filters.contains("not stated"))
    #expect(try page.renderSVG().count > 10_000)
  }

  @Test("an ungraded ECG says why first; one not analysed says so")
  func grades() throws {
    let document = try ECGLoader.load(path: TestFiles.fixture("ptbxl22.hea"))
    #expect(ECGPageMaker.page(for: document, analysis: analysis(.ungraded)).statements.first?.text.english.contains("shorter than 10 s") == true)
    let bare = ECGPageMaker.page(for: document, analysis: nil)
    #expect(bare.badge?.text.english == "Not analysed")
    #expect(bare.statementsHeading.chinese == "未做自动分析")
    #expect(bare.measurements.isEmpty && bare.statements.isEmpty)
  }

  @Test("electrodes that seem exchanged come first, and why not everything was measured is said once")
  func doubtfulRecording() throws {
    let document = try ECGLoader.load(path: TestFiles.fixture("ptbxl22.hea"))
    let exchanged = BilingualText(chinese: "疑似左右上肢电极接反", english: "Right and left arm electrodes may be exchanged")
    let short = BilingualText(chinese: "记录不足10秒", english: "The recording is shorter than 10 s")
    var doubtful = analysis(.ordinary)
    doubtful.remarks = [RecordingRemark(code: "electrodes-ra-la", text: exchanged, evidence: [], leads: [])]
    doubtful.measurementStatus = .limited
    doubtful.measurementReasons = [short]
    let page = ECGPageMaker.page(for: document, analysis: doubtful)
    #expect(page.statements.map(\.text.chinese) == ["疑似左右上肢电极接反", "窦性心律", "测量：记录不足10秒"])
    #expect(page.statements.first?.tone == .warning)
    #expect(page.measurements.last == LabelledText("测量 Status", "部分测量 limited"))
    // Where the ECG is ungraded for the same reason, that stands once.
    doubtful.grade = .ungraded
    #expect(ECGPageMaker.page(for: document, analysis: doubtful).statements.count { $0.text.english == short.english } == 1)
  }

  @Test("two leads are two rows; a long recording gives its first ten seconds and says so")
  func longRecording() throws {
    let recording = ECGRecording(
      leads: ["MLII", "V1"].map { ECGLead(name: LeadName(rawValue: $0), samplesMicrovolts: [Float](repeating: 0, count: 360_000)) },
      samplingRateHertz: 360)
    let page = ECGPageMaker.page(for: ECGDocument(name: "holter", recording: recording), analysis: nil, startSeconds: 60)
    #expect(page.layout == .rows)
    #expect(page.title.english == "2-lead ECG")
    #expect(page.leads.allSatisfy { $0.samplesMicrovolts.count < 3700 })
    #expect(page.recordingDurationSeconds == 1000)
    #expect(page.startSeconds == 60)
    #expect(try page.renderPNG(dotsPerInch: 72).count > 1000)
  }

  @Test("the heading names the person, or a dash")
  func heading() throws {
    let named = ECGPageHeading(
      institution: "清河县人民医院", identity: PatientIdentity(externalID: "P-1", name: "王小东", isNameRepaired: true, sex: .male), ageYears: 0.5,
      acquiredAt: ECGPageHeading.text(Instant(microseconds: 1_773_533_702_000_000), timeZone: "Asia/Shanghai"))
    #expect(named.facts.first?.value.hasPrefix("王小东") == true)
    #expect(named.facts.first?.value.contains("repaired") == true)
    #expect(named.facts.contains(LabelledText("年龄 Age", "6 月 mo")))
    #expect(named.facts.contains(LabelledText("时间 Time", "2026-03-15 08:15:02 +08:00")))
    let unnamed = ECGPageHeading(try ECGLoader.load(path: TestFiles.fixture("mitdb101.hea")))
    #expect(unnamed.facts.first?.value == "—")
    #expect(unnamed.facts.contains(LabelledText("年龄 Age", "75 岁 y")))
    #expect(unnamed.facts.contains(LabelledText("性别 Sex", "女 Female")))
    #expect(unnamed.facts.contains(LabelledText("记录 Record", "mitdb101")))
  }
}
