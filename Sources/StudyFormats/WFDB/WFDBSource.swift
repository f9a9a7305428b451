import Foundation
import HubModel

/// Where the files of a record are.
enum WFDBSource {
  /// Beside each other; `baseName` is the header's name without its ending.
  case folder(String, baseName: String)
  /// One file: the header, then the signal files in the header's order.
  case joinedFile(String, headerBytes: Int)
  case joinedBytes([UInt8], headerBytes: Int)

  /// The record that a `.hea` file names.
  init(headerPath path: String) {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    self = .folder((path as NSString).deletingLastPathComponent, baseName: name)
  }

  func header() throws(HubError) -> WFDBHeader {
    switch self {
    case .folder(_, let baseName): return try header(ofRecord: baseName)
    case .joinedFile(let path, let length):
      guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
      guard length > 0, length <= WFDBLimits.headerBytes else { throw HubError(.badWaveform, "header length") }
      let start: Data?
      do { start = try handle.read(upToCount: length) } catch { throw HubError(.unreadableFile) }
      return try WFDBHeaderParser.parse(Array(start ?? Data()))
    case .joinedBytes(let bytes, let length):
      guard length > 0, length <= bytes.count else { throw HubError(.badWaveform, "header length") }
      return try WFDBHeaderParser.parse(Array(bytes[..<length]))
    }
  }

  /// The header of a record beside this one, for segments.
  ///
  /// - Throws: `missing-companion-file` when it is not there; `unsupported-waveform` where one object holds the whole record.
  func segmentHeader(_ name: String) throws(HubError) -> WFDBHeader {
    guard case .folder(let folder, _) = self else { throw HubError(.unsupportedWaveform, "record of several segments") }
    guard FileManager.default.fileExists(atPath: Self.path(folder, name + ".hea")) else { throw HubError(.missingCompanionFile) }
    let header = try header(ofRecord: name)
    guard header.segments == nil else { throw HubError(.unsupportedWaveform, "segment of segments") }
    return header
  }

  private func header(ofRecord name: String) throws(HubError) -> WFDBHeader {
    guard case .folder(let folder, _) = self, let handle = FileHandle(forReadingAtPath: Self.path(folder, name + ".hea")) else {
      throw HubError(.unreadableFile)
    }
    let text: Data?
    do { text = try handle.read(upToCount: WFDBLimits.headerBytes + 1) } catch { throw HubError(.unreadableFile) }
    return try WFDBHeaderParser.parse(Array(text ?? Data()))
  }

  /// Opens the signal files of a header.
  ///
  /// - Throws: `missing-companion-file`, `truncated`; `bad-waveform` when files that follow each other do not fill the object exactly.
  func open(_ header: WFDBHeader) throws(HubError) -> [SignalBytes] {
    let files = header.files
    guard !files.contains(where: { $0.name == "~" }) else { throw HubError(.unsupportedWaveform, "signals without a file") }
    if case .folder(let folder, let baseName) = self {
      var opened: [SignalBytes] = []
      for file in files {
        // A record renamed as a pair still finds its one signal file.
        let names = files.count == 1 ? [file.name, baseName + ".dat"] : [file.name]
        guard let path = names.map({ Self.path(folder, $0) }).first(where: { FileManager.default.fileExists(atPath: $0) }) else {
          throw HubError(.missingCompanionFile)
        }
        opened.append(try SignalBytes(path: path, offset: file.byteOffset))
      }
      return opened
    }
    return try openJoined(files, frameCount: header.frameCount)
  }

  private func openJoined(_ files: [WFDBFileLayout], frameCount: Int?) throws(HubError) -> [SignalBytes] {
    if files.count == 1 { return [try bytes(skipping: files[0].byteOffset, length: nil)] }
    guard let frameCount else { throw HubError(.unsupportedWaveform, "signals in several files, length not stated") }
    var opened: [SignalBytes] = []
    var position = 0
    for file in files {
      let length = file.format.byteCount(samples: frameCount * file.samplesPerFrame)
      opened.append(try bytes(skipping: position + file.byteOffset, length: length))
      position += file.byteOffset + length
    }
    guard try bytes(skipping: position, length: nil).count == 0 else { throw HubError(.badWaveform, "signal files longer than stated") }
    return opened
  }

  /// - Parameter place: counted from the end of the header.
  private func bytes(skipping place: Int, length: Int?) throws(HubError) -> SignalBytes {
    switch self {
    case .joinedFile(let path, let headerBytes): return try SignalBytes(path: path, offset: headerBytes + place, length: length)
    case .joinedBytes(let bytes, let headerBytes): return try SignalBytes(bytes, offset: headerBytes + place, length: length)
    case .folder: throw HubError(.internalError, "joined record")
    }
  }

  private static func path(_ folder: String, _ name: String) -> String { (folder as NSString).appendingPathComponent(name) }
}
