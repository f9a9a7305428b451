import HubModel

/// The arithmetic of a progress bar: how much is done, how fast lately, how long still.
struct ProgressMeter: Sendable, Equatable {
  private(set) var totalBytes: Int64
  private(set) var doneBytes: Int64 = 0
  /// Samples of the last seconds, for a rate that follows the line but does not jump.
  private var samples: [Sample] = []
  private static let window = TimeSpan.seconds(10)

  private struct Sample: Sendable, Equatable {
    var at: MonotonicInstant
    var doneBytes: Int64
  }

  init(totalBytes: Int64, at now: MonotonicInstant) {
    self.totalBytes = max(0, totalBytes)
    samples = [Sample(at: now, doneBytes: 0)]
  }

  /// - Parameter bytes: negative when an attempt is begun again.
  mutating func advance(by bytes: Int64, at now: MonotonicInstant) {
    doneBytes = min(max(0, doneBytes + bytes), totalBytes)
    // One sample each 100 ms is enough for a rate.
    if let last = samples.last, samples.count > 1, now - last.at < .milliseconds(100) {
      samples[samples.count - 1].doneBytes = doneBytes
    } else {
      samples.append(Sample(at: now, doneBytes: doneBytes))
    }
    while samples.count > 2, now - samples[0].at > Self.window { samples.removeFirst() }
  }

  /// 0…1; nothing to do is done.
  var fraction: Double { totalBytes == 0 ? 1 : Double(doneBytes) / Double(totalBytes) }

  /// `nil` until there is something to measure.
  func bytesPerSecond(at now: MonotonicInstant) -> Double? {
    guard let first = samples.first else { return nil }
    let seconds = (now - first.at).seconds
    let bytes = doneBytes - first.doneBytes
    return seconds > 0.2 && bytes > 0 ? Double(bytes) / seconds : nil
  }

  func timeLeft(at now: MonotonicInstant) -> TimeSpan? {
    guard let rate = bytesPerSecond(at: now) else { return doneBytes >= totalBytes ? .seconds(0) : nil }
    return TimeSpan(microseconds: Int64((Double(totalBytes - doneBytes) / rate * 1e6).rounded()))
  }

  /// `[######----]  60%  12.3 MB/20.5 MB  1.2 MB/s  7s left`, never wider than `columns`.
  func line(columns: Int, at now: MonotonicInstant, language: Language) -> String {
    let percent = String(Int((fraction * 100).rounded(.down)))
    var words = DisplayWidth.padded(percent + "%", to: 4, isRightAligned: true)
    words += "  " + ByteCount.text(doneBytes) + "/" + ByteCount.text(totalBytes)
    if let rate = bytesPerSecond(at: now) { words += "  " + ByteCount.text(Int64(rate)) + "/s" }
    if let left = timeLeft(at: now), left > .seconds(0) {
      words += "  " + (language == .zh ? "剩余 " : "") + TimeWords.short(left, in: language) + (language == .zh ? "" : " left")
    }
    let barWidth = min(40, columns - DisplayWidth.columns(of: words) - 5)
    guard barWidth >= 5 else { return DisplayWidth.cut(words, to: max(1, columns - 1)) }
    let filled = Int((Double(barWidth) * fraction).rounded(.down))
    return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: barWidth - filled) + "] " + words
  }
}

/// Sizes as people read them: powers of 1000.
enum ByteCount {
  static func text(_ bytes: Int64) -> String {
    var value = Double(max(0, bytes))
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 999.5 { return unit == "B" || value >= 99.95 ? "\(Int(value.rounded())) \(unit)" : "\((value * 10).rounded() / 10) \(unit)" }
      value /= 1000
    }
    return "\((value * 10).rounded() / 10) TB"
  }
}
