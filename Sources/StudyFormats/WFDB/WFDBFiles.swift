import Foundation
import HubModel

/// The files that make a WFDB record one object of the hub: the header, the headers of its segments, then the signal files of each in
/// the same order. An object is these files one after another.
package struct WFDBFiles: Sendable, Equatable {
  package var headers: [String]
  package var signals: [String]

  /// Finds them by reading the headers and looking at sizes.
  ///
  /// A header that is none is not judged here: it goes with the file of its base name, and the hub refuses the pair for its reason.
  /// - Throws: `missing-companion-file`; `unsupported-waveform`; `bad-waveform` where one of several files is not exactly as long as the
  ///   header says, so that joined they could not be told apart.
  package init(ofHeader path: String) throws(HubError) {
    let source = WFDBSource(headerPath: path)
    let folder = (path as NSString).deletingLastPathComponent
    let beside = (path as NSString).deletingPathExtension + ".dat"
    headers = [path]
    signals = []
    let header: WFDBHeader
    do throws(HubError) { header = try source.header() } catch {
      guard error.code == .badWaveform else { throw error }
      guard Self.size(of: beside) != nil else { throw HubError(.missingCompanionFile) }
      signals = [beside]
      return
    }
    guard header.segments != nil || header.files.count > 1 else {
      let named = (folder as NSString).appendingPathComponent(header.files.first?.name ?? "")
      guard let found = [named, beside].first(where: { Self.size(of: $0) != nil }) else { throw HubError(.missingCompanionFile) }
      signals = [found]
      return
    }
    if header.segments == nil { try add(header, frameCount: nil, in: folder) }
    for name in header.segmentNames {
      let segment = try source.segmentHeader(name)
      guard segment.recordName == name, Self.endsWithLine(headers.last ?? "") else {
        throw HubError(.unsupportedWaveform, "headers that cannot be joined")
      }
      headers.append((folder as NSString).appendingPathComponent(name + ".hea"))
      try add(segment, frameCount: header.segments?.first { $0.recordName == name }?.frameCount, in: folder)
    }
  }

  private mutating func add(_ header: WFDBHeader, frameCount: Int?, in folder: String) throws(HubError) {
    for file in header.files where file.exists {
      guard let frames = header.frameCount ?? frameCount else { throw HubError(.unsupportedWaveform, "signals in several files, length not stated") }
      let path = (folder as NSString).appendingPathComponent(file.name)
      guard let bytes = Self.size(of: path) else { throw HubError(.missingCompanionFile) }
      guard bytes == file.length(frames: frames) else { throw HubError(.badWaveform, "signal file length") }
      signals.append(path)
    }
  }

  /// Whether another text may follow.
  private static func endsWithLine(_ path: String) -> Bool {
    FileManager.default.contents(atPath: path)?.last.map { $0 == 0x0A || $0 == 0x0D } ?? false
  }

  /// `nil` for what is no file.
  private static func size(of path: String) -> Int? {
    let target = (path as NSString).resolvingSymlinksInPath
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target), attributes[.type] as? FileAttributeType == .typeRegular else {
      return nil
    }
    return (attributes[.size] as? NSNumber)?.intValue
  }
}
