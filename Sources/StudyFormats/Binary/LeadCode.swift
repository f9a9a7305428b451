import DICOM
import ECGCore

/// Leads by number: SCP-ECG (EN 1064 §5.6.3 table 4), MFER (ISO/TS 11073-92001 table of lead names) and MDC share one numbering.
enum LeadCode {
  /// The lead of a code; what no electrode position names reads `code 92`.
  ///
  /// - Parameter others: names of the format's own for further codes.
  static func name(_ code: Int, others: [Int: String] = [:]) -> LeadName {
    if let other = others[code] ?? holter[code] { return LeadName(rawValue: other) }
    let coded = LeadNaming.name(CodedConcept(value: "2:\(code)", scheme: "MDC", meaning: ""), label: nil, channel: 0).name
    return LeadNaming.known(coded.rawValue) ?? LeadName(rawValue: "code \(code)")
  }

  /// Whether a number is a surface ECG lead: no calibration pulse, no pressure, no status.
  static func isECG(_ code: Int, others: [Int: String] = [:]) -> Bool {
    others[code] != nil || holter[code] != nil || LeadNaming.known(name(code).rawValue) != nil
  }

  /// Bipolar chest leads of ambulatory recording.
  private static let holter = [19: "CC5", 20: "CM5"]
}
