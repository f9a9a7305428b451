import ECGCore
import HubModel

/// The person an XML document names, as it names them.
struct StatedPatient {
  var issuer = ""
  var id = ""
  /// The whole name; where empty, the family and given names are put together.
  var name = ""
  var familyName = ""
  var givenName = ""
  var sex: Sex?
  var birthDate: CivilTime?
  var ageYears: Double?

  func identity(isNameRepaired: Bool) -> PatientIdentity {
    let display = displayName
    return PatientIdentity(
      issuer: id.isEmpty ? "" : issuer, externalID: id, name: display, isNameRepaired: isNameRepaired && !display.utf8.allSatisfy { $0 < 0x80 },
      sex: sex,
      birthDate: birthDate?.dateText)
  }

  /// The age as stated, else from the birth date to the recording.
  func facts(at moment: Instant?) -> PatientFacts { PatientFacts(ageYears: ageYears ?? age(at: moment), sex: sex?.coreSex) }

  /// Years of an age in another unit; `nil` for an age that nobody reaches.
  static func years(_ count: Double, unit: String) -> Double? {
    let years: Double
    switch unit.lowercased() {
    case "", "a", "y", "yr", "year", "years": years = count
    case "mo", "mon", "month", "months": years = count / 12
    case "w", "wk", "week", "weeks": years = count * 7 / 365.2425
    case "d", "day", "days": years = count / 365.2425
    case "h", "hour", "hours": years = count / 24 / 365.2425
    default: return nil
    }
    return years >= 0 && years <= 130 ? years : nil
  }

  static func sex(_ word: String) -> Sex? {
    switch word.lowercased() {
    case "f", "female", "w", "女": .female
    case "m", "male", "男": .male
    case "other", "o": .other
    // HL7's `UN` means undifferentiated; devices write it for a sex that was not entered.
    default: nil
    }
  }

  /// `王` and `小东` read 王小东; `Müller` and `Jörg` read `Müller, Jörg`.
  private var displayName: String {
    if !name.isEmpty { return name }
    guard !familyName.isEmpty, !givenName.isEmpty else { return familyName + givenName }
    let isIdeographic = (familyName + givenName).unicodeScalars.allSatisfy { (0x3400...0x9FFF).contains($0.value) || $0.value >= 0x20000 }
    return familyName + (isIdeographic ? "" : ", ") + givenName
  }

  private func age(at moment: Instant?) -> Double? {
    guard let moment, let birthDate else { return nil }
    let days = Double(moment.microseconds / 86_400_000_000) - Double(birthDate.dayNumber)
    return days >= 0 && days < 130 * 366 ? days / 365.2425 : nil
  }
}

/// A short text of an XML document.
enum FieldText {
  /// Without control characters, each run of white space one space, 200 characters at most.
  static func cleaned(_ text: String) -> String {
    let words = text.unicodeScalars.prefix(2000).split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
    return String(words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ").prefix(200))
  }

  /// A finite number.
  static func number(_ text: String) -> Double? {
    let cleaned = cleaned(text)
    guard cleaned.utf8.count <= 32 else { return nil }
    return Double(cleaned).flatMap { $0.isFinite ? $0 : nil }
  }
}
