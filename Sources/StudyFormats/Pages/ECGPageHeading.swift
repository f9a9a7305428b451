import ECGCore
import Drawing
import Foundation
import HubModel

/// The texts over an ECG page that come from the file or, in a hub, from what the hub knows better.
package struct ECGPageHeading: Sendable, Equatable {
  package var institution: String
  package var identity: PatientIdentity
  package var ageYears: Double?
  /// As printed, `2026-11-22 08:15:02 +08:00`; empty when unknown.
  package var acquiredAt: String
  /// Behind the patient's own: clinic, accession number, reading id.
  package var furtherFacts: [LabelledText]
  package var footer: String

  package init(
    institution: String, identity: PatientIdentity, ageYears: Double?, acquiredAt: String, furtherFacts: [LabelledText] = [], footer: String = ""
  ) {
    self.institution = institution
    self.identity = identity
    self.ageYears = ageYears
    self.acquiredAt = acquiredAt
    self.furtherFacts = furtherFacts
    self.footer = footer
  }

  /// What the file itself says.
  package init(_ document: ECGDocument, timeZone: String = ECGLoader.defaultTimeZone, footer: String = "") {
    self.init(
      institution: document.institution, identity: document.identity, ageYears: document.patientFacts.ageYears,
      acquiredAt: document.acquiredAt.map { Self.text($0, timeZone: timeZone) } ?? "", footer: footer)
    if identity.sex == nil, let sex = document.patientFacts.sex { identity.sex = Sex(sex) }
    if identity.externalID.isEmpty, !document.name.isEmpty { furtherFacts.append(LabelledText("记录 Record", document.name)) }
  }

  /// A moment by the clocks of a zone, with its offset.
  package static func text(_ moment: Instant, timeZone: String) -> String {
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.microseconds) / 1e6)) / 60
    let local = CivilTime(moment, in: zone)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(local.dateText) \(local.timeText) \(offset < 0 ? "-" : "+")\(two(abs(offset) / 60)):\(two(abs(offset) % 60))"
  }

  var facts: [LabelledText] {
    var facts = [
      LabelledText("姓名 Name", identity.name + (identity.isNameRepaired ? "（字符集已修复 repaired）" : "")),
      LabelledText("编号 ID", identity.externalID),
      LabelledText("性别 Sex", identity.sex.map(Self.text) ?? "—"),
      LabelledText("年龄 Age", ageYears.map(Self.age) ?? "—"),
    ]
    if let birthDate = identity.birthDate { facts.append(LabelledText("出生 Born", birthDate)) }
    facts.append(LabelledText("时间 Time", acquiredAt.isEmpty ? "—" : acquiredAt))
    return facts.map { $0.value.isEmpty ? LabelledText($0.label, "—") : $0 } + furtherFacts
  }

  private static func text(_ sex: Sex) -> String {
    switch sex {
    case .female: "女 Female"
    case .male: "男 Male"
    case .other: "其他 Other"
    }
  }

  /// Years; months below two years, days below one month.
  private static func age(_ years: Double) -> String {
    guard years.isFinite, years >= 0, years < 200 else { return "—" }
    if years >= 2 { return "\(Int(years)) 岁 y" }
    if years >= 1.0 / 12 { return "\(Int(years * 12)) 月 mo" }
    return "\(Int(years * 365.2425)) 天 d"
  }
}
