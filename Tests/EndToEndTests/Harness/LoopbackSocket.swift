import Foundation

/// A blocking TCP connection to this machine with a time limit on each read and write.
struct LoopbackSocket: Sendable {
  private let descriptor: Int32

  /// - Throws: `HarnessFailure` when nobody listens.
  init(port: Int, seconds: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessFailure("no socket: errno \(errno)") }
    // A connection that meets a full queue is asked for again by the kernel after a second, then after two.
    setTime(max(seconds, 10), of: SO_SNDTIMEO)
    var noDelay: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
    var address = Self.loopback(port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else {
      let reason = errno
      Glibc.close(descriptor)
      throw HarnessFailure("cannot connect to port \(port): errno \(reason)")
    }
    setTime(seconds, of: SO_RCVTIMEO)
    setTime(seconds, of: SO_SNDTIMEO)
  }

  private func setTime(_ seconds: Int, of option: Int32) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// False when the peer went away.
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Some bytes; empty at the end, after an error and after the time limit.
  func read(atMost count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = recv(descriptor, buffer.baseAddress, count, 0)
      while got < 0 && errno == EINTR { got = recv(descriptor, buffer.baseAddress, count, 0) }
      filled = max(got, 0)
    }
  }

  func readAll() -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let more = read(atMost: 1 << 16)
      if more.isEmpty { return bytes }
      bytes += more
    }
  }

  func close() { Glibc.close(descriptor) }

  /// Ends the connection as a line that breaks: with a reset, what is not yet sent is lost.
  func reset() {
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Whether the peer has ended the connection; does not wait and takes no bytes but those that came.
  var isClosedByPeer: Bool {
    var byte: UInt8 = 0
    while true {
      let got = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
      if got > 0 { continue }
      return got == 0 || (errno != EAGAIN && errno != EINTR)
    }
  }

  /// A port nobody listens on at the moment.
  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { Glibc.close(descriptor) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
    }
    guard isBound else { throw HarnessFailure("no free port: errno \(errno)") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
