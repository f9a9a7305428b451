import CDCMTK
import Glibc

/// A Part 10 file that grows as a data set is received: our File Meta Information, then the bytes as they come.
final class ReceivedFile {
  /// Ours for good: a UUID-derived UID (PS3.5 annex B.2).
  static let implementationClassUID = "2.25.277352031924126811925386913260436019211"
  static let implementationVersionName = "READINGHUB_1"

  let path: String
  private let descriptor: Int32
  private(set) var byteCount = 0

  /// Creates the file, readable by nobody else; `nil` when it cannot be created or exists already.
  init?(path: String, sopClassUID: String, sopInstanceUID: String, transferSyntaxUID: String) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let header = Self.header(sopClassUID: sopClassUID, sopInstanceUID: sopInstanceUID, transferSyntaxUID: transferSyntaxUID)
    guard header.withUnsafeBytes({ append($0) }) else {
      unlink(path)
      return nil
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// False when the disk did not take all of it.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = write(descriptor, base, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      byteCount += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  /// The disk may begin: whoever syncs the file later finds most of the work done. It promises nothing.
  func startWriteback() { rh_start_writeback(descriptor) }

  /// Preamble, `DICM` and the meta group (PS3.10 §7.1).
  static func header(sopClassUID: String, sopInstanceUID: String, transferSyntaxUID: String) -> [UInt8] {
    var group: [UInt8] = []
    group += [0x02, 0x00, 0x01, 0x00, 0x4F, 0x42, 0, 0, 2, 0, 0, 0, 0x00, 0x01]
    group += element(0x0002, "UI", sopClassUID, pad: 0)
    group += element(0x0003, "UI", sopInstanceUID, pad: 0)
    group += element(0x0010, "UI", transferSyntaxUID, pad: 0)
    group += element(0x0012, "UI", implementationClassUID, pad: 0)
    group += element(0x0013, "SH", implementationVersionName, pad: 0x20)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: group.count >> (8 * $0)) }
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [0x02, 0x00, 0x00, 0x00, 0x55, 0x4C, 4, 0] + length + group
  }

  private static func element(_ element: UInt16, _ vr: StaticString, _ text: String, pad: UInt8) -> [UInt8] {
    var value = Array(text.utf8)
    if value.count % 2 == 1 { value.append(pad) }
    let tag = [0x02, 0x00, UInt8(element & 0xFF), UInt8(element >> 8)]
    return tag + [vr.utf8Start[0], vr.utf8Start[1], UInt8(value.count & 0xFF), UInt8(value.count >> 8)] + value
  }
}
