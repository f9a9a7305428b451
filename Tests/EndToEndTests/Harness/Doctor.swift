import Foundation
import HubAPI
import HubModel
import HubTesting

/// A doctor's day in commands.
extension Region {
  static let reportText = """
    == 所见 Findings ==
    窦性心律。ST 段改变见图。
    == 诊断 Impression ==
    建议结合临床。
    """

  /// Waits until a reader's list holds `count` readings that can be claimed, and returns them in the list's order.
  func waitForReadings(_ count: Int, of reader: Party, kind: StudyKind? = nil, seconds: Double = 30) throws -> [ReadingRow] {
    let client = try client(reader)
    return try Wait.until("\(count) readings", seconds: seconds) {
      let rows = try client.readings(kind: kind).readings
      let isSettled = rows.allSatisfy { $0.readiness == .ready && ($0.kind == .imaging || $0.screening != .pending) }
      return rows.count >= count && isSettled ? rows : nil
    }
  }

  /// Claims, writes, signs: the reading is final afterwards.
  @discardableResult
  func issueReport(on reading: ReadingID, by reader: Party, text: String = reportText) throws -> ReportIssued {
    try tool.expect(["claim", "\(reading)"], profile: reader.profile)
    try tool.expect(["report", "\(reading)", "--file", "-"], profile: reader.profile, input: text)
    return try tool.json(["sign", "\(reading)", "--yes"], profile: reader.profile)
  }

  /// Sends `count` ECGs of one clinic, each its own patient and study, made from the normal sample. Returns the objects.
  func sendECGs(_ count: Int, from clinic: Party, firstNumber: Int = 1) throws -> [[UInt8]] {
    let sample = try SampleStudy("ecg-normal").bytes[0]
    let objects = try (0..<count).map { try ECGVariant.make(sample, number: firstNumber + $0) }
    let client = try client(clinic)
    let upload = try client.openUpload(objects, isComplete: true)
    for object in objects {
      let answer = try client.put(object, to: upload.id)
      guard answer.isSuccess else { throw HarnessFailure("ECG refused: \(answer.status) \(answer.text)") }
    }
    return objects
  }
}

/// The same trace as another object of another study: only the digits at the end of its UIDs differ, so every length stays true.
enum ECGVariant {
  static func make(_ file: [UInt8], number: Int) throws -> [UInt8] {
    var copy = file
    for tag: [UInt8] in [[0x02, 0x00, 0x03, 0x00], [0x08, 0x00, 0x18, 0x00], [0x20, 0x00, 0x0D, 0x00], [0x20, 0x00, 0x0E, 0x00]] {
      guard let place = copy.firstRange(of: tag + Array("UI".utf8))?.upperBound else { throw HarnessFailure("sample without UIDs") }
      let length = Int(copy[place]) | Int(copy[place + 1]) << 8
      let value = copy[(place + 2)..<(place + 2 + length)]
      guard let end = value.lastIndex(where: { $0 != 0 }), value.count > 12 else { throw HarnessFailure("sample's UIDs are too short") }
      let digits = Array(String(1_000_000 + number).utf8)
      copy.replaceSubrange((end - digits.count + 1)...end, with: digits)
    }
    return copy
  }
}
