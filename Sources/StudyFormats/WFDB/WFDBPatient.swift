import ECGCore
import Foundation
import HubModel

/// Age, sex and time in a WFDB header. The comments have no standard; three customs are known.
enum WFDBPatient {
  /// `Age: 56` and `Sex: Female` (PhysioNet Challenge), `<age>: 51` and `<sex>: F` (LUDB), `69 M 1085 …` (MIT-BIH).
  static func facts(_ comments: [String]) -> PatientFacts {
    var facts = PatientFacts()
    for comment in comments.prefix(64) {
      if let match = comment.firstMatch(of: /^<?[Aa]ge>?\s*:\s*([0-9]{1,3})\b/) { facts.ageYears = facts.ageYears ?? age(match.output.1) }
      if let match = comment.firstMatch(of: /^<?[Ss]ex>?\s*:\s*([FfMm])/) { facts.sex = facts.sex ?? sex(match.output.1) }
      if let match = comment.firstMatch(of: /^([0-9]{1,3})\s+([FM])\s/) {
        facts.ageYears = facts.ageYears ?? age(match.output.1)
        facts.sex = facts.sex ?? sex(match.output.2)
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

  private static func sex(_ letter: Substring) -> PatientFacts.Sex { letter.uppercased() == "F" ? .female : .male }
}

extension Sex {
  init(_ sex: PatientFacts.Sex) { self = sex == .female ? .female : .male }
}
