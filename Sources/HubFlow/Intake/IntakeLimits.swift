import HubModel

/// Bounds of what one sender may hand in.
package struct IntakeLimits: Sendable, Equatable {
  package var maximumObjectBytes: Int64 = 2 << 30
  package var maximumItemsPerUpload = 20_000
  package var maximumNoteCharacters = 500
  package init() {}
}

/// An object as a C-STORE left it in the staging area.
package struct DIMSEObject: Sendable, Equatable {
  package var stagedPath: String
  package var callingAETitle: String
  package var sopClassUID: String
  package var sopInstanceUID: String
  package var transferSyntaxUID: String
  package init(stagedPath: String, callingAETitle: String, sopClassUID: String, sopInstanceUID: String, transferSyntaxUID: String) {
    self.stagedPath = stagedPath
    self.callingAETitle = callingAETitle
    self.sopClassUID = sopClassUID
    self.sopInstanceUID = sopInstanceUID
    self.transferSyntaxUID = transferSyntaxUID
  }
}
