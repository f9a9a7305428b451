import Foundation
import Synchronization

/// A server on loopback that plays one conversation a connection: reads a request, gives the next answer of the script, closes.
final class LoopbackServer: Sendable {
  enum Step: Sendable {
    /// Reads head and body, then writes these bytes.
    case answer(String)
    /// Reads so many bytes and resets the connection.
    case reset(afterBytes: Int)
  }
  struct Request: Sendable {
    var head: String
    var body: [UInt8]
  }
  let port: UInt16
  private let listener: Int32
  private let isDone = DispatchSemaphore(value: 0)
  private let requests = Mutex<[Request]>([])
  var received: [Request] { requests.withLock { $0 } }

  init(_ steps: [Step]) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, raw, &length) == 0
      }
    }
    guard descriptor >= 0, isListening else { throw CocoaError(.fileReadUnknown) }
    listener = descriptor
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in
      for step in steps where !serve(step) { break }
      isDone.signal()
    }
  }

  /// Ends listening. The descriptor is closed only when the thread has left it: its number may at once be another server's.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    isDone.wait()
    close(listener)
  }

  /// - Returns: false when the server was stopped.
  private func serve(_ step: Step) -> Bool {
    let connection = accept(listener, nil, nil)
    guard connection >= 0 else { return false }
    defer { close(connection) }
    switch step {
    case .reset(let bytes):
      _ = read(connection, upTo: bytes)
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    case .answer(let text):
      guard let request = readRequest(connection) else { return true }
      requests.withLock { $0.append(request) }
      let bytes = Array(text.utf8)
      _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      shutdown(connection, Int32(SHUT_WR))
      _ = read(connection, upTo: 1)
    }
    return true
  }

  private func readRequest(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard let byte = read(connection, upTo: 1).first else { return nil }
      bytes.append(byte)
    }
    let head = String(decoding: bytes, as: UTF8.self)
    let field = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
    let length = field.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    return Request(head: head, body: read(connection, upTo: length))
  }

  private func read(_ connection: Int32, upTo count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < count {
      let got = recv(connection, &buffer, min(buffer.count, count - bytes.count), 0)
      guard got > 0 else { break }
      bytes += buffer[..<got]
    }
    return bytes
  }
}
