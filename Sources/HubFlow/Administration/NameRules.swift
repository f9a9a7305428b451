import Foundation

extension String {
  var trimmingWhitespace: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// DICOM application entity titles (PS3.5 §6.2, VR AE): 1–16 printable ASCII characters, no backslash, not only spaces.
package enum AETitles {
  package static func isValid(_ title: String) -> Bool {
    (1...16).contains(title.utf8.count) && title.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
      && title == title.trimmingWhitespace
  }
}

enum TimeZones {
  static func isKnown(_ identifier: String) -> Bool { TimeZone(identifier: identifier) != nil }
}
