/// A coded concept (PS3.3 §8): padding and NULs removed, text in the default repertoire.
package struct CodedConcept: Sendable, Hashable {
  /// `2:1`, `5.6.3-9-1` …; empty when the sender gave only a meaning.
  package var value: String
  /// `MDC`, `SCPECG`, `UCUM` …
  package var scheme: String
  package var meaning: String

  package init(value: String, scheme: String, meaning: String) {
    self.value = value
    self.scheme = scheme
    self.meaning = meaning
  }
}

/// What a channel's numbers mean.
package enum WaveformUnit: Sendable, Hashable {
  /// A voltage; samples are converted to microvolts.
  case microvolts
  /// Any other unit as its code says; samples are in that unit.
  case other(String)
  /// No (known) sensitivity: samples are the stored numbers, and no measurement in volts may be made of them.
  case uncalibrated
}

/// One channel of a multiplex group.
package struct WaveformChannel: Sendable {
  /// The channel's source: the lead for an ECG.
  package var source: CodedConcept?
  package var label: String?
  /// How the channel was computed from others; `nil` for one that was recorded.
  package var derivation: String?
  package var unit: WaveformUnit
  /// Samples in `unit`; `nan` where the stored sample equals the Waveform Padding Value.
  package var samples: [Float]
  /// Channel Time Skew in seconds.
  package var timeSkewSeconds: Double?
  package var filterLowHertz: Double?
  package var filterHighHertz: Double?
  package var notchFilterHertz: Double?
}

/// Channels sampled together: one item of the Waveform Sequence (PS3.3 §C.10.9).
package struct WaveformGroup: Sendable {
  package var label: String?
  /// `ORIGINAL` or `DERIVED`.
  package var originality: String?
  package var samplingRateHertz: Double
  package var sampleCount: Int
  /// Multiplex Group Time Offset from the start of acquisition.
  package var timeOffsetMilliseconds: Double?
  package var channels: [WaveformChannel]
}

extension DICOMTag {
  package static let channelDerivationDescription = DICOMTag(0x003A, 0x020C)
}
