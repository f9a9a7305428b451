import ECGCore
import Foundation
import HubModel

/// Age, sex and time in a WFDB header. The comments have no standard; three customs are known.
enum WFDBPatient {
  /// `Age: 56` and `Sex: Female` (PhysioNet Challenge), `<age>: 51` and `<sex>: F` (LUDB), `69 M 1085 …` (MIT-BIH).
  static func facts(_ comments: [String]) -> PatientFacts {
    var facts = PatientFacts()
    for comment in comments.prefix(64) {
      let words = comment.split { $0 == " " || $0 == ":" || $0 == "\t" }
      guard words.count >= 2 else { continue }
      switch words[0].lowercased() {
      case "age", "<age>": facts.ageYears = facts.ageYears ?? age(words[1])
      case "sex", "<sex>": facts.sex = facts.sex ?? sex(words[1])
      default:
        guard words.count > 2, words[1] == "F" || words[1] == "M", let years = age(words[0]) else { continue }
        facts.ageYears = facts.ageYears ?? years
        facts.sex = facts.sex ?? sex(words[1])
      }
    }
    return facts
  }

  /// Base time and date by the clocks of the zone; `nil` unless both are there and possible.
  static func start(_ header: WFDBHeader, timeZone: String) -> Instant? {
    guard let date = header.baseDate?.split(separator: "/").compactMap({ Int($0) }), date.count == 3, let clock = header.baseTime else { return nil }
    let day = CivilTime(year: date[2], month: date[1], day: date[0])
    guard day.isPossible, clock.contains(/^[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$/) else { return nil }
    let digits = clock.firstIndex(of: ":") == clock.index(after: clock.startIndex) ? "0" + clock : clock
    return day.at(dicom: digits).instant(in: TimeZone(identifier: timeZone) ?? .gmt)
  }

  private static func age(_ digits: Substring) -> Double? { Int(digits).flatMap { (0...130).contains($0) ? Double($0) : nil } }

  private static func sex(_ word: Substring) -> PatientFacts.Sex? {
    switch word.lowercased() {
    case "f", "female": .female
    case "m", "male": .male
    default: nil
    }
  }
}

extension Sex {
  init(_ sex: PatientFacts.Sex) { self = sex == .female ? .female : .male }
}
