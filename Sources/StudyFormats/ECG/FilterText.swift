import DICOM

/// The filters of a group's channels in one line.
enum FilterText {
  /// `0.05–150 Hz, AC 50 Hz`; empty unless all channels say the same.
  static func text(_ channels: [WaveformChannel]) -> String {
    let texts = Set(channels.map { text(low: $0.filterLowHertz, high: $0.filterHighHertz, notch: $0.notchFilterHertz) })
    return texts.count == 1 ? texts.first ?? "" : ""
  }

  static func text(of frequencies: Frequencies) -> String {
    text(low: frequencies.lowHertz, high: frequencies.highHertz, notch: frequencies.notchHertz)
  }

  private static func text(low: Double?, high: Double?, notch: Double?) -> String {
    var parts: [String] = []
    switch (usable(low), usable(high)) {
    case (let low?, let high?): parts.append("\(number(low))–\(number(high)) Hz")
    case (let low?, nil): parts.append("≥ \(number(low)) Hz")
    case (nil, let high?): parts.append("≤ \(number(high)) Hz")
    case (nil, nil): break
    }
    if let notch = usable(notch) { parts.append("AC \(number(notch)) Hz") }
    return parts.joined(separator: ", ")
  }

  struct Frequencies: Equatable {
    var lowHertz: Double?
    var highHertz: Double?
    var notchHertz: Double?
  }

  /// The way back; nothing for words of another form.
  static func frequencies(_ text: String) -> Frequencies {
    var frequencies = Frequencies()
    if let match = text.firstMatch(of: /([0-9.]+)–([0-9.]+) Hz/) {
      (frequencies.lowHertz, frequencies.highHertz) = (usable(Double(match.1)), usable(Double(match.2)))
    } else if let match = text.firstMatch(of: /≥ ([0-9.]+) Hz/) {
      frequencies.lowHertz = usable(Double(match.1))
    } else if let match = text.firstMatch(of: /≤ ([0-9.]+) Hz/) {
      frequencies.highHertz = usable(Double(match.1))
    }
    if let match = text.firstMatch(of: /AC ([0-9.]+) Hz/) { frequencies.notchHertz = usable(Double(match.1)) }
    return frequencies
  }

  private static func usable(_ hertz: Double?) -> Double? { hertz.flatMap { $0.isFinite && $0 > 0 && $0 < 1e5 ? $0 : nil } }

  private static func number(_ hertz: Double) -> String { hertz == hertz.rounded() ? String(Int(hertz)) : String(hertz) }
}
