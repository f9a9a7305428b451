import Glibc

/// Asks a DICOM application whether it is there: one association, one C-ECHO (PS3.7 §9.1.5), release.
package enum EchoProbe {
  package enum Outcome: Sendable, Equatable {
    case answered(status: UInt16)
    /// A-ASSOCIATE-RJ (PS3.8 §9.3.4): source 1 reason 3 is an unknown calling, reason 7 an unknown called AE title.
    case rejected(source: UInt8, reason: UInt8)
    /// Nobody takes a connection.
    case unreachable
    /// Somebody does, and does not speak DICOM, or nothing in time.
    case noAnswer
  }

  /// Blocks, at most some seconds a step.
  ///
  /// - Parameter host: a name or an address.
  package static func run(host: String, port: Int, callingAE: String, calledAE: String, seconds: Int = 10) -> Outcome {
    guard let socket = connect(host: host, port: port, seconds: seconds) else { return .unreachable }
    defer { close(socket) }
    Socket.send(socket, associateRequest(callingAE: callingAE, calledAE: calledAE))
    guard let answer = pdu(socket) else { return .noAnswer }
    if answer.type == 3, answer.body.count >= 4 { return .rejected(source: answer.body[2], reason: answer.body[3]) }
    guard answer.type == 2 else { return .noAnswer }
    Socket.send(socket, echoRequest)
    guard let data = pdu(socket), data.type == 4, data.body.count > 6, let status = CommandSet(Array(data.body[6...]))?.status else {
      return .noAnswer
    }
    Socket.send(socket, [5, 0, 0, 0, 0, 4, 0, 0, 0, 0])
    _ = pdu(socket)
    return .answered(status: status)
  }

  private static func connect(host: String, port: Int, seconds: Int) -> Int32? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else { return nil }
    defer { freeaddrinfo(found) }
    let descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    // On Linux the time limit of sending is that of connecting too.
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] { setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size)) }
    guard Glibc.connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private static func pdu(_ socket: Int32) -> (type: UInt8, body: [UInt8])? {
    guard let header = bytes(socket, 6) else { return nil }
    let length = header[2...].reduce(0) { $0 << 8 | Int($1) }
    guard length <= 65_536, let body = bytes(socket, length) else { return nil }
    return (header[0], body)
  }

  private static func bytes(_ socket: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + filled }, count - filled, 0) }
      guard got > 0 else { return nil }
      filled += got
    }
    return bytes
  }

  // MARK: Bytes

  static func associateRequest(callingAE: String, calledAE: String) -> [UInt8] {
    let context = item(0x20, [1, 0, 0, 0] + item(0x30, "1.2.840.10008.1.1") + item(0x40, "1.2.840.10008.1.2"))
    let user = item(0x50, item(0x51, [0, 0, 0x40, 0]) + item(0x52, "2.25.131401519265160473"))
    let body =
      [0, 1, 0, 0] + title(calledAE) + title(callingAE) + [UInt8](repeating: 0, count: 32) + item(0x10, "1.2.840.10008.3.1.1.1") + context + user
    return [1, 0] + bigEndian(UInt32(body.count)) + body
  }

  /// Implicit VR little endian, as all commands are.
  static let echoRequest: [UInt8] = {
    let elements =
      element(0x0002, Array("1.2.840.10008.1.1\0".utf8)) + element(0x0100, [0x30, 0]) + element(0x0110, [1, 0]) + element(0x0800, [1, 1])
    let command = element(0x0000, [UInt8(elements.count), 0, 0, 0]) + elements
    return [4, 0] + bigEndian(UInt32(command.count + 6)) + bigEndian(UInt32(command.count + 2)) + [1, 3] + command
  }()

  private static func element(_ number: UInt16, _ value: [UInt8]) -> [UInt8] {
    [0, 0, UInt8(number & 0xFF), UInt8(number >> 8), UInt8(value.count), 0, 0, 0] + value
  }
  private static func item(_ type: UInt8, _ value: [UInt8]) -> [UInt8] { [type, 0, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value }
  private static func item(_ type: UInt8, _ text: String) -> [UInt8] { item(type, Array(text.utf8)) }
  private static func title(_ text: String) -> [UInt8] { Array((text + String(repeating: " ", count: 16)).utf8.prefix(16)) }
  private static func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}
