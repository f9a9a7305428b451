import Foundation
import Synchronization

@testable import DICOM

/// A handler that keeps what is stored in a folder and remembers what happened.
final class KeepingHandler: AssociationHandler {
  struct Event: Equatable {
    var end: AssociationEnd
    var isObjectLost: Bool
  }

  let folder: URL
  private let state = Mutex((stored: [StoreRequest](), ends: [Event](), next: 0))
  private let status: UInt16
  private let storeSeconds: Double

  init(folder: URL, status: UInt16 = 0, storeSeconds: Double = 0) {
    self.folder = folder
    self.status = status
    self.storeSeconds = storeSeconds
  }

  var stored: [StoreRequest] { state.withLock { $0.stored } }
  var ends: [Event] { state.withLock { $0.ends } }

  func decide(_ request: AssociationRequest) -> AssociationDecision {
    if request.calledAE != "HUB" { return .reject(.calledAENotRecognized) }
    return request.callingAE.hasPrefix("CLINIC") ? .accept : .reject(.callingAENotRecognized)
  }

  func stagingPath(for association: AssociationRequest) -> String? {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    return folder.appending(path: "\(number).part").path
  }

  /// Room for so many more looks; `Int.max` for a disk without end.
  let roomLooks = Mutex(Int.max)

  func hasRoom() -> Bool {
    roomLooks.withLock { looks in
      looks -= 1
      return looks >= 0
    }
  }

  func store(_ request: StoreRequest) -> StoreResponse {
    if storeSeconds > 0 { Thread.sleep(forTimeInterval: storeSeconds) }
    do throws(DICOMFault) { _ = try Self.scan(request.object) } catch {
      let statuses: [DICOMFault.Code: UInt16] = [.uidMismatch: 0xA900, .lengthOutsideFile: 0xC002, .nestingTooDeep: 0xC001]
      return StoreResponse(status: statuses[error.code] ?? StoreStatus.cannotUnderstand, errorComment: error.code.rawValue)
    }
    guard status == 0 else { return StoreResponse(status: status, errorComment: "refused") }
    let kept = folder.appending(path: request.sopInstanceUID + ".dcm")
    switch request.object {
    case .memory(let bytes): try? Data(bytes).write(to: kept)
    case .file(let path): rename(path, kept.path)
    }
    state.withLock { $0.stored.append(request) }
    return StoreResponse(status: 0)
  }

  private static func scan(_ object: ReceivedBytes) throws(DICOMFault) -> ScannedObject {
    switch object {
    case .memory(let bytes): try DICOMScan.scan(bytes: bytes)
    case .file(let path): try DICOMScan.scan(path: path)
    }
  }

  func associationEnded(_ request: AssociationRequest, end: AssociationEnd, isObjectLost: Bool) {
    state.withLock { $0.ends.append(Event(end: end, isObjectLost: isObjectLost)) }
  }
}

/// A scripted peer on a plain socket: it can say anything.
final class TestPeer {
  private let descriptor: Int32

  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard result == 0 else { return nil }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// The next PDU, empty when the connection has ended.
  func receive() -> [UInt8] {
    let header = read(6)
    guard header.count == 6 else { return [] }
    return header + read(header[2..<6].reduce(0) { $0 << 8 | Int($1) })
  }

  private func read(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let piece = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + got, count - got, 0) }
      guard piece > 0 else { return Array(bytes[..<got]) }
      got += piece
    }
    return bytes
  }

  /// Opens an association with one context; true when it is accepted.
  func associate(calling: String = "CLINIC", abstractSyntax: String = "1.2.840.10008.1.1", transferSyntax: String = "1.2.840.10008.1.2") -> Bool {
    send(AssociateRequestTests.request(calling: calling, abstractSyntax: abstractSyntax, transferSyntax: transferSyntax))
    return receive().first == 2
  }

  /// Status of the answer to an echo; `nil` when there is none.
  func echo() -> UInt16? {
    send(Self.pdv(Self.command(field: 0x30, sopClass: "1.2.840.10008.1.1"), isCommand: true))
    return status()
  }

  /// Sends a C-STORE in pieces and gives the answer's status.
  func store(sopClass: String, instance: String, dataSet: [UInt8]) -> UInt16? {
    send(Self.pdv(Self.command(field: 1, sopClass: sopClass, instance: instance), isCommand: true))
    for start in stride(from: 0, to: dataSet.count, by: 16_000) {
      let end = min(start + 16_000, dataSet.count)
      send(Self.pdv(Array(dataSet[start..<end]), isCommand: false, isLast: end == dataSet.count))
    }
    return status()
  }

  private func status() -> UInt16? {
    let pdu = receive()
    guard pdu.first == 4, let place = pdu.indices.first(where: { pdu[$0...].starts(with: [0, 0, 0, 9, 2, 0, 0, 0]) }) else { return nil }
    return UInt16(pdu[place + 8]) | UInt16(pdu[place + 9]) << 8
  }

  static func command(field: UInt16, sopClass: String, instance: String? = nil) -> [UInt8] {
    func element(_ number: UInt16, _ value: [UInt8]) -> [UInt8] {
      let padded = value.count % 2 == 1 ? value + [0] : value
      return [0, 0] + DICOMBytes.little(number) + DICOMBytes.little(UInt32(padded.count)) + padded
    }
    let body =
      element(0x0002, Array(sopClass.utf8)) + element(0x0100, DICOMBytes.little(field)) + element(0x0110, [7, 0])
      + element(0x0700, [0, 0]) + element(0x0800, instance == nil ? [1, 1] : [0, 0])
      + (instance.map { element(0x1000, Array($0.utf8)) } ?? [])
    return element(0, DICOMBytes.little(UInt32(body.count))) + body
  }

  static func pdv(_ bytes: [UInt8], context: UInt8 = 1, isCommand: Bool, isLast: Bool = true) -> [UInt8] {
    func long(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    return [4, 0] + long(bytes.count + 6) + long(bytes.count + 2) + [context, (isCommand ? 1 : 0) | (isLast ? 2 : 0)] + bytes
  }
}
