import DICOM
import HubFlow
import HubModel
import Synchronization

/// Hands what associations bring to the intake. Its methods run on an association's own thread and may block it; the stages' async
/// calls are waited for there.
final class IntakeHandler: AssociationHandler {
  private let intake: Intake
  private let aeTitle: String
  /// Codes, AE titles and numbers; never anything of the objects.
  private let log: @Sendable (String) -> Void
  /// Whose associations are open. A clinic that is disabled meanwhile is refused by the commit.
  private let clinics = Mutex<[UInt64: Clinic]>([:])

  init(intake: Intake, aeTitle: String, log: @escaping @Sendable (String) -> Void) {
    self.intake = intake
    self.aeTitle = aeTitle
    self.log = log
  }

  func decide(_ request: AssociationRequest) -> AssociationDecision {
    guard request.calledAE == aeTitle else {
      log("association \(request.number) rejected: called AE title not recognised")
      return .reject(.calledAENotRecognized)
    }
    switch Waiting.forResult({ [intake] () async throws(HubError) in try await intake.clinic(callingAETitle: request.callingAE) }) {
    case .success(let clinic?):
      clinics.withLock { $0[request.number] = clinic }
      return .accept
    case .success(nil):
      log("association \(request.number) rejected: calling AE title not recognised")
      return .reject(.callingAENotRecognized)
    case .failure(let error):
      log("association \(request.number) rejected for now: \(error.code.rawValue)")
      return .reject(.temporaryCongestion)
    }
  }

  func stagingPath(for association: AssociationRequest) -> String? { try? intake.newStagingPath() }

  func hasRoom() -> Bool {
    do throws(HubError) {
      try intake.requireRoom()
      return true
    } catch { return false }
  }

  func store(_ request: StoreRequest) -> StoreResponse {
    guard let clinic = clinics.withLock({ $0[request.association.number] }) else {
      return StoreResponse(status: ProblemCode.notPermitted.storeStatus)
    }
    switch receive(request, from: clinic) {
    case .success: return StoreResponse(status: StoreStatus.success)
    case .failure(let error):
      log("association \(request.association.number) object refused: \(error.code.rawValue)")
      return StoreResponse(status: error.code.storeStatus, errorComment: error.code.rawValue)
    }
  }

  func associationEnded(_ request: AssociationRequest, end: AssociationEnd, isObjectLost: Bool) {
    clinics.withLock { $0[request.number] = nil }
    guard end != .released else { return }
    log("association \(request.number) of \(request.callingAE) ended: \(end.rawValue)\(isObjectLost ? ", an object was not finished" : "")")
  }

  private func receive(_ request: StoreRequest, from clinic: Clinic) -> Result<Void, HubError> {
    let bytes: ObjectBytes =
      switch request.object {
      case .memory(let bytes): .memory(bytes)
      case .file(let path): .file(path: path)
      }
    let object = DIMSEObject(
      bytes: bytes, callingAETitle: request.callingAE, sopClassUID: request.sopClassUID, sopInstanceUID: request.sopInstanceUID)
    return Waiting.forResult { [intake] () async throws(HubError) in
      if case .conflict = try await intake.receive(dimse: object, from: clinic) { throw HubError(.objectConflict) }
    }
  }
}
