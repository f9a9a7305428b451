import Glibc

/// The few socket calls the listener makes itself.
enum Socket {
  /// A listening TCP socket on a numeric address; `nil` when it cannot be had.
  static func listen(host: String, port: UInt16) -> Int32? {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else { return nil }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    guard bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, Glibc.listen(descriptor, 1_024) == 0 else {
      close(descriptor)
      return nil
    }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    return descriptor
  }

  /// The port a listening socket has.
  static func localPort(_ descriptor: Int32) -> UInt16 {
    var storage = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let isKnown = withUnsafeMutableBytes(of: &storage) { bytes -> Bool in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
      return getsockname(descriptor, address, &length) == 0
    }
    return isKnown ? UInt16(bigEndian: storage.sin6_port) : 0
  }

  /// The next waiting connection, close-on-exec; `nil` when there is none.
  static func accept(_ listener: Int32) -> Int32? {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    return descriptor
  }

  static func setOption(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The peer's numeric address.
  static func peerAddress(_ descriptor: Int32) -> String {
    var storage = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes -> String in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), getpeername(descriptor, address, &length) == 0 else { return "" }
      var name = [CChar](repeating: 0, count: 64)
      guard getnameinfo(address, length, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else { return "" }
      return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Up to `count` bytes that lie in the kernel's buffer, left there; `nil` when the connection is broken.
  static func peek(_ descriptor: Int32, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = recv(descriptor, &bytes, count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    guard got > 0 else { return got < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil }
    return Array(bytes[..<got])
  }

  /// Takes `count` bytes out of the kernel's buffer, so that closing does not reset what was just sent.
  static func discard(_ descriptor: Int32, count: Int) {
    var bytes = [UInt8](repeating: 0, count: count)
    _ = recv(descriptor, &bytes, count, Int32(MSG_DONTWAIT))
  }

  /// Sends a short PDU if the kernel takes it at once.
  static func send(_ descriptor: Int32, _ bytes: [UInt8]) {
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
  }

  enum Wake { case readable, stopped, timeout, broken }

  /// Waits for bytes on `descriptor`, or for the other end of `stop` to close.
  static func wait(_ descriptor: Int32, stop: Int32?, timeoutSeconds: Int) -> Wake {
    var polls = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: stop ?? -1, events: Int16(POLLIN), revents: 0)]
    while true {
      let count = poll(&polls, 2, Int32(clamping: timeoutSeconds * 1000))
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return .broken }
      if count == 0 { return .timeout }
      if polls[1].revents != 0 { return .stopped }
      return polls[0].revents & Int16(POLLIN) != 0 ? .readable : .broken
    }
  }
}
