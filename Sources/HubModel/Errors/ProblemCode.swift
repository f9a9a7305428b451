/// A stable code for what went wrong: programs match on it, `docs/error-codes.md` explains each, and `ProblemTexts` says it to people.
package enum ProblemCode: String, Sendable, Codable, CaseIterable {
  // Files and objects.
  case notDICOM = "not-dicom"
  case unknownFormat = "unknown-format"
  case truncated = "truncated"
  case nestingTooDeep = "nesting-too-deep"
  case lengthOutsideFile = "length-outside-file"
  case pixelLengthMismatch = "pixel-length-mismatch"
  case waveformLengthMismatch = "waveform-length-mismatch"
  case badUID = "bad-uid"
  case uidMismatch = "uid-mismatch"
  case badValue = "bad-value"
  case badFileMeta = "bad-file-meta"
  case unsupportedTransferSyntax = "unsupported-transfer-syntax"
  case inflatedTooLarge = "inflated-too-large"
  case tooManyElements = "too-many-elements"
  case badElement = "bad-element"
  case duplicateElement = "duplicate-element"
  case missingAttribute = "missing-attribute"
  case badDeflate = "bad-deflate"
  case unreadableFile = "unreadable-file"
  case notStorable = "not-storable"
  case objectTooLarge = "object-too-large"
  case objectConflict = "object-conflict"
  case digestMismatch = "digest-mismatch"
  case lengthMismatch = "length-mismatch"
  case missingCompanionFile = "missing-companion-file"
  case badWaveform = "bad-waveform"
  case unsupportedWaveform = "unsupported-waveform"
  case identityMismatch = "identity-mismatch"
  // Pictures.
  case imageUndecodable = "image-undecodable"
  case imageTooLarge = "image-too-large"
  case decoderTimeout = "decoder-timeout"
  case codecNotSupported = "codec-not-supported"
  case frameNotFound = "frame-not-found"
  case decoderUnavailable = "decoder-unavailable"
  // Access.
  case notAuthenticated = "not-authenticated"
  case notFound = "not-found"
  case notPermitted = "not-permitted"
  case enrolmentInvalid = "enrolment-invalid"
  case outsideScope = "outside-scope"
  case licenceNotValid = "licence-not-valid"
  case agreementNotInForce = "agreement-not-in-force"
  // The worklist, reports, signatures.
  case readingNotReady = "reading-not-ready"
  case readingHeld = "reading-held"
  case readingFinished = "reading-finished"
  case nothingToClaim = "nothing-to-claim"
  case leaseNotHeld = "lease-not-held"
  case leaseStale = "lease-stale"
  case revisionConflict = "revision-conflict"
  case reportIncomplete = "report-incomplete"
  case identityPending = "identity-pending"
  case notPrepared = "not-prepared"
  case alreadySigned = "already-signed"
  case signatureInvalid = "signature-invalid"
  case sameDoctor = "same-doctor"
  case notForReview = "not-for-review"
  case reportNotIssued = "report-not-issued"
  case amendmentOpen = "amendment-open"
  case noAmendment = "no-amendment"
  case reportWithdrawn = "report-withdrawn"
  case appendedChanges = "appended-changes"
  // Critical values.
  case episodeWaiting = "episode-waiting"
  case episodeClosed = "episode-closed"
  // Requests.
  case badRequest = "bad-request"
  case alreadyExists = "already-exists"
  case unsupportedMediaType = "unsupported-media-type"
  case requestTooLarge = "request-too-large"
  case methodNotAllowed = "method-not-allowed"
  case tooManyRequests = "too-many-requests"
  // The hub itself.
  case storageFull = "storage-full"
  case storageFailed = "storage-failed"
  case storeDamaged = "store-damaged"
  case storeBehindRegister = "store-behind-register"
  case folderInUse = "folder-in-use"
  case notAHubFolder = "not-a-hub-folder"
  case unsafeConfiguration = "unsafe-configuration"
  case screeningFailed = "screening-failed"
  case listenerFailed = "listener-failed"
  case shuttingDown = "shutting-down"
  case backupUnavailable = "backup-unavailable"
  case hubUnreachable = "hub-unreachable"
  case internalError = "internal-error"
}

/// A refusal or failure. Equality is on the code alone, so tests and callers match what matters.
///
/// `detail` is for programs and operators: numbers, tags, limits. It must never hold patient data.
package struct HubError: Error, Sendable, Equatable, CustomStringConvertible {
  package let code: ProblemCode
  package let detail: String
  package init(_ code: ProblemCode, _ detail: String = "") {
    self.code = code
    self.detail = detail
  }
  package static func == (left: HubError, right: HubError) -> Bool { left.code == right.code }
  package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }
}
