import CDCMTK
import Glibc

/// One association from its request to its end, on its own thread.
final class AssociationSession {
  private let socket: Int32
  private let stopDescriptor: Int32
  private let configuration: ListenerConfiguration
  private let handler: any AssociationHandler
  private var request: AssociationRequest
  private var handle: OpaquePointer?
  private var contexts: [UInt8: PresentationContexts.Accepted] = [:]
  private var isObjectOpen = false
  /// Whether an object was answered: a sender in the midst of its work.
  private var hasAnswered = false
  /// Such a sender may go on when the listener stops, as long as it makes no pause longer than this.
  private static let pauseSeconds = 1

  /// - Parameter socket: connected, with a whole A-ASSOCIATE-RQ in the kernel's buffer; owned from here on.
  init(socket: Int32, number: UInt64, stopDescriptor: Int32, configuration: ListenerConfiguration, handler: any AssociationHandler) {
    self.socket = socket
    self.stopDescriptor = stopDescriptor
    self.configuration = configuration
    self.handler = handler
    request = AssociationRequest(number: number, callingAE: "", calledAE: "", peerAddress: "")
  }

  /// Runs to the end. `leave` is called just before the socket closes.
  func run(claim: (String) -> Bool, leave: () -> Void) {
    if open(claim: claim) {
      let end = converse()
      if end != .released { Socket.send(socket, Self.abortPDU) }
      handler.associationEnded(request, end: end, isObjectLost: isObjectOpen)
    }
    if let handle { rh_association_destroy(handle) }
    leave()
    close(socket)
  }

  /// A-ABORT by the service provider, reason not specified (PS3.8 §9.3.8).
  private static let abortPDU: [UInt8] = [7, 0, 0, 0, 0, 4, 0, 0, 2, 0]

  // MARK: Opening

  private func open(claim: (String) -> Bool) -> Bool {
    guard let header = Socket.peek(socket, count: AssociateRequestPDU.headerLength),
      let length = AssociateRequestPDU.wholeLength(header: header), let bytes = Socket.peek(socket, count: length),
      let pdu = AssociateRequestPDU(bytes)
    else {
      Socket.send(socket, Self.abortPDU)
      return false
    }
    request.callingAE = pdu.callingAE
    request.calledAE = pdu.calledAE
    request.peerAddress = Socket.peerAddress(socket)
    if let rejection = rejection(pdu, claim: claim) {
      Socket.discard(socket, count: length)
      Socket.send(socket, Self.rejectPDU(rejection))
      return false
    }
    // DCMTK closes the descriptor it is given, also when it fails; ours stays ours.
    let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0, let opened = rh_association_receive(duplicate, configuration.maximumPDUBytes) else { return false }
    handle = opened
    guard let accepted = PresentationContexts.negotiate(opened), rh_association_acknowledge(opened) == 0 else { return false }
    contexts = accepted
    return true
  }

  private func rejection(_ pdu: AssociateRequestPDU, claim: (String) -> Bool) -> AssociationRejection? {
    guard pdu.hasKnownApplicationContext else { return .applicationContextNotSupported }
    if case .reject(let rejection) = handler.decide(request) { return rejection }
    return claim(pdu.callingAE) ? nil : .localLimitExceeded
  }

  static func rejectPDU(_ rejection: AssociationRejection) -> [UInt8] {
    let code = rejection.code
    return [3, 0, 0, 0, 0, 4, 0, code.result, code.source, code.reason]
  }

  // MARK: Conversation

  private func converse() -> AssociationEnd {
    var command: [UInt8] = []
    while true {
      var pdv = rh_pdv()
      if let end = next(&pdv) { return end }
      guard pdv.is_command == 1, command.count + pdv.length <= CommandSet.maximumLength else { return .protocolError }
      command.append(contentsOf: UnsafeBufferPointer(start: pdv.bytes, count: pdv.length))
      guard pdv.is_last == 1 else { continue }
      guard let set = CommandSet(command), let context = contexts[pdv.context_id] else { return .protocolError }
      command = []
      if let end = answer(set, context, contextID: pdv.context_id) { return end }
    }
  }

  /// Reads the next PDV; waits interruptibly between objects, and within one as long as bytes come.
  private func next(_ pdv: inout rh_pdv) -> AssociationEnd? {
    guard let handle else { return .protocolError }
    if rh_association_has_buffered_pdv(handle) == 0 {
      switch Socket.wait(socket, stop: isObjectOpen ? nil : stopDescriptor, timeoutSeconds: configuration.idleTimeoutSeconds) {
      case .readable: break
      case .stopped:
        guard hasAnswered, Socket.wait(socket, stop: nil, timeoutSeconds: Self.pauseSeconds) == .readable else { return .stopped }
      case .timeout: return .idle
      case .broken: return .aborted
      }
    }
    switch rh_association_read(handle, Int32(clamping: configuration.idleTimeoutSeconds), &pdv) {
    case RH_READ_PDV: return nil
    case RH_READ_RELEASE:
      rh_association_acknowledge_release(handle)
      return .released
    case RH_READ_ABORT, RH_READ_CLOSED: return .aborted
    case RH_READ_TIMEOUT: return .idle
    default: return .protocolError
    }
  }

  private func answer(_ command: CommandSet, _ context: PresentationContexts.Accepted, contextID: UInt8) -> AssociationEnd? {
    switch command.field {
    case CommandSet.Field.echo where !command.hasDataSet:
      return rh_association_send_echo_response(handle, contextID, command.messageID) == 0 ? nil : .aborted
    case CommandSet.Field.store where command.hasDataSet:
      return store(command, context, contextID: contextID)
    case CommandSet.Field.cancel where !command.hasDataSet: return nil
    default: return .protocolError
    }
  }

  // MARK: C-STORE

  private func store(_ command: CommandSet, _ context: PresentationContexts.Accepted, contextID: UInt8) -> AssociationEnd? {
    isObjectOpen = true
    var response: StoreResponse
    if let sopClass = command.affectedSOPClass?.text, let instance = command.affectedSOPInstance?.text {
      guard sopClass == context.abstractSyntax else {
        return refuse(
          command, contextID, StoreResponse(status: StoreStatus.sopClassNotSupported, errorComment: "SOP class is not that of the context"))
      }
      let object = ReceivedObject(
        sopClassUID: sopClass, sopInstanceUID: instance, transferSyntaxUID: context.transferSyntax,
        memoryLimitBytes: configuration.memoryBytesAnObject, stagingPath: { [handler, request] in handler.stagingPath(for: request) },
        hasRoom: { [handler] in handler.hasRoom() })
      switch receive(into: object, contextID: contextID) {
      case .end(let end): return end
      case .received:
        isObjectOpen = false
        response = handler.store(
          StoreRequest(
            association: request, sopClassUID: sopClass, sopInstanceUID: instance, transferSyntaxUID: context.transferSyntax,
            object: object.finished(), byteCount: object.byteCount))
      case .noRoom:
        response = StoreResponse(status: StoreStatus.outOfResources, errorComment: "no room")
      }
    } else {
      return refuse(command, contextID, StoreResponse(status: StoreStatus.invalidInstance, errorComment: "bad-uid"))
    }
    return send(response, command, contextID)
  }

  /// Reads the data set and lets it go, then answers.
  private func refuse(_ command: CommandSet, _ contextID: UInt8, _ response: StoreResponse) -> AssociationEnd? {
    if case .end(let end) = receive(into: nil, contextID: contextID) { return end }
    return send(response, command, contextID)
  }

  private func send(_ response: StoreResponse, _ command: CommandSet, _ contextID: UInt8) -> AssociationEnd? {
    isObjectOpen = false
    hasAnswered = true
    let comment = response.errorComment.map {
      String(decoding: $0.utf8.filter { (0x20...0x7E).contains($0) && $0 != 0x5C }.prefix(64), as: UTF8.self)
    }
    let result = rh_association_send_store_response(
      handle, contextID, command.messageID, command.affectedSOPClass?.text, command.affectedSOPInstance?.text, response.status, comment)
    return result == 0 ? nil : .aborted
  }

  private enum Reception {
    case received
    case noRoom
    case end(AssociationEnd)
  }

  private func receive(into object: ReceivedObject?, contextID: UInt8) -> Reception {
    var received = 0
    var hasRoom = object != nil
    while true {
      var pdv = rh_pdv()
      if let end = next(&pdv) { return .end(end == .released ? .protocolError : end) }
      guard pdv.is_command == 0, pdv.context_id == contextID else { return .end(.protocolError) }
      received += pdv.length
      guard received <= configuration.maximumObjectBytes else { return .end(.objectTooLarge) }
      if hasRoom, let object { hasRoom = object.append(UnsafeRawBufferPointer(start: pdv.bytes, count: pdv.length)) }
      if pdv.is_last == 1 { break }
    }
    return hasRoom ? .received : .noRoom
  }
}
