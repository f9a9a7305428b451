import ECGCore
import HubModel

/// SCP-ECG records: EN 1064:2005+A1:2007, ISO 11073-91064:2009 (versions 1.x to 2.x). Clause numbers in this folder are theirs.
///
/// All leads with rhythm data come out; reference beats subtracted from it are added again, what was stored at a reduced rate is
/// interpolated. Version 3 (ISO 41064:2023) is read where it keeps rhythm data in section 6.
package enum SCPECG {
  /// Whether a file begins as a record does: section 0 at byte 7, the first pointer of which points at itself (§5.3).
  ///
  /// - Parameter start: the first 32 bytes or more.
  package static func looksLike(_ start: [UInt8]) -> Bool {
    guard start.count >= 32 else { return false }
    let length = ByteReader.unsigned(start[10..<14])
    let isSectionZero = ByteReader.unsigned(start[8..<10]) == 0 && (26...16_384).contains(length) && (length - 16).isMultiple(of: 10)
    let pointsAtItself =
      ByteReader.unsigned(start[22..<24]) == 0 && ByteReader.unsigned(start[24..<28]) == length && ByteReader.unsigned(start[28..<32]) == 7
    return isSectionZero && pointsAtItself && ByteReader.unsigned(start[2..<6]) >= length + 6
  }

  /// The ECG of a record.
  ///
  /// - Parameters:
  ///   - name: how the document is to be called.
  ///   - timeZone: where the device stood, for records that do not say it.
  /// - Throws: `truncated`, `length-outside-file` or `bad-waveform` for a record that contradicts itself (a wrong checksum too),
  ///   `unsupported-waveform` for what the standard allows and this reader does not, `object-too-large`.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let record = try SCPRecord(bytes)
    let patient = try SCPPatient(record.section(1), timeZone: timeZone)
    let rhythm = try SCPRhythm(record)
    let leads = LeadDerivation.completing(rhythm.leads)
    let missing = record.unsummed.isEmpty ? [] : [SCPRemarks.noChecksum(record.unsummed.count)]
    return ECGDocument(
      name: name, recording: ECGRecording(leads: leads, samplingRateHertz: rhythm.samplingRateHertz), patientFacts: patient.facts,
      identity: patient.identity, acquiredAt: patient.acquiredAt, institution: patient.institution, filters: FilterText.text(of: patient.filters),
      assumptions: missing + rhythm.remarks + DocumentRemarks.derived(leads))
  }
}

/// Bounds on what a record may claim.
enum SCPLimits {
  static let leads = 64
  /// Of all leads together: an hour of eight leads at 500 Hz is 14 million.
  static let samples = 1 << 24
}

/// What is said to people of how a record was read.
enum SCPRemarks {
  static func noChecksum(_ count: Int) -> BilingualText {
    BilingualText(chinese: "文件有 \(count) 处校验码为零，未能核对", english: "\(count) checksums of the file are zero and could not be checked")
  }

  static let interpolated = BilingualText(
    chinese: "部分波形以较低采样率存储，经插值还原", english: "parts of the signal were stored at a reduced rate and are interpolated")

  static let referenceBeatsAdded = BilingualText(
    chinese: "波形由参考心搏与残差还原", english: "the signal was restored from a reference beat and residuals")
}
