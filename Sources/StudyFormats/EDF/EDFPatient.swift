import ECGCore
import Foundation
import HubModel

/// Who was recorded, and when (§2.1.1 and §2.1.3, additional specifications 3 and 4).
struct EDFPatient {
  private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

  private let header: EDFHeader
  private let text = DeviceText(encoding: .term(""))

  init(_ header: EDFHeader) { self.header = header }

  /// EDF+ has subfields: code, sex, birth date, name. Plain EDF has one field of the laboratory's own, taken as the identifier.
  var identity: PatientIdentity {
    let whole = text.text(EDFField.trimmed(header.patient))
    guard header.isPlus else {
      return PatientIdentity(externalID: whole.text, name: "", isNameRepaired: whole.isRepaired)
    }
    return PatientIdentity(
      externalID: subfield(0) ?? "", name: subfield(3) ?? "", isNameRepaired: whole.isRepaired, sex: sex, birthDate: birth?.dateText)
  }

  var facts: PatientFacts { PatientFacts(ageYears: AgeAtRecording.years(birth: birth, recorded: startDay), sex: sex?.coreSex) }

  /// Start by the clocks of the zone; `nil` when the date is not known.
  func startedAt(offsetSeconds: Double, timeZone: String) -> Instant? {
    guard var moment = startDay else { return nil }
    let clock = header.startTime.split(separator: ".").compactMap { Int($0.filter { $0 != " " }) }
    guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0..<60).contains(clock[2]) else { return nil }
    (moment.hour, moment.minute, moment.second) = (clock[0], clock[1], clock[2])
    let offset = abs(offsetSeconds) < 86_400 ? Int64((offsetSeconds * 1e6).rounded()) : 0
    return Instant(microseconds: moment.instant(in: TimeZone(identifier: timeZone) ?? .gmt).microseconds + offset)
  }

  /// EDF+ states the day with all digits of the year in the recording field. The header's two digits mean 1985 to 2084; the first of
  /// January 1985 there stands for "not known".
  private var startDay: CivilTime? {
    let words = text.text(EDFField.trimmed(header.recording)).text.split(separator: " ").map(String.init)
    if header.isPlus, words.count > 1, words[0] == "Startdate" { return Self.date(words[1]) }
    let numbers = header.startDate.split(separator: ".").compactMap { Int($0.filter { $0 != " " }) }
    guard numbers.count == 3, (0..<100).contains(numbers[2]) else { return nil }
    let day = CivilTime(year: numbers[2] + (numbers[2] < 85 ? 2000 : 1900), month: numbers[1], day: numbers[0])
    return day.isPossible && day != CivilTime(year: 1985, month: 1, day: 1) ? day : nil
  }

  private var sex: Sex? {
    switch subfield(1) {
    case "F": .female
    case "M": .male
    default: nil
    }
  }

  private var birth: CivilTime? { subfield(2).flatMap(Self.date) }

  /// A subfield of the patient's, blanks restored; `nil` when it is unknown (`X`), absent, or the file is no EDF+.
  private func subfield(_ index: Int) -> String? {
    guard header.isPlus else { return nil }
    let fields = text.text(EDFField.trimmed(header.patient)).text.split(separator: " ")
    guard index < fields.count, fields[index] != "X" else { return nil }
    return String(fields[index].map { $0 == "_" ? " " : $0 })
  }

  /// `02-MAY-1951`.
  private static func date(_ text: String) -> CivilTime? {
    let parts = text.split(separator: "-")
    guard parts.count == 3, let day = Int(parts[0]), let month = months.firstIndex(of: parts[1].uppercased()), let year = Int(parts[2]) else {
      return nil
    }
    let date = CivilTime(year: year, month: month + 1, day: day)
    return date.isPossible ? date : nil
  }
}
