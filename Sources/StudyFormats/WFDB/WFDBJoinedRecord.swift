import Foundation
import HubModel

/// One object that is a whole record: the header, the headers of its segments, then the signal files of each in the same order.
struct WFDBJoinedRecord {
  enum Bytes {
    case file(String)
    case memory([UInt8])
  }

  let bytes: Bytes
  /// How many bytes are headers.
  let headerBytes: Int
  /// The record's own, then those of its segments.
  let headers: [WFDBHeader]

  /// - Throws: `bad-waveform` and what the headers are refused for.
  init(_ bytes: Bytes, headerBytes: Int) throws(HubError) {
    let text: [UInt8]
    switch bytes {
    case .memory(let whole):
      guard headerBytes > 0, headerBytes <= whole.count else { throw HubError(.badWaveform, "header length") }
      text = Array(whole[..<headerBytes])
    case .file(let path):
      guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
      guard headerBytes > 0, headerBytes <= WFDBLimits.headerBytes else { throw HubError(.badWaveform, "header length") }
      let start: Data?
      do { start = try handle.read(upToCount: headerBytes) } catch { throw HubError(.unreadableFile) }
      text = Array(start ?? Data())
    }
    self.bytes = bytes
    self.headerBytes = headerBytes
    headers = try WFDBHeaderParser.parseJoined(text)
  }

  /// The signal files of one of the headers.
  ///
  /// - Throws: `truncated`; `bad-waveform` when files that follow each other do not fill the object exactly.
  func open(_ header: WFDBHeader) throws(HubError) -> [SignalBytes] {
    if headers.count == 1, headers[0].files.count == 1 { return [try part(headers[0].files[0].byteOffset, length: nil)] }
    var opened: [SignalBytes] = []
    var position = 0
    for one in headers where one.segments == nil {
      for file in one.files where file.exists {
        let length = file.length(frames: try frameCount(of: one))
        if one.recordName == header.recordName { opened.append(try part(position + file.byteOffset, length: length - file.byteOffset)) }
        position += length
      }
    }
    guard try part(position, length: nil).count == 0 else { throw HubError(.badWaveform, "signal files longer than stated") }
    return opened
  }

  private func frameCount(of header: WFDBHeader) throws(HubError) -> Int {
    let asSegment = headers[0].segments?.first { $0.recordName == header.recordName }?.frameCount
    guard let count = header.frameCount ?? asSegment else { throw HubError(.unsupportedWaveform, "signals in several files, length not stated") }
    return count
  }

  /// - Parameter place: counted from the end of the headers.
  private func part(_ place: Int, length: Int?) throws(HubError) -> SignalBytes {
    switch bytes {
    case .file(let path): try SignalBytes(path: path, offset: headerBytes + place, length: length)
    case .memory(let whole): try SignalBytes(whole, offset: headerBytes + place, length: length)
    }
  }
}
