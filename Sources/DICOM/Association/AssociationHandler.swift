/// What a peer asks for when it opens an association.
package struct AssociationRequest: Sendable, Hashable {
  /// Rising number of the association since the listener started.
  package var number: UInt64
  /// Padding removed; printable ASCII only.
  package var callingAE: String
  package var calledAE: String
  /// Numeric address of the peer; never looked up by name.
  package var peerAddress: String
}

package enum AssociationDecision: Sendable, Hashable {
  case accept
  case reject(AssociationRejection)
}

/// Why an association is rejected, with its coding in A-ASSOCIATE-RJ (PS3.8 table 9-21).
package enum AssociationRejection: Sendable, Hashable {
  case callingAENotRecognized
  case calledAENotRecognized
  case applicationContextNotSupported
  case temporaryCongestion
  case localLimitExceeded

  /// Result, source and reason.
  var code: (result: UInt8, source: UInt8, reason: UInt8) {
    switch self {
    case .applicationContextNotSupported: (1, 1, 2)
    case .callingAENotRecognized: (1, 1, 3)
    case .calledAENotRecognized: (1, 1, 7)
    case .temporaryCongestion: (2, 3, 1)
    case .localLimitExceeded: (2, 3, 2)
    }
  }
}

/// One C-STORE. All UIDs are those of the command; whether the data set agrees is for the pre-scan to say.
package struct StoreRequest: Sendable, Hashable {
  package var association: AssociationRequest
  package var sopClassUID: String
  package var sopInstanceUID: String
  package var transferSyntaxUID: String
  /// A complete Part 10 file: our meta information and the data set exactly as received.
  package var object: ReceivedBytes
  /// Bytes of the whole file.
  package var byteCount: Int
  package var callingAE: String { association.callingAE }
}

/// An object that has come in whole.
package enum ReceivedBytes: Sendable, Hashable {
  case memory([UInt8])
  /// Complete and closed, not yet synced.
  case file(path: String)
}

package struct StoreResponse: Sendable, Hashable {
  package var status: UInt16
  /// Error Comment (0000,0902): ASCII, at most 64 characters, never of the patient.
  package var errorComment: String?

  package init(status: UInt16, errorComment: String? = nil) {
    self.status = status
    self.errorComment = errorComment
  }
}

/// How an association ended.
package enum AssociationEnd: String, Sendable, Hashable {
  case released
  case aborted
  case idle
  /// The peer sent what is no valid PDU, command or order of messages.
  case protocolError = "protocol-error"
  case objectTooLarge = "object-too-large"
  case stopped
}

/// Decides and stores for a listener. Every method is called on the association's own thread and may block it.
package protocol AssociationHandler: Sendable {
  func decide(_ request: AssociationRequest) -> AssociationDecision
  /// Path of a file that does not exist yet, in a folder for unfinished files; `nil` when there is no room (status A700).
  /// Asked for an object that is too large to be held in memory.
  func stagingPath(for association: AssociationRequest) -> String?
  /// Whether there is room for more of an object that is being received into a file; asked every few megabytes.
  func hasRoom() -> Bool
  /// Called with the complete object. A file that is still at its path afterwards is removed by the listener.
  func store(_ request: StoreRequest) -> StoreResponse
  /// `isObjectLost`: it ended in the middle of an object, whose partial file is gone.
  func associationEnded(_ request: AssociationRequest, end: AssociationEnd, isObjectLost: Bool)
}

extension AssociationHandler {
  package func hasRoom() -> Bool { true }
  package func associationEnded(_ request: AssociationRequest, end: AssociationEnd, isObjectLost: Bool) {}
}
