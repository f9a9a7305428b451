import Foundation

/// A TCP connection that sends what a test likes and tells what came back and how it ended. Blocking; used off Swift's own threads.
final class RawConnection {
  struct Refused: Error {}
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else { throw Refused() }
  }

  deinit { close(descriptor) }

  /// False when the peer takes nothing more.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Reads until the peer closes, until `marker` was seen, or until `seconds` have passed (then `isClosed` is false).
  func read(until marker: String? = nil, seconds: Int = 20) -> (text: String, isClosed: Bool) {
    var wait = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 || (count < 0 && errno == ECONNRESET) { return (text, true) }
      guard count > 0 else { return (text, false) }
      text += String(decoding: buffer[..<count], as: UTF8.self)
      if let marker, text.contains(marker) { return (text, false) }
    }
  }
}
