import CDCMTK
import Glibc
import Synchronization

/// Bounds and addresses of a listener.
package struct ListenerConfiguration: Sendable, Hashable {
  /// Numeric address to bind.
  package var host = "127.0.0.1"
  /// 0 takes any free port.
  package var port: UInt16 = 11112
  package var maximumPDUBytes = 131_072
  package var maximumAssociations = 512
  package var maximumAssociationsPerCallingAE = 64
  /// Connections whose request is not yet complete; the oldest makes room.
  package var maximumPendingConnections = 512
  /// From connection to complete A-ASSOCIATE-RQ.
  package var associationTimeoutSeconds = 30
  /// Without a byte on an open association.
  package var idleTimeoutSeconds = 60
  package var maximumObjectBytes = 4_294_967_296
  /// Smaller objects are held in memory until they are stored, larger ones in a file.
  package var memoryBytesAnObject = 1 << 20

  package init() {}

  /// Lowers both kinds of connections to halves of what is possible; one of each remains.
  package mutating func bound(connections: Int) {
    maximumAssociations = min(maximumAssociations, max(1, connections / 2))
    maximumPendingConnections = min(maximumPendingConnections, max(1, connections - connections / 2))
  }
}

/// Accepts DICOM associations: C-ECHO and C-STORE, one thread an association, data sets written bit for bit as they come.
///
/// One thread watches the door: a connection gets its own thread only when its A-ASSOCIATE-RQ is complete, so peers that say nothing,
/// or say it slowly, hold nobody up.
package final class DICOMListener: Sendable {
  package let port: UInt16

  private let configuration: ListenerConfiguration
  private let handler: any AssociationHandler
  private let register: AssociationRegister
  private let listening: Int32
  /// Threads watch the first; closing the second wakes them all.
  private let stopPipe: (watched: Int32, closed: Int32)
  private let phase = Mutex(Phase.ready)

  private enum Phase { case ready, accepting, stopping, stopped }

  /// Binds the address; connections queue until `start`.
  /// - Throws: `listener-failed`.
  package init(configuration: ListenerConfiguration, handler: any AssociationHandler) throws(DICOMFault) {
    var pipes: [Int32] = [-1, -1]
    guard rh_network_start(Int32(clamping: configuration.idleTimeoutSeconds)) == 0, rh_dictionary_is_loaded() == 1, pipe(&pipes) == 0,
      let listening = Socket.listen(host: configuration.host, port: configuration.port)
    else {
      for descriptor in pipes where descriptor >= 0 { close(descriptor) }
      throw DICOMFault(.listenerFailed)
    }
    for descriptor in pipes { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    self.configuration = configuration
    self.handler = handler
    self.listening = listening
    stopPipe = (pipes[0], pipes[1])
    port = Socket.localPort(listening)
    register = AssociationRegister(
      maximumCount: configuration.maximumAssociations, maximumCountPerTitle: configuration.maximumAssociationsPerCallingAE)
  }

  deinit { close(stopPipe.watched) }

  package var openAssociationCount: Int { register.count }

  /// Begins to accept.
  /// - Throws: `listener-failed` when no thread can be had.
  package func start() throws(DICOMFault) {
    let isReady = phase.withLock { phase -> Bool in
      guard phase == .ready else { return false }
      phase = .accepting
      return true
    }
    guard isReady, DedicatedThread.start({ self.acceptLoop() }) else { throw DICOMFault(.listenerFailed) }
  }

  /// Stops accepting, ends idle associations, lets those that go on sending finish for `graceSeconds`, then cuts the rest. Blocks until all
  /// ended.
  package func stop(graceSeconds: Int = 10) {
    let wasAccepting = phase.withLock { phase -> Bool? in
      guard phase == .ready || phase == .accepting else { return nil }
      defer { phase = phase == .ready ? .stopped : .stopping }
      return phase == .accepting
    }
    guard let wasAccepting else { return }
    close(stopPipe.closed)
    if !wasAccepting { return closeListening() }
    let deadline = ContinuousClock.now.advanced(by: .seconds(graceSeconds))
    while !isEnded {
      if ContinuousClock.now > deadline { register.cutAll() }
      usleep(5_000)
    }
  }

  private var isEnded: Bool { register.count == 0 && phase.withLock { $0 == .stopped } }

  private func closeListening() {
    close(listening)
    phase.withLock { $0 = .stopped }
  }

  // MARK: The door

  private func acceptLoop() {
    var door = PendingConnections(maximumCount: configuration.maximumPendingConnections, timeoutSeconds: configuration.associationTimeoutSeconds)
    while true {
      var polls = [pollfd(fd: listening, events: Int16(POLLIN), revents: 0), pollfd(fd: stopPipe.watched, events: Int16(POLLIN), revents: 0)]
      polls += door.polls
      let count = poll(&polls, nfds_t(polls.count), door.isEmpty ? -1 : 1000)
      if count < 0 && errno != EINTR { usleep(100_000) }
      if polls[1].revents != 0 { break }
      for ready in door.complete(polls[2...]) { converse(ready) }
      door.closeLate()
      if polls[0].revents != 0 { acceptWaiting(&door) }
    }
    door.closeAll()
    closeListening()
  }

  private func acceptWaiting(_ door: inout PendingConnections) {
    for _ in 0..<64 {
      guard let socket = Socket.accept(listening) else {
        // Out of descriptors: who has waited longest without a word makes room. The queue stays readable, so wait a little instead of spinning.
        guard errno == EMFILE || errno == ENFILE else { return }
        door.closeOldest()
        return _ = usleep(50_000)
      }
      door.add(socket)
    }
  }

  private func converse(_ socket: Int32) {
    guard let number = register.enter(socket: socket) else { return turnAway(socket) }
    let isStarted = DedicatedThread.start {
      let session = AssociationSession(
        socket: socket, number: number, stopDescriptor: self.stopPipe.watched, configuration: self.configuration, handler: self.handler)
      session.run(claim: { self.register.claim(number, title: $0) }, leave: { self.register.leave(number) })
    }
    guard !isStarted else { return }
    register.leave(number)
    turnAway(socket)
  }

  /// Says that it is the hub's limit, so that a well-made peer comes back.
  private func turnAway(_ socket: Int32) {
    Socket.discard(socket, count: AssociateRequestPDU.headerLength + AssociateRequestPDU.maximumLength)
    Socket.send(socket, AssociationSession.rejectPDU(.localLimitExceeded))
    close(socket)
  }
}
