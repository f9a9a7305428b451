import Glibc
import HubModel

/// Asks the system whether an address can be listened on, so that a hub that cannot open its door says so before it says that it starts.
/// The real listener may still fail, where somebody takes the port in between, and then says so itself.
enum ListenProbe {
  /// - Throws: `listener-failed`.
  static func check(_ address: ListenAddress) throws(HubError) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let first = found?.pointee else {
      throw HubError(.listenerFailed, "\(address), no such host")
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(first.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HubError(.listenerFailed, "\(address), errno \(errno)") }
    defer { close(descriptor) }
    // As the listener itself does: connections of a hub that has just ended do not keep its port.
    var isOn: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, first.ai_addr, first.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
      throw HubError(.listenerFailed, "\(address), errno \(errno)")
    }
  }
}
