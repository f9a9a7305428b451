import DICOM
import HubModel

/// What a file is by its content; names and endings are hints to people only.
package enum FormatSniffer {
  package enum Format: Sendable, Equatable {
    case dicom
    /// The text part of a WFDB record; its signals are in another file.
    case wfdbHeader
    /// An ECG in one file of a device's or exchange format.
    case device(ObjectFormat)
    case pdf
    /// XML that is no ECG we know.
    case xml
    case unknown
  }

  /// How many bytes from the start decide.
  package static let startBytes = 65_536

  /// - Parameter start: the first `startBytes` bytes, or all there are.
  package static func format(of start: [UInt8]) -> Format {
    if DICOMScan.looksLikePart10(start) { return .dicom }
    if start.starts(with: Array("%PDF-".utf8)) { return .pdf }
    if SCPECG.looksLike(start) { return .device(.scp) }
    if EDF.looksLike(start) { return .device(.edf) }
    if let kind = XMLECG.kind(of: start) { return .device(kind.objectFormat) }
    if MFER.looksLike(start) { return .device(.mfer) }
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
    if text.starts(with: Array("<?xml".utf8)) { return .xml }
    return looksLikeWFDBHeader(text) ? .wfdbHeader : .unknown
  }

  /// What can be stored as a study of its own.
  ///
  /// - Throws: `unknown-format` for everything else, with what it seems to be.
  package static func storable(_ start: [UInt8]) throws(HubError) -> ObjectFormat {
    switch format(of: start) {
    case .dicom: return .dicom
    case .wfdbHeader: return .wfdb
    case .device(let format): return format
    case .pdf: throw HubError(.unknownFormat, "pdf")
    case .xml: throw HubError(.unknownFormat, "xml")
    case .unknown: throw HubError(.unknownFormat)
    }
  }

  /// The first line that is no comment reads `name signals [rate …]`, and all of the start is text.
  private static func looksLikeWFDBHeader(_ start: ArraySlice<UInt8>) -> Bool {
    guard !start.contains(where: { $0 < 9 || (14...31).contains($0) || $0 == 127 }) else { return false }
    let lines = start.split(whereSeparator: { $0 == 10 || $0 == 13 })
    guard let record = lines.first(where: { $0.first != 0x23 }) else { return false }
    let fields = record.split(separator: 32)
    guard fields.count >= 2, let count = Int(String(decoding: fields[1], as: UTF8.self)), count >= 0 else { return false }
    return fields.count == 2 || (48...57).contains(fields[2].first ?? 0)
  }
}

extension XMLECGKind {
  /// What the hub calls an object of this kind.
  var objectFormat: ObjectFormat {
    switch self {
    case .annotatedECG: .aecg
    case .muse: .muse
    case .philips: .philips
    case .schiller: .schiller
    }
  }
}
