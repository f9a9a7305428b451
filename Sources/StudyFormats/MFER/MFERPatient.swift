import DICOM
import ECGCore
import Foundation
import HubModel

/// Who was measured, and when (tags 81 to 85, level 3).
struct MFERPatient {
  private let content: MFERContent
  private let zone: TimeZone

  init(_ content: MFERContent, timeZone: String) {
    self.content = content
    zone = TimeZone(identifier: timeZone) ?? .gmt
  }

  var identity: PatientIdentity {
    let name = text(.patientName)
    // Family name, its reading, given name, its reading, …
    let parts = name.text.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
    let shown = PersonName(DecodedText(text: parts.count > 2 ? "\(parts[0])^\(parts[2])" : parts.first ?? "", isRepaired: name.isRepaired))
    // Final, preliminary and provisional identifier.
    let identifier = text(.patientID).text.split(separator: "^").first.map(String.init) ?? ""
    return PatientIdentity(externalID: identifier, name: shown.display, isNameRepaired: shown.isRepaired, sex: sex, birthDate: birth?.dateText)
  }

  var facts: PatientFacts {
    PatientFacts(ageYears: statedAgeYears ?? AgeAtRecording.years(birth: birth, recorded: measuredDay), sex: sex?.coreSex)
  }

  /// Year, month, day, hour, minute, second, and where stated milliseconds and microseconds.
  var measuredAt: Instant? {
    guard var moment = measuredDay, let field = field(.time, atLeast: 7) else { return nil }
    let bytes = field.bytes
    guard bytes[4] < 24, bytes[5] < 60, bytes[6] < 60 else { return nil }
    (moment.hour, moment.minute, moment.second) = (Int(bytes[4]), Int(bytes[5]), Int(bytes[6]))
    if bytes.count >= 9 { moment.microsecond = min(field.number(7..<9), 999) * 1000 }
    if bytes.count >= 11 { moment.microsecond += min(field.number(9..<11), 999) }
    return moment.instant(in: zone)
  }

  private var measuredDay: CivilTime? { field(.time, atLeast: 4).flatMap { $0.date(at: 0) } }

  /// Age in years and in days, and the birth date; all ones or zeros are unknown.
  private var statedAgeYears: Double? {
    guard let field = field(.age, atLeast: 1) else { return nil }
    if field.bytes[0] > 0 { return AgeAtRecording.years(stated: Double(field.bytes[0])) }
    let days = field.bytes.count >= 3 ? field.number(1..<3) : 0
    return days > 0 && days < 0xFFFF ? Double(days) / 365.2425 : nil
  }

  private var birth: CivilTime? { field(.age, atLeast: 7).flatMap { $0.date(at: 3) } }

  private var sex: Sex? {
    switch content.fields[.sex]?.bytes.first {
    case 1: .male
    case 2: .female
    default: nil
    }
  }

  private func text(_ tag: MFERTag) -> DecodedText {
    content.fields[tag].map { DeviceText(encoding: $0.encoding).text($0.bytes) } ?? DecodedText(text: "")
  }

  private func field(_ tag: MFERTag, atLeast count: Int) -> NumberField? {
    content.fields[tag].flatMap { $0.bytes.count >= count ? NumberField(bytes: Array($0.bytes), isBigEndian: $0.isBigEndian) : nil }
  }

  private struct NumberField {
    var bytes: [UInt8]
    var isBigEndian: Bool

    func number(_ range: Range<Int>) -> Int { ByteReader.unsigned(bytes[range], isBigEndian: isBigEndian) }

    /// Year in two bytes, month, day; `nil` for an impossible one.
    func date(at place: Int) -> CivilTime? {
      let date = CivilTime(year: number(place..<place + 2), month: Int(bytes[place + 2]), day: Int(bytes[place + 3]))
      return date.isPossible ? date : nil
    }
  }
}

/// Character sets and filters as text in definitions.
enum MFERText {
  /// MWF_TXC (table 5-34): a name such as `ANSI X3.4`, `ISO 8859-1`, `UTF-16LE`.
  static func encoding(_ name: ArraySlice<UInt8>) -> DeviceText.Encoding {
    let key = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self).uppercased().filter { $0.isLetter || $0.isNumber }
    switch key {
    case "UTF8", "UNICODE": return .term("ISO_IR 192")
    case "UTF16", "UTF16BE": return .utf16(isBigEndian: true)
    case "UTF16LE": return .utf16(isBigEndian: false)
    case "ISO88591", "ISO8859", "ISOIR100": return .term("ISO_IR 100")
    case "GB18030", "GBK", "GB2312": return .term("GB18030")
    case "SHIFTJIS", "SJIS", "JISX0201": return .term("ISO_IR 13")
    // Escapes say in the text itself which set follows.
    case "ISO2022JP", "ISO2022", "RFC1468", "JISX0208": return .term("ISO 2022 IR 6\\ISO 2022 IR 87")
    default: return .term("")
    }
  }

  /// MWF_FLT: `HPF=0.05`, `LPF=150^…`, `BEF=50`; an empty one takes back what was said.
  static func read(filter value: ArraySlice<UInt8>, into filters: inout FilterText.Frequencies) {
    guard !value.isEmpty else {
      filters = FilterText.Frequencies()
      return
    }
    let words = String(decoding: value.prefix { $0 != 0 }, as: UTF8.self).uppercased().split(separator: "=", maxSplits: 1)
    guard words.count == 2, let hertz = Double(words[1].filter { $0 != " " }.prefix { $0.isNumber || $0 == "." }) else { return }
    switch words[0].filter({ $0 != " " }) {
    case "HPF": filters.lowHertz = hertz
    case "LPF": filters.highHertz = hertz
    case "BEF": filters.notchHertz = hertz
    default: break
    }
  }
}
