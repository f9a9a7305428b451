/// Writes EDF, EDF+ and BDF files for tests.
struct EDFWriter {
  struct Signal {
    var label: String
    var unit = "uV"
    var physical = (-3276.8, 3276.7)
    var digital = (-32_768, 32_767)
    var prefiltering = ""
    var samplesPerRecord: Int
    /// All records one behind another.
    var samples: [Int] = []
  }

  var signals: [Signal]
  var kind = ""
  var patient = ""
  var recording = ""
  var date = "22.11.26"
  var time = "09.00.00"
  var recordSeconds = "1"
  /// As written; `nil` for what is there.
  var recordCount: String?
  /// Times of the records; puts an annotation signal behind the others.
  var onsets: [String] = []
  var isBDF = false

  private static let annotationBytes = 60

  var bytes: [UInt8] {
    let width = isBDF ? 3 : 2
    let records = signals.first.map { $0.samples.count / max(1, $0.samplesPerRecord) } ?? 0
    var all = signals
    if !onsets.isEmpty {
      let label = isBDF ? "BDF Annotations" : "EDF Annotations"
      all.append(Signal(label: label, unit: "", physical: (-1, 1), samplesPerRecord: Self.annotationBytes / width))
    }
    var bytes = isBDF ? [0xFF] + Array("BIOSEMI".utf8) : field("0", 8)
    bytes += field(patient, 80) + field(recording, 80) + field(date, 8) + field(time, 8)
    bytes += field(String(256 * (all.count + 1)), 8) + field(kind, 44) + field(recordCount ?? String(records), 8)
    bytes += field(recordSeconds, 8) + field(String(all.count), 4)
    bytes += all.flatMap { field($0.label, 16) } + all.flatMap { _ in field("", 80) } + all.flatMap { field($0.unit, 8) }
    bytes += all.flatMap { field("\($0.physical.0)", 8) } + all.flatMap { field("\($0.physical.1)", 8) }
    bytes += all.flatMap { field(String($0.digital.0), 8) } + all.flatMap { field(String($0.digital.1), 8) }
    bytes += all.flatMap { field($0.prefiltering, 80) } + all.flatMap { field(String($0.samplesPerRecord), 8) } + all.flatMap { _ in field("", 32) }
    for record in 0..<records {
      for signal in signals {
        for sample in signal.samples[record * signal.samplesPerRecord..<(record + 1) * signal.samplesPerRecord] {
          bytes += (0..<width).map { UInt8(truncatingIfNeeded: sample >> (8 * $0)) }
        }
      }
      if !onsets.isEmpty {
        let text = Array(onsets[record].utf8) + (onsets[record].isEmpty ? [] : [0x14, 0x14, 0])
        bytes += text + [UInt8](repeating: 0, count: Self.annotationBytes - text.count)
      }
    }
    return bytes
  }

  /// Text as its bytes in UTF-8, cut or filled with spaces.
  private func field(_ text: String, _ width: Int) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(width))
    return bytes + [UInt8](repeating: 0x20, count: width - bytes.count)
  }
}
