import HubModel

// The one table from problem codes to HTTP status codes (RFC 9110, RFC 4918); docs/error-codes.md repeats it and a test compares them.
extension ProblemCode {
  package var httpStatus: Int {
    switch self {
    // The request itself.
    case .badRequest, .notDICOM, .digestMismatch, .lengthMismatch: 400
    case .notAuthenticated: 401
    case .notPermitted, .enrolmentInvalid, .outsideScope, .licenceNotValid, .agreementNotInForce: 403
    // Foreign and absent alike.
    case .notFound, .frameNotFound: 404
    case .methodNotAllowed: 405
    // The state of things does not allow it; asking again later or after a look may.
    case .objectConflict, .identityMismatch, .alreadyExists: 409
    case .readingNotReady, .readingHeld, .readingFinished, .nothingToClaim, .leaseNotHeld, .leaseStale: 409
    case .revisionConflict, .identityPending, .notPrepared, .alreadySigned, .episodeWaiting, .episodeClosed, .backupUnavailable, .sameDoctor,
      .notForReview, .reportNotIssued, .amendmentOpen, .noAmendment, .reportWithdrawn:
      409
    case .objectTooLarge, .requestTooLarge: 413
    case .tooManyRequests: 429
    case .unsupportedMediaType, .unknownFormat, .unsupportedTransferSyntax: 415
    // Understood, but the content is not right.
    case .truncated, .nestingTooDeep, .lengthOutsideFile, .pixelLengthMismatch, .waveformLengthMismatch, .badUID, .uidMismatch, .badValue: 422
    case .badFileMeta, .badElement, .duplicateElement, .missingAttribute, .badDeflate, .inflatedTooLarge, .tooManyElements, .notStorable: 422
    case .missingCompanionFile, .badWaveform, .unsupportedWaveform: 422
    case .imageUndecodable, .imageTooLarge, .decoderTimeout, .codecNotSupported: 422
    case .reportIncomplete, .signatureInvalid, .screeningFailed, .appendedChanges: 422
    // The hub.
    case .storageFailed, .storeDamaged, .storeBehindRegister, .internalError, .folderInUse, .notAHubFolder, .unsafeConfiguration: 500
    case .unreadableFile, .decoderUnavailable, .listenerFailed: 500
    case .hubUnreachable: 502
    case .shuttingDown: 503
    case .storageFull: 507
    }
  }

  /// Seconds after which trying again makes sense (`Retry-After`).
  package var retryAfterSeconds: Int? {
    switch self {
    case .tooManyRequests: 1
    case .shuttingDown: 5
    case .storageFull: 60
    default: nil
    }
  }
}
