import ECGCore
import HubModel

/// Which signals of a file are ECG leads of one rate.
struct EDFSelection {
  /// Signals kept, by position in the header.
  let indices: [Int]
  let names: [LeadName]
  /// ECG of other rates.
  let otherRateCount: Int
  /// Signals that are no ECG, annotations aside.
  let omittedCount: Int

  /// The types of signal that the specification's standard texts (§2.1.3, edfplus.info/specs/edftexts) tell apart from ECG.
  private static let otherTypes: Set<String> = [
    "EEG", "EOG", "EMG", "ERG", "NC", "MEG", "MCG", "EP", "TEMP", "RESP", "SAO2", "LIGHT", "SOUND", "EVENT", "BP", "SPO2", "PLETH",
  ]

  /// - Throws: `bad-waveform` when no signal is a calibrated voltage that may be an ECG.
  init(_ header: EDFHeader) throws(HubError) {
    let voltages = header.signals.indices.filter { index in
      let signal = header.signals[index]
      return signal.scale != nil && signal.samplesPerRecord > 0 && !signal.isAnnotation && !Self.isOther(signal.label)
    }
    // In a polysomnogram the electrodes on the head are voltages too: where some signals say that they are ECG, only those are.
    let named = voltages.filter { Self.isNamedECG(header.signals[$0].label) }
    let candidates = named.isEmpty ? voltages : named
    let byRate = Dictionary(grouping: candidates) { header.signals[$0].samplesPerRecord }
    guard let best = byRate.max(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else {
      throw HubError(.badWaveform, "no calibrated ECG signal")
    }
    indices = best.value
    names = LeadNaming.distinct(indices.enumerated().map { LeadNaming.name(header.signals[$1].label, channel: $0) })
    otherRateCount = candidates.count - indices.count
    omittedCount = header.signals.count { !$0.isAnnotation } - candidates.count
  }

  private static func isOther(_ label: String) -> Bool { otherTypes.contains(firstWord(label)) }

  private static func isNamedECG(_ label: String) -> Bool {
    ["ECG", "EKG"].contains { firstWord(label).hasPrefix($0) } || LeadNaming.known(label) != nil
  }

  private static func firstWord(_ label: String) -> String {
    String(label.split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "_" }).first ?? "").uppercased()
  }
}
