import ECGCore
import Foundation
import HubModel

/// Reads a WFDB record in pieces, in physical units: a day of three leads passes through a few megabytes.
///
///     var reader = try WFDBSignalReader(headerPath: "holter.hea")
///     while let chunk = try reader.next() { … chunk[lead][frame] … }
package struct WFDBSignalReader {
  package let header: WFDBHeader
  /// The voltage signals, by position in the header.
  package let leadIndices: [Int]
  /// Names of these, normalised, none twice.
  package let leadNames: [LeadName]
  /// Samples of each lead.
  package let frameCount: Int
  private var bytes: SignalBytes
  private var framesRead = 0
  private var sums: [Int]

  /// Opens `path` (`.hea`) and its signal file beside it.
  ///
  /// - Throws: `missing-companion-file` without the signal file; `truncated`, `bad-waveform`, `unsupported-waveform`.
  package init(headerPath path: String) throws(HubError) {
    guard let text = FileManager.default.contents(atPath: path) else { throw HubError(.unreadableFile) }
    let header = try WFDBHeaderParser.parse(Array(text))
    let folder = (path as NSString).deletingLastPathComponent
    let named = (folder as NSString).appendingPathComponent(header.signalFileName)
    let beside = (path as NSString).deletingPathExtension + ".dat"
    guard let signals = [named, beside].first(where: { FileManager.default.fileExists(atPath: $0) }) else { throw HubError(.missingCompanionFile) }
    try self.init(header: header, bytes: SignalBytes(path: signals, offset: header.byteOffset))
  }

  /// Opens a file that is the header followed by the signals.
  package init(joinedPath path: String, headerBytes: Int64) throws(HubError) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw HubError(.unreadableFile) }
    guard let length = Int(exactly: headerBytes), length > 0, length <= WFDBLimits.headerBytes else { throw HubError(.badWaveform, "header length") }
    let start: Data?
    do { start = try handle.read(upToCount: length) } catch { throw HubError(.unreadableFile) }
    let header = try WFDBHeaderParser.parse(Array(start ?? Data()))
    try self.init(header: header, bytes: SignalBytes(path: path, offset: length + header.byteOffset))
  }

  /// The same for bytes in memory.
  package init(joined bytes: [UInt8], headerBytes: Int64) throws(HubError) {
    guard let length = Int(exactly: headerBytes), length > 0, length <= bytes.count else { throw HubError(.badWaveform, "header length") }
    let header = try WFDBHeaderParser.parse(Array(bytes[..<length]))
    try self.init(header: header, bytes: SignalBytes(bytes, offset: length + header.byteOffset))
  }

  private init(header: WFDBHeader, bytes: SignalBytes) throws(HubError) {
    let indices = header.signals.indices.filter { header.signals[$0].microvoltsPerUnit != nil }
    guard !indices.isEmpty else { throw HubError(.badWaveform, "no voltage signal") }
    let available = header.format.sampleCount(bytes: bytes.count) / header.signals.count
    guard available > 0 else { throw HubError(bytes.count == 0 ? .missingCompanionFile : .truncated, "signals") }
    if let stated = header.frameCount, stated > available { throw HubError(.truncated, "\(stated) samples stated, \(available) there") }
    frameCount = header.frameCount ?? available
    guard frameCount <= WFDBLimits.frames else { throw HubError(.objectTooLarge, "samples") }
    leadIndices = indices
    leadNames = LeadNaming.distinct(indices.map { LeadNaming.name(header.signals[$0].description, channel: $0) })
    sums = [Int](repeating: 0, count: header.signals.count)
    self.header = header
    self.bytes = bytes
  }

  /// The next samples of each lead in microvolts, `nan` where the file marks them as not valid; `nil` at the end.
  ///
  /// - Parameter maximumFrames: samples a lead; made even, so that pieces of format 212 begin at a byte.
  /// - Throws: `bad-waveform` with the last piece when a checksum of the header does not hold.
  package mutating func next(maximumFrames: Int = 65_536) throws(HubError) -> [[Float]]? {
    guard framesRead < frameCount else { return nil }
    let frames = min(max(2, maximumFrames) / 2 * 2, frameCount - framesRead)
    let signalCount = header.signals.count
    let piece = try bytes.read(header.format.byteCount(samples: frames * signalCount))
    let samples = WFDBSampleDecoder.samples(piece, count: frames * signalCount, format: header.format)
    framesRead += frames
    addToSums(samples)
    if framesRead == frameCount { try checkSums() }
    return leadIndices.map { physical(samples, signal: $0, frames: frames) }
  }

  private func physical(_ samples: [Int16], signal index: Int, frames: Int) -> [Float] {
    let signal = header.signals[index]
    let scale = Float((signal.microvoltsPerUnit ?? 1) / signal.gain)
    let (invalid, baseline, stride) = (header.format.invalidSample, signal.baseline, header.signals.count)
    return samples.withUnsafeBufferPointer { source in
      [Float](unsafeUninitializedCapacity: frames) { target, count in
        for frame in 0..<frames {
          let sample = source[frame * stride + index]
          target.initializeElement(at: frame, to: sample == invalid ? .nan : Float(Int(sample) - baseline) * scale)
        }
        count = frames
      }
    }
  }

  private mutating func addToSums(_ samples: [Int16]) {
    let stride = sums.count
    samples.withUnsafeBufferPointer { source in
      for signal in 0..<stride {
        var sum = 0
        var place = signal
        while place < source.count {
          sum &+= Int(source[place])
          place += stride
        }
        sums[signal] &+= sum
      }
    }
  }

  private func checkSums() throws(HubError) {
    for (signal, sum) in zip(header.signals, sums) {
      guard let stated = signal.checksum else { continue }
      guard UInt16(truncatingIfNeeded: stated) == UInt16(truncatingIfNeeded: sum) else { throw HubError(.badWaveform, "checksum") }
    }
  }
}
