import ECGCore
import HubModel

/// Medical waveform Format Encoding Rules: ISO/TS 11073-92001:2007, since 2015 ISO 22077-1; table numbers in this folder are those of
/// MFER part 1. The leads' numbers are those of parts 3-1 (standard 12-lead ECG) and 3-2 (long-term ECG).
///
/// Of all frames the longest run of ECG with one layout is read; averaged beats, pressures, status channels and events are not.
package enum MFER {
  /// - Parameter start: the first 256 bytes or more.
  package static func looksLike(_ start: [UInt8]) -> Bool {
    guard start.count > 6 else { return false }
    if start[0] == MFERTag.preamble.rawValue, start[1] < 0x80, start[2..<6].elementsEqual("MFR ".utf8) { return true }
    // The preamble may be missing. What begins with the byte order and goes on with known definitions is no accident.
    guard start[0] == MFERTag.byteOrder.rawValue, start[1] == 1, start[2] <= 1 else { return false }
    var place = 3
    var seen: Set<MFERTag> = []
    while place + 1 < start.count, seen.count < 3 {
      guard let tag = MFERTag(rawValue: start[place]) else { return false }
      if tag == .channel || tag == .waveform { break }
      guard start[place + 1] < 0x80 else { return false }
      seen.insert(tag)
      place += 2 + Int(start[place + 1])
    }
    return !seen.isDisjoint(with: [.interval, .resolution, .blockLength, .channelCount, .sequenceCount, .waveformType])
  }

  /// The ECG of a file.
  ///
  /// - Parameters:
  ///   - name: how the document is to be called.
  ///   - timeZone: where the device stood; the format knows local time only.
  /// - Throws: `length-outside-file`, `truncated` or `bad-waveform` for a file that contradicts itself or has no ECG,
  ///   `unsupported-waveform` for compressed data, `object-too-large`.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    guard looksLike(bytes) else { throw HubError(bytes.count > 6 ? .badWaveform : .truncated, "first definitions") }
    let content = try MFERContent(bytes)
    let recording = try MFERRecording(content.frames)
    let leads = LeadDerivation.completing(recording.leads)
    let patient = MFERPatient(content, timeZone: timeZone)
    return ECGDocument(
      name: name, recording: ECGRecording(leads: leads, samplingRateHertz: recording.samplingRateHertz), patientFacts: patient.facts,
      identity: patient.identity, acquiredAt: patient.measuredAt, filters: FilterText.text(of: content.filters),
      assumptions: recording.remarks + DocumentRemarks.derived(leads))
  }
}

/// Bounds on what a file may claim.
enum MFERLimits {
  static let channels = 128
  static let frames = 1 << 17
  /// Channels of all different layouts together.
  static let definedChannels = 1 << 18
}

/// Definitions by their tag (table 5-64).
enum MFERTag: UInt8 {
  case byteOrder = 0x01
  case version = 0x02
  case characterSet = 0x03
  case blockLength = 0x04
  case channelCount = 0x05
  case sequenceCount = 0x06
  case pointer = 0x07
  case waveformType = 0x08
  case lead = 0x09
  case dataType = 0x0A
  case interval = 0x0B
  case resolution = 0x0C
  case offset = 0x0D
  case compression = 0x0E
  case interpolation = 0x0F
  case filter = 0x11
  case null = 0x12
  case information = 0x15
  case note = 0x16
  case manufacturer = 0x17
  case waveform = 0x1E
  /// Definitions of one channel; the channel's number stands before the length.
  case channel = 0x3F
  case preamble = 0x40
  case event = 0x41
  case value = 0x42
  case skew = 0x43
  case condition = 0x44
  case report = 0x45
  case signature = 0x46
  case group = 0x67
  case end = 0x80
  case patientName = 0x81
  case patientID = 0x82
  case age = 0x83
  case sex = 0x84
  case time = 0x85
  case message = 0x86
  case uid = 0x87
  case map = 0x88
}
