import HubModel

/// Bounds of what one sender may hand in.
package struct IntakeLimits: Sendable, Equatable {
  package var maximumObjectBytes: Int64 = 2 << 30
  package var maximumItemsPerUpload = 20_000
  package var maximumNoteCharacters = 500
  package init() {}
}

/// An object as a C-STORE left it.
package struct DIMSEObject: Sendable, Equatable {
  /// A whole Part 10 file.
  package var bytes: ObjectBytes
  package var callingAETitle: String
  package var sopClassUID: String
  package var sopInstanceUID: String
  package init(bytes: ObjectBytes, callingAETitle: String, sopClassUID: String, sopInstanceUID: String) {
    self.bytes = bytes
    self.callingAETitle = callingAETitle
    self.sopClassUID = sopClassUID
    self.sopInstanceUID = sopInstanceUID
  }
}
