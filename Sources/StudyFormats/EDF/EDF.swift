import ECGCore
import HubModel

/// European Data Format: EDF (Kemp et al., Electroenceph. clin. Neurophysiol. 82, 391, 1992), EDF+ (Kemp and Olivan, Clin. Neurophysiol.
/// 114, 1755, 2003; edfplus.info/specs) and BioSemi's 24-bit BDF. Section numbers in this folder are those of the EDF+ specification.
///
/// Of the voltage signals those of the rate most ECG leads have are kept; the others are left out with a remark. The gaps of a
/// discontinuous recording (EDF+D) become `nan`. Annotations are not read.
package enum EDF {
  /// - Parameter start: the first 256 bytes or more.
  package static func looksLike(_ start: [UInt8]) -> Bool {
    guard start.count >= EDFHeader.fixedBytes else { return false }
    let isEDF = start[0] == 0x30 && start[1..<8].allSatisfy { $0 == 0x20 || $0 == 0 }
    let isBDF = start[0] == 0xFF && start[1..<8].elementsEqual("BIOSEMI".utf8)
    guard isEDF || isBDF, let signals = EDFField.integer(start[252..<256]), signals > 0 else { return false }
    return EDFField.integer(start[184..<192]) == EDFHeader.fixedBytes * (signals + 1)
  }

  /// The ECG of a file.
  ///
  /// - Parameters:
  ///   - name: how the document is to be called.
  ///   - timeZone: where the device stood; the format knows local time only.
  /// - Throws: `truncated` or `bad-waveform` for a file that contradicts itself or has no ECG, `object-too-large`.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    try document(EDFSignalReader(bytes: bytes), name: name, timeZone: timeZone)
  }

  /// The whole of an opened file in memory.
  package static func document(_ opened: EDFSignalReader, name: String, timeZone: String) throws(HubError) -> ECGDocument {
    var reader = opened
    guard reader.frameCount * reader.leadNames.count <= WFDBLimits.samplesInMemory else { throw HubError(.objectTooLarge, "samples") }
    var samples = [[Float]](repeating: [], count: reader.leadNames.count)
    for lead in samples.indices { samples[lead].reserveCapacity(reader.frameCount) }
    while let piece = try reader.next() {
      for lead in samples.indices { samples[lead] += piece[lead] }
    }
    let leads = LeadDerivation.completing(zip(reader.leadNames, samples).map { ECGLead(name: $0, samplesMicrovolts: $1) })
    let patient = EDFPatient(reader.header)
    return ECGDocument(
      name: name, recording: ECGRecording(leads: leads, samplingRateHertz: reader.samplingRateHertz), patientFacts: patient.facts,
      identity: patient.identity, acquiredAt: patient.startedAt(offsetSeconds: reader.firstOnsetSeconds, timeZone: timeZone),
      filters: reader.filters, assumptions: reader.remarks + DocumentRemarks.derived(leads))
  }
}

/// Bounds on what a header may claim.
enum EDFLimits {
  static let signals = 512
  /// The specification advises at most 61,440.
  static let recordBytes = 1 << 24
  /// How many times longer than what was recorded the line with its gaps may be.
  static let longestByRecorded = 16
}
