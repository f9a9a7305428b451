import DICOM
import ECGCore
import HubModel

/// The person a DICOM object names, as it names them.
struct DICOMPatient {
  let item: ScannedItem
  private let decoder: CharacterSetDecoder

  init(_ item: ScannedItem) {
    self.item = item
    decoder = CharacterSetDecoder(item)
  }

  var identity: PatientIdentity {
    let name = decoder.personName(item.bytes(.patientName))
    return PatientIdentity(
      issuer: text(.issuerOfPatientID), externalID: text(.patientID), name: name.display, isNameRepaired: name.isRepaired, sex: sex,
      birthDate: item.codeString(.patientBirthDate).flatMap(CivilTime.date)?.dateText)
  }

  /// A decoded text attribute; empty when absent.
  func text(_ tag: DICOMTag) -> String { decoder.text(tag, in: item)?.text ?? "" }

  private var sex: Sex? {
    switch item.codeString(.patientSex)?.uppercased() {
    case "F": .female
    case "M": .male
    case "O": .other
    default: nil
    }
  }

  /// Age at the study: Patient's Age, else from the birth date.
  func ageYears(at moment: Instant?) -> Double? {
    if let age = item.codeString(.patientAge).flatMap(Self.age) { return age }
    guard let moment, let birth = item.codeString(.patientBirthDate).flatMap(CivilTime.date) else { return nil }
    let days = Double(moment.microseconds / 86_400_000_000) - Double(birth.dayNumber)
    return days >= 0 && days < 130 * 366 ? days / 365.2425 : nil
  }

  /// AS: `056Y`, `011M`, `003W`, `010D`.
  private static func age(_ text: String) -> Double? {
    guard (2...4).contains(text.utf8.count), let unit = text.last, let count = Int(text.dropLast()), count >= 0 else { return nil }
    switch unit {
    case "Y", "y": return count <= 130 ? Double(count) : nil
    case "M", "m": return Double(count) / 12
    case "W", "w": return Double(count) * 7 / 365.2425
    case "D", "d": return Double(count) / 365.2425
    default: return nil
    }
  }

  func facts(at moment: Instant?) -> PatientFacts { PatientFacts(ageYears: ageYears(at: moment), sex: sex?.coreSex) }
}

extension Sex {
  var coreSex: PatientFacts.Sex? {
    switch self {
    case .female: .female
    case .male: .male
    case .other: nil
    }
  }
}
