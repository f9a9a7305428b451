import Glibc
import Synchronization

/// The associations a listener has open: how many, of whom, and their sockets, so that they can be cut off.
final class AssociationRegister: Sendable {
  private struct State {
    var sockets: [UInt64: Int32] = [:]
    var titles: [UInt64: String] = [:]
    var countByTitle: [String: Int] = [:]
    var next: UInt64 = 1
  }

  private let state = Mutex(State())
  private let maximumCount: Int
  private let maximumCountPerTitle: Int

  init(maximumCount: Int, maximumCountPerTitle: Int) {
    self.maximumCount = maximumCount
    self.maximumCountPerTitle = maximumCountPerTitle
  }

  var count: Int { state.withLock { $0.sockets.count } }

  /// A number for a new connection; `nil` when the listener is full.
  func enter(socket: Int32) -> UInt64? {
    state.withLock { state in
      guard state.sockets.count < maximumCount else { return nil }
      let number = state.next
      state.next += 1
      state.sockets[number] = socket
      return number
    }
  }

  /// Counts the connection for its calling AE title; false when that title has as many as it may.
  func claim(_ number: UInt64, title: String) -> Bool {
    state.withLock { state in
      let count = state.countByTitle[title, default: 0]
      guard count < maximumCountPerTitle else { return false }
      state.countByTitle[title] = count + 1
      state.titles[number] = title
      return true
    }
  }

  /// Must come before the socket is closed, so that nobody cuts off a number that is someone else's by then.
  func leave(_ number: UInt64) {
    state.withLock { state in
      state.sockets[number] = nil
      guard let title = state.titles.removeValue(forKey: number), let count = state.countByTitle[title] else { return }
      state.countByTitle[title] = count > 1 ? count - 1 : nil
    }
  }

  /// Shuts every socket down; threads blocked on one wake.
  func cutAll() {
    state.withLock { state in
      for socket in state.sockets.values { shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }
}
