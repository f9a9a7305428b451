import DICOM
import Foundation
import HubFlow
import HubModel

/// Hands what associations bring to the intake. Its methods run on an association's own thread and may block it; the stages' async
/// calls are waited for there.
struct IntakeHandler: AssociationHandler {
  let intake: Intake
  let aeTitle: String
  /// Codes, AE titles and numbers; never anything of the objects.
  let log: @Sendable (String) -> Void

  func decide(_ request: AssociationRequest) -> AssociationDecision {
    guard request.calledAE == aeTitle else {
      log("association \(request.number) rejected: called AE title not recognised")
      return .reject(.calledAENotRecognized)
    }
    switch clinic(of: request) {
    case .success(.some): return .accept
    case .success(nil):
      log("association \(request.number) rejected: calling AE title not recognised")
      return .reject(.callingAENotRecognized)
    case .failure(let error):
      log("association \(request.number) rejected for now: \(error.code.rawValue)")
      return .reject(.temporaryCongestion)
    }
  }

  func stagingPath(for association: AssociationRequest) -> String? { try? intake.newStagingPath() }

  func store(_ request: StoreRequest) -> StoreResponse {
    let outcome: Result<Void, HubError>
    switch clinic(of: request.association) {
    case .success(let clinic?): outcome = receive(request, from: clinic)
    // Disabled since the association began.
    case .success(nil): outcome = .failure(HubError(.notPermitted))
    case .failure(let error): outcome = .failure(error)
    }
    switch outcome {
    case .success: return StoreResponse(status: StoreStatus.success)
    case .failure(let error):
      log("association \(request.association.number) object refused: \(error.code.rawValue)")
      return StoreResponse(status: error.code.storeStatus, errorComment: error.code.rawValue)
    }
  }

  func associationEnded(_ request: AssociationRequest, end: AssociationEnd, isObjectLost: Bool) {
    guard end != .released else { return }
    log("association \(request.number) of \(request.callingAE) ended: \(end.rawValue)\(isObjectLost ? ", an object was not finished" : "")")
  }

  /// Asked anew each time, also for each object, so that disabling a clinic takes effect at once.
  private func clinic(of request: AssociationRequest) -> Result<Clinic?, HubError> {
    Waiting.forResult { () async throws(HubError) in try await intake.clinic(callingAETitle: request.callingAE) }
  }

  private func receive(_ request: StoreRequest, from clinic: Clinic) -> Result<Void, HubError> {
    let object = DIMSEObject(
      stagedPath: request.filePath, callingAETitle: request.callingAE, sopClassUID: request.sopClassUID, sopInstanceUID: request.sopInstanceUID,
      transferSyntaxUID: request.transferSyntaxUID)
    return Waiting.forResult { () async throws(HubError) in
      if case .conflict = try await intake.receive(dimse: object, from: clinic) { throw HubError(.objectConflict) }
    }
  }
}

/// Blocks a thread that is not one of Swift's own until an async call is done.
enum Waiting {
  static func forResult<Value: Sendable>(_ call: @escaping @Sendable () async throws(HubError) -> Value) -> Result<Value, HubError> {
    let slot = Slot<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(HubError) { slot.result = .success(try await call()) } catch { slot.result = .failure(error) }
      done.signal()
    }
    done.wait()
    return slot.result
  }

  /// Written once before the semaphore is signalled, read once after it was waited for.
  private final class Slot<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, HubError> = .failure(HubError(.internalError))
  }
}
