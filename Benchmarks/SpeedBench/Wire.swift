import Glibc

/// A blocking TCP stream on loopback: enough for senders that must cost next to nothing.
struct Wire {
  let descriptor: Int32

  static func connect(port: UInt16) throws -> Wire {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw BenchError("socket") }
    var address = loopback(port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else {
      close(descriptor)
      throw BenchError("connect")
    }
    setNoDelay(descriptor)
    return Wire(descriptor: descriptor)
  }

  static func listen() throws -> (wire: Wire, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isListening else { throw BenchError("listen") }
    return (Wire(descriptor: descriptor), UInt16(bigEndian: address.sin_port))
  }

  func accept() throws -> Wire {
    let descriptor = Glibc.accept(descriptor, nil, nil)
    guard descriptor >= 0 else { throw BenchError("accept") }
    Self.setNoDelay(descriptor)
    return Wire(descriptor: descriptor)
  }

  func send(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let count = Glibc.send(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      guard count > 0 else { throw BenchError("send") }
      done += count
    }
  }
  func send(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try send($0) } }

  func receive(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress.map { $0 + done }, count - done, 0) }
      guard got > 0 else { throw BenchError("closed by the peer") }
      done += got
    }
    return bytes
  }

  /// What is there, at least one byte and `most` at most.
  func receiveSome(_ most: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let got = recv(descriptor, buffer.baseAddress, most, 0)
      count = max(0, got)
      if got <= 0 { throw BenchError("closed by the peer") }
    }
  }

  func finish() { close(descriptor) }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func setNoDelay(_ descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
