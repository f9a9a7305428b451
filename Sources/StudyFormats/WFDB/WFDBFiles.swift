import Foundation
import HubModel

/// The files that make a WFDB record one object of the hub: the header, then its signal files in the header's order.
package enum WFDBFiles {
  /// The signal files of a `.hea`, found by reading the header and looking at their sizes.
  ///
  /// A header that is none is not judged here: it goes with the file of its base name, and the hub refuses the pair for its reason.
  /// - Throws: `missing-companion-file`; `unsupported-waveform` for a record of several segments; `bad-waveform` where one of several
  ///   files is not exactly as long as the header says, so that joined they could not be told apart.
  package static func signalFiles(ofHeader path: String) throws(HubError) -> [String] {
    let folder = (path as NSString).deletingLastPathComponent
    let beside = (path as NSString).deletingPathExtension + ".dat"
    let header: WFDBHeader
    do throws(HubError) { header = try WFDBSource(headerPath: path).header() } catch {
      guard error.code == .badWaveform, size(of: beside) != nil else { throw error.code == .badWaveform ? HubError(.missingCompanionFile) : error }
      return [beside]
    }
    guard header.segments == nil else { throw HubError(.unsupportedWaveform, "record of several segments; convert it first") }
    let files = header.files
    guard files.count > 1 else {
      let named = (folder as NSString).appendingPathComponent(files.first?.name ?? "")
      guard let found = [named, beside].first(where: { size(of: $0) != nil }) else { throw HubError(.missingCompanionFile) }
      return [found]
    }
    guard let frameCount = header.frameCount else { throw HubError(.unsupportedWaveform, "signals in several files, length not stated") }
    var paths: [String] = []
    for file in files {
      let named = (folder as NSString).appendingPathComponent(file.name)
      guard let bytes = size(of: named) else { throw HubError(.missingCompanionFile) }
      guard bytes == file.byteOffset + file.format.byteCount(samples: frameCount * file.samplesPerFrame) else {
        throw HubError(.badWaveform, "signal file length")
      }
      paths.append(named)
    }
    return paths
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
