import Glibc

/// Connections that have not yet sent their whole A-ASSOCIATE-RQ. Nothing is read from them: the kernel keeps the bytes.
struct PendingConnections {
  private struct Connection {
    var socket: Int32
    var deadline: ContinuousClock.Instant
    /// Bytes that must lie in the kernel's buffer before it is worth another look.
    var wanted = AssociateRequestPDU.headerLength
  }

  private var connections: [Connection] = []
  private let maximumCount: Int
  private let timeoutSeconds: Int

  init(maximumCount: Int, timeoutSeconds: Int) {
    self.maximumCount = maximumCount
    self.timeoutSeconds = timeoutSeconds
  }

  var isEmpty: Bool { connections.isEmpty }

  var polls: [pollfd] { connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) } }

  mutating func add(_ socket: Int32) {
    if connections.count >= maximumCount { closeOldest() }
    let connection = Connection(socket: socket, deadline: .now.advanced(by: .seconds(timeoutSeconds)))
    want(connection.wanted, of: socket)
    connections.append(connection)
  }

  /// Takes out the sockets whose request is complete; closes those that send something else.
  /// - Parameter polled: the answers to `polls`, in the same order.
  mutating func complete(_ polled: ArraySlice<pollfd>) -> [Int32] {
    var ready: [Int32] = []
    var waiting: [Connection] = []
    for (connection, poll) in zip(connections, polled) {
      guard poll.revents != 0 else {
        waiting.append(connection)
        continue
      }
      switch look(connection) {
      case .complete:
        want(1, of: connection.socket)
        ready.append(connection.socket)
      case .incomplete(let wanted):
        var connection = connection
        connection.wanted = wanted
        want(wanted, of: connection.socket)
        waiting.append(connection)
      case .hopeless: close(connection.socket)
      }
    }
    connections = waiting
    return ready
  }

  mutating func closeOldest() {
    if !connections.isEmpty { close(connections.removeFirst().socket) }
  }

  mutating func closeLate() {
    let now = ContinuousClock.now
    for connection in connections where connection.deadline < now { close(connection.socket) }
    connections.removeAll { $0.deadline < now }
  }

  mutating func closeAll() {
    for connection in connections { close(connection.socket) }
    connections = []
  }

  private enum Look {
    case complete
    case incomplete(Int)
    case hopeless
  }

  private func look(_ connection: Connection) -> Look {
    guard let bytes = Socket.peek(connection.socket, count: connection.wanted) else { return .hopeless }
    // Woken without the bytes asked for: the peer has closed its side.
    guard bytes.count >= connection.wanted else { return .hopeless }
    guard let length = AssociateRequestPDU.wholeLength(header: bytes) else { return .hopeless }
    return bytes.count >= length ? .complete : .incomplete(length)
  }

  /// Makes `poll` wake only for so many bytes.
  private func want(_ count: Int, of socket: Int32) {
    Socket.setOption(socket, SOL_SOCKET, SO_RCVLOWAT, Int32(clamping: count))
  }
}
