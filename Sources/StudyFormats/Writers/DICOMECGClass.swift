import HubModel

/// The storage classes for surface ECG, with what each can hold (PS3.3 §A.34.3.4, A.34.4.4, A.34.5.4).
package enum DICOMECGClass: String, Sendable, CaseIterable {
  case twelveLead = "1.2.840.10008.5.1.4.1.1.9.1.1"
  case general = "1.2.840.10008.5.1.4.1.1.9.1.2"
  case ambulatory = "1.2.840.10008.5.1.4.1.1.9.1.3"

  package var name: String {
    switch self {
    case .twelveLead: "12-Lead ECG"
    case .general: "General ECG"
    case .ambulatory: "Ambulatory ECG"
    }
  }

  private var channels: ClosedRange<Int> {
    switch self {
    case .twelveLead: 1...13
    case .general: 1...24
    case .ambulatory: 1...12
    }
  }

  private var ratesHertz: ClosedRange<Double> { self == .ambulatory ? 50...1000 : 200...1000 }

  private var maximumSamples: Int { self == .twelveLead ? 16_384 : Int(UInt32.max) }

  /// The first class in the standard's order that holds such a recording in one multiplex group.
  ///
  /// - Throws: `unsupported-waveform` with the limit that no class meets.
  static func holding(channels: Int, samples: Int, rateHertz: Double) throws(HubError) -> DICOMECGClass {
    let fitting = allCases.first { $0.channels.contains(channels) && $0.ratesHertz.contains(rateHertz) && samples <= $0.maximumSamples }
    if let fitting { return fitting }
    let rate = DICOMElements.decimalText(rateHertz)
    guard (50...1000).contains(rateHertz) else { throw HubError(.unsupportedWaveform, "\(rate) Hz; DICOM ECG holds 50 to 1000 Hz") }
    throw HubError(.unsupportedWaveform, "\(channels) leads at \(rate) Hz; DICOM ECG holds 24, below 200 Hz 12")
  }
}
