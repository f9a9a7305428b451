import DICOM
import ECGCore
import Foundation
import HubModel

/// What section 1 says of the person, the place and the device (§5.4): tagged fields.
struct SCPPatient {
  private var fields: [Int: ArraySlice<UInt8>] = [:]
  private let zone: TimeZone
  private let text: DeviceText

  /// - Parameter section: `nil` for a record that names nobody.
  /// - Throws: `truncated` when a field reaches beyond the section: then no field can be trusted to be the right one.
  init(_ section: ArraySlice<UInt8>?, timeZone: String) throws(HubError) {
    zone = TimeZone(identifier: timeZone) ?? .gmt
    if let section {
      var reader = ByteReader(section, subject: "section 1")
      while reader.remaining >= 3 {
        let tag = try reader.unsigned(1)
        let length = try reader.unsigned(2)
        guard tag != 255 else { break }
        let value = try reader.take(length)
        if fields[tag] == nil { fields[tag] = value }
      }
    }
    text = DeviceText(encoding: Self.encoding(fields[14]))
  }

  var identity: PatientIdentity {
    let parts = [0, 3, 1].map { fields[$0].map(text.text) ?? DecodedText(text: "") }
    let family = parts[..<2].map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
    let name = PersonName(DecodedText(text: "\(family)^\(parts[2].text)", isRepaired: parts.contains(where: \.isRepaired)))
    return PatientIdentity(
      externalID: string(2), name: name.display, isNameRepaired: name.isRepaired, sex: sex, birthDate: date(5)?.dateText)
  }

  var facts: PatientFacts {
    PatientFacts(ageYears: statedAgeYears ?? AgeAtRecording.years(birth: date(5), recorded: date(25)), sex: sex?.coreSex)
  }

  /// Date and time of acquisition (tags 25 and 26), by the device's offset from UTC (tag 34) or the clocks of the zone.
  var acquiredAt: Instant? {
    guard var moment = date(25), let time = bytes(26, 3), time[0] < 24, time[1] < 60, time[2] < 60 else { return nil }
    (moment.hour, moment.minute, moment.second) = (Int(time[0]), Int(time[1]), Int(time[2]))
    if let field = bytes(34, 2) {
      let minutes = ByteReader.signed(field[...])
      if abs(minutes) <= 14 * 60 { return moment.instant(offsetSeconds: minutes * 60) }
    }
    return moment.instant(in: zone)
  }

  /// Acquiring institution (tag 16).
  var institution: String { string(16) }

  /// Tags 27 (hundredths of a hertz), 28 (hertz) and 29 (bit 0: 60 Hz notch, bit 1: 50 Hz notch).
  var filters: FilterText.Frequencies {
    let notch = bytes(29, 1)?[0] ?? 0
    return FilterText.Frequencies(
      lowHertz: bytes(27, 2).map { Double(ByteReader.unsigned($0[...])) / 100 },
      highHertz: bytes(28, 2).map { Double(ByteReader.unsigned($0[...])) },
      notchHertz: notch & 1 != 0 ? 60 : notch & 2 != 0 ? 50 : nil)
  }

  /// Tag 4: a number and its unit.
  private var statedAgeYears: Double? {
    guard let field = bytes(4, 3) else { return nil }
    let number = Double(ByteReader.unsigned(field[..<2]))
    let unit: Double? = [1: 1, 2: 1.0 / 12, 3: 7 / 365.2425, 4: 1 / 365.2425, 5: 1 / 8765.82][field[2]]
    return unit.flatMap { number > 0 ? AgeAtRecording.years(stated: number * $0) : nil }
  }

  private var sex: Sex? {
    switch bytes(8, 1)?[0] {
    case 1: .male
    case 2: .female
    default: nil
    }
  }

  private func string(_ tag: Int) -> String { fields[tag].map { text.text($0).text } ?? "" }

  /// Year in two bytes, month, day; `nil` for an impossible one.
  private func date(_ tag: Int) -> CivilTime? {
    guard let field = bytes(tag, 4) else { return nil }
    let date = CivilTime(year: ByteReader.unsigned(field[..<2]), month: Int(field[2]), day: Int(field[3]))
    return date.isPossible ? date : nil
  }

  /// The first `count` bytes of a field; `nil` when it is shorter.
  private func bytes(_ tag: Int, _ count: Int) -> [UInt8]? {
    fields[tag].flatMap { $0.count >= count ? Array($0.prefix(count)) : nil }
  }

  /// By the language support code, byte 17 of the acquiring device's identification (tag 14; annex A).
  private static func encoding(_ device: ArraySlice<UInt8>?) -> DeviceText.Encoding {
    guard let device, device.count > 16 else { return .term("") }
    let code = device[device.startIndex + 16]
    return code == 0x07 ? .utf16(isBigEndian: false) : .term(terms[code] ?? "")
  }

  /// Defined terms of DICOM for the same character sets.
  private static let terms: [UInt8: String] = [
    0x01: "ISO_IR 100", 0x03: "ISO_IR 101", 0x0B: "ISO_IR 110", 0x13: "ISO_IR 144", 0x1B: "ISO_IR 127", 0x23: "ISO_IR 126", 0x2B: "ISO_IR 138",
    0x33: "ISO_IR 166", 0x3B: "ISO_IR 203", 0x0F: "ISO_IR 13", 0x27: "GB18030", 0x2F: "ISO_IR 149", 0x37: "ISO_IR 192",
  ]
}
