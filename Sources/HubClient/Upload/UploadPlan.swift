import HubModel

/// One object to offer: one file, or the files of a WFDB record, headers first.
package struct UploadCandidate: Sendable, Equatable {
  package var parts: [FilePart]
  package var format: ObjectFormat
  /// For WFDB, how many of the parts are headers.
  package var headerParts: Int
  package init(parts: [FilePart], format: ObjectFormat, headerParts: Int = 1) {
    self.parts = parts
    self.format = format
    self.headerParts = headerParts
  }
  package var paths: [String] { parts.map(\.path) }
  package var sizeBytes: Int64 { parts.reduce(0) { $0 + $1.sizeBytes } }
  package var headerBytes: Int64? { format == .wfdb ? parts.prefix(headerParts).reduce(0) { $0 + $1.sizeBytes } : nil }
}

/// What is to be done with the files a user named.
package struct UploadPlan: Sendable, Equatable {
  package struct Refusal: Sendable, Equatable {
    package var path: String
    package var code: ProblemCode
    package init(path: String, code: ProblemCode) {
      self.path = path
      self.code = code
    }
  }
  package var candidates: [UploadCandidate] = []
  /// Files that cannot be sent at all.
  package var refusals: [Refusal] = []
  /// Files found in a folder that are no study files and do not claim to be.
  package var ignored: [String] = []
  package init() {}
}
