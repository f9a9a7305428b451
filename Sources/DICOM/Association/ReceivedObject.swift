import CFiles
import Glibc

/// A Part 10 file that grows as a data set is received: our File Meta Information, then the bytes as they come. Small ones stay in
/// memory, larger ones go on in a file.
final class ReceivedObject {
  /// Ours for good: a UUID-derived UID (PS3.5 annex B.2).
  static let implementationClassUID = "2.25.277352031924126811925386913260436019211"
  static let implementationVersionName = "READINGHUB_1"

  private let memoryLimitBytes: Int
  private let stagingPath: () -> String?
  private let hasRoom: () -> Bool
  /// How much is written before the room is looked at again.
  private static let roomStretchBytes = 16 << 20
  private var roomSeenTo = 0
  private var memory: [UInt8]
  private var file: (path: String, descriptor: Int32)?
  private(set) var byteCount = 0

  /// - Parameters:
  ///   - memoryLimitBytes: beyond it a file is begun.
  ///   - stagingPath: path of a file that does not exist yet; asked once at most.
  ///   - hasRoom: whether a file may grow; asked now and then.
  init(
    sopClassUID: String, sopInstanceUID: String, transferSyntaxUID: String, memoryLimitBytes: Int, stagingPath: @escaping () -> String?,
    hasRoom: @escaping () -> Bool
  ) {
    self.memoryLimitBytes = memoryLimitBytes
    self.stagingPath = stagingPath
    self.hasRoom = hasRoom
    memory = Self.header(sopClassUID: sopClassUID, sopInstanceUID: sopInstanceUID, transferSyntaxUID: transferSyntaxUID)
    byteCount = memory.count
  }

  deinit {
    guard let file else { return }
    close(file.descriptor)
    unlink(file.path)
  }

  /// False when there is no room for all of it.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    byteCount += bytes.count
    if file == nil, byteCount <= memoryLimitBytes {
      if memory.capacity < byteCount { memory.reserveCapacity(min(memoryLimitBytes, byteCount * 4)) }
      memory.append(contentsOf: bytes)
      return true
    }
    if byteCount >= roomSeenTo {
      guard hasRoom() else { return false }
      roomSeenTo = byteCount + Self.roomStretchBytes
    }
    guard file != nil || spill(), let file else { return false }
    return writeAll(bytes, to: file.descriptor)
  }

  /// All that came. A file lives as long as this object does, unless it is moved away.
  ///
  /// The disk may begin with a file at once: whoever syncs it later finds most of the work done.
  func finished() -> ReceivedBytes {
    guard let file else { return .memory(memory) }
    rh_start_writeback(file.descriptor, 0, 0)
    return .file(path: file.path)
  }

  private func spill() -> Bool {
    guard let path = stagingPath() else { return false }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    file = (path, descriptor)
    defer { memory = [] }
    return memory.withUnsafeBytes { writeAll($0, to: descriptor) }
  }

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
