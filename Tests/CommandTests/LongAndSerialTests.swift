import ECGCore
import HubModel
import StudyFormats
import Testing

@testable import readinghub

@Suite("Words of ecg compare and ecg trend")
struct LongAndSerialTests {
  private func document(_ name: String, _ acquiredAt: String?, id: String = "", issuer: String = "") -> ECGDocument {
    let day = acquiredAt.flatMap { CivilTime(date: $0) }
    return ECGDocument(
      name: name, recording: ECGRecording(leads: [], samplingRateHertz: 500), identity: PatientIdentity(issuer: issuer, externalID: id, name: ""),
      acquiredAt: day.map { $0.instant() })
  }

  @Test("An ECG is called by its day, by its time where both are of one day, by its record where it says nothing")
  func labels() {
    let (one, other) = (document("a", "2025-03-01"), document("b", "2026-03-01"))
    #expect(ECGCompareCommand.labels(one, other, zone: "Asia/Shanghai") == ("2025-03-01", "2026-03-01"))
    #expect(ECGCompareCommand.labels(one, one, zone: "Asia/Shanghai") == ("2025-03-01 08:00:00", "2025-03-01 08:00:00"))
    #expect(ECGCompareCommand.labels(one, document("b", nil), zone: "GMT") == ("2025-03-01", "b"))
  }

  @Test("Two numbers of one house that differ are two people; without a number nobody knows")
  func patients() {
    func judged(_ one: (String, String), _ other: (String, String)) -> ECGComparer.Patients {
      ECGComparer.Patients(document("a", nil, id: one.0, issuer: one.1).identity, document("b", nil, id: other.0, issuer: other.1).identity)
    }
    #expect(judged(("7", "A"), ("7", "A")) == .same)
    #expect(judged(("7", "A"), ("8", "A")) == .different)
    #expect(judged(("7", ""), ("7", "A")) == .same)
    #expect(judged(("7", "A"), ("7", "B")) == .unknown)
    #expect(judged(("", ""), ("7", "A")) == .unknown)
  }

  @Test("Seconds are told by the clock, or from the start")
  func clock() {
    #expect(TrendClock(startedAt: nil, zone: "GMT").text(3_725.9) == "+01:02:05")
    #expect(TrendClock(startedAt: nil, zone: "GMT").text(90_000) == "+25:00:00")
    let start = CivilTime(year: 2026, month: 2, day: 28, hour: 23, minute: 59, second: 30).instant()
    #expect(TrendClock(startedAt: start, zone: "GMT").text(45) == "03-01 00:00:15")
    #expect(TrendText.length(40) == "40 s" && TrendText.length(1_800) == "30 min" && TrendText.length(86_400) == "24 h 0 min")
  }

  @Test("The bar of a long recording fits its terminal", arguments: [12, 30, 60, 200])
  func bar(columns: Int) {
    for done in [0.0, 3_600, 43_200, 86_400] {
      let line = RecordingProgress.line(doneSeconds: done, totalSeconds: 86_400, elapsed: .seconds(3), columns: columns, language: .en)
      #expect(DisplayWidth.columns(of: line) < columns)
    }
    let half = RecordingProgress.line(doneSeconds: 43_200, totalSeconds: 86_400, elapsed: .seconds(3), columns: 200, language: .en)
    #expect(half.contains("50%  12.0 h of 24.0 h") && half.hasSuffix("left"))
    #expect(half.contains("[####################--------------------]"))
  }
}
