/// What a storage SOP class (PS3.4 annex B.5) asks of its objects, as far as a scan can tell.
package enum StorageClass: Sendable, Equatable {
  /// Carries Pixel Data.
  case image
  case waveform
  /// Structured reports and key object selections: carry a content tree.
  case structuredReport
  case encapsulatedDocument
  /// Stands outside any study: hanging protocols, colour palettes, implant templates, defined procedure protocols.
  case nonPatient
  case other

  package init(sopClassUID: String) {
    let root = "1.2.840.10008.5.1.4."
    guard sopClassUID.hasPrefix(root) else {
      self = .other
      return
    }
    let suffix = sopClassUID.dropFirst(root.count)
    let parts = suffix.split(separator: ".").map(String.init)
    if Self.nonPatientClasses.contains(String(suffix)) {
      self = .nonPatient
    } else if parts.starts(with: ["1", "1"]), parts.count > 2 {
      self = Self.inStorageTree(Array(parts.dropFirst(2)))
    } else {
      self = .other
    }
  }

  private static func inStorageTree(_ parts: [String]) -> StorageClass {
    let name = parts.joined(separator: ".")
    switch parts[0] {
    case "9": return .waveform
    case "88": return ["1", "2", "3", "4"].contains(parts.last ?? "") ? .other : .structuredReport  // the four are retired trial classes
    case "104": return .encapsulatedDocument
    default: return images.contains(name) || ["13", "14"].contains(parts[0]) ? .image : .other
    }
  }

  private static let nonPatientClasses: Set<String> = ["38.1", "39.1", "43.1", "44.1", "45.1", "1.1.200.1", "1.1.200.3", "1.1.201.1"]

  private static let images: Set<String> = [
    "1", "1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1", "2", "2.1", "2.2", "3", "3.1", "4", "4.1", "4.3", "4.4", "5", "6", "6.1", "6.2", "6.3",
    "7", "7.1", "7.2", "7.3", "7.4", "12.1", "12.1.1", "12.2", "12.2.1", "12.3", "20", "30", "66.4",
    "77.1.1", "77.1.1.1", "77.1.2", "77.1.2.1", "77.1.3", "77.1.4", "77.1.4.1", "77.1.5.1", "77.1.5.2", "77.1.5.4", "77.1.5.5", "77.1.5.6",
    "77.1.5.7", "77.1.5.8", "77.1.6", "77.1.7", "128", "128.1", "130", "481.1", "481.2", "501.1", "501.2.1",
  ]
}
