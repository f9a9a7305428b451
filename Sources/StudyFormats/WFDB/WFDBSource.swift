import Foundation
import HubModel

/// Where the files of a record are.
enum WFDBSource {
  /// Beside each other; `baseName` is the header's name without its ending.
  case folder(String, baseName: String)
  /// All in one.
  case joined(WFDBJoinedRecord)

  /// The record that a `.hea` file names.
  init(headerPath path: String) {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    self = .folder((path as NSString).deletingLastPathComponent, baseName: name)
  }

  func header() throws(HubError) -> WFDBHeader {
    switch self {
    case .folder(let folder, let baseName): try Self.header(at: Self.path(folder, baseName + ".hea"))
    case .joined(let record): record.headers[0]
    }
  }

  /// The header of a segment.
  ///
  /// - Throws: `missing-companion-file` when it is not there; `unsupported-waveform` for one that has segments itself.
  func segmentHeader(_ name: String) throws(HubError) -> WFDBHeader {
    switch self {
    case .joined(let record):
      guard let header = record.headers.dropFirst().first(where: { $0.recordName == name }) else { throw HubError(.missingCompanionFile) }
      return header
    case .folder(let folder, _):
      let path = Self.path(folder, name + ".hea")
      guard FileManager.default.fileExists(atPath: path) else { throw HubError(.missingCompanionFile) }
      let header = try Self.header(at: path)
      guard header.segments == nil else { throw HubError(.unsupportedWaveform, "segment of segments") }
      return header
    }
  }

  private static func header(at path: String) throws(HubError) -> WFDBHeader {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    let text: Data?
    do { text = try handle.read(upToCount: WFDBLimits.headerBytes + 1) } catch { throw HubError(.unreadableFile) }
    return try WFDBHeaderParser.parse(Array(text ?? Data()))
  }

  /// Opens the signal files of a header.
  ///
  /// - Throws: `missing-companion-file`, `truncated`, and for joined files that do not fill the object exactly `bad-waveform`.
  func open(_ header: WFDBHeader) throws(HubError) -> [SignalBytes] {
    let files = header.files
    guard files.allSatisfy(\.exists) else { throw HubError(.unsupportedWaveform, "signals without a file") }
    switch self {
    case .joined(let record): return try record.open(header)
    case .folder(let folder, let baseName):
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
  }

  private static func path(_ folder: String, _ name: String) -> String { (folder as NSString).appendingPathComponent(name) }
}
