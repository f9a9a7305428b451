import DICOM
import HubModel

/// What a DICOM object is to a reader, by its SOP class (PS3.4 annex B.5) and modality.
enum DICOMParts {
  private static let root = "1.2.840.10008.5.1.4.1.1."

  /// 12-Lead, General, Ambulatory and General 32-bit ECG.
  private static let ecgClasses: Set<String> = ["9.1.1", "9.1.2", "9.1.3", "9.1.4"]

  /// Pixels that are made from other images and read with them: segmentation, parametric map, dose, surface and real-world maps.
  private static let derivedClasses: Set<String> = ["66.4", "30", "481.2"]

  static func part(of object: ScannedObject) -> ParsedStudy.Part {
    guard object.sopClassUID.hasPrefix(root) else { return .attachment }
    let suffix = String(object.sopClassUID.dropFirst(root.count))
    if ecgClasses.contains(suffix) { return .ecg }
    guard StorageClass(sopClassUID: object.sopClassUID) == .image, !derivedClasses.contains(suffix) else { return .attachment }
    return .imaging
  }

  /// Whose licence it takes to read it.
  static func scope(modality: String, part: ParsedStudy.Part) -> ReadingScope {
    if part == .ecg { return .ecg }
    switch modality {
    case "CT": return .ct
    case "MR": return .mr
    case "CR", "DX", "RF", "MG", "RG", "XA", "IO", "PX", "BMD": return .xray
    case "US", "IVUS", "BDUS": return .ultrasound
    case "ECG", "HD", "EPS": return .ecg
    default: return .other
    }
  }
}

extension HubError {
  /// A refusal by the DICOM reader; both name the same codes.
  package init(_ fault: DICOMFault) {
    let place = fault.tag.map { "\($0)" } ?? ""
    self.init(ProblemCode(rawValue: fault.code.rawValue) ?? .internalError, place)
  }
}
