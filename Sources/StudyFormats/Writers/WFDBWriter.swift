import ECGCore
import Foundation
import HubModel

/// Writes an ECG as a WFDB record: a header and one signal file in format 16 (header(5), signal(5) of the WFDB applications guide).
/// Names and identifiers of the person are not written: the format has no place for them, and records are made to be passed on.
package enum WFDBWriter {
  package struct Written: Sendable {
    package var header: [UInt8]
    package var signals: [UInt8]
  }

  /// Comment in front of the leads that were computed; the reader marks them again.
  private static let derivedMark = "Derived:"

  /// - Parameters:
  ///   - name: of the record; the signal file is this and `.dat`.
  ///   - timeZone: IANA zone whose clocks the header's time shows.
  /// - Throws: `bad-value` for a name that the format does not allow; `bad-waveform`, `unsupported-waveform`.
  package static func record(_ document: ECGDocument, name: String, timeZone: String) throws(HubError) -> Written {
    let recording = document.recording
    guard name.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else { throw HubError(.badValue, "record name: letters, digits, _ and -") }
    guard !recording.leads.isEmpty, recording.leads.count <= WFDBLimits.signals else { throw HubError(.unsupportedWaveform, "number of leads") }
    var stored: [[Int16]] = []
    var lines = [recordLine(document, name, timeZone)]
    for lead in recording.leads {
      let quantisation = try LeadQuantisation(of: lead.samplesMicrovolts)
      let samples = lead.samplesMicrovolts.map(quantisation.stored)
      lines.append(signalLine(lead, quantisation, samples, name))
      stored.append(samples)
    }
    lines += comments(document)
    return Written(header: Array((lines.joined(separator: "\n") + "\n").utf8), signals: interleaved(stored, count: recording.sampleCount))
  }

  /// The leads that a record's comments call derived.
  static func derivedLeads(in comments: [String]) -> Set<LeadName> {
    let names = comments.filter { $0.hasPrefix(derivedMark) }.flatMap { $0.dropFirst(derivedMark.count).split(separator: " ") }
    return Set(names.map { LeadName(rawValue: String($0)) }.filter(LeadDerivation.isDerivable))
  }

  private static func recordLine(_ document: ECGDocument, _ name: String, _ timeZone: String) -> String {
    let recording = document.recording
    let line = "\(name) \(recording.leads.count) \(number(recording.samplingRateHertz)) \(recording.sampleCount)"
    guard let start = document.acquiredAt else { return line }
    let civil = CivilTime(start, in: TimeZone(identifier: timeZone) ?? .gmt)
    let fraction = civil.microsecond == 0 ? "" : "." + String(String(1_000_000 + civil.microsecond).dropFirst())
    let date = civil.dateText.split(separator: "-").reversed().joined(separator: "/")
    return line + " \(civil.timeText)\(fraction) \(date)"
  }

  private static func signalLine(_ lead: ECGLead, _ quantisation: LeadQuantisation, _ samples: [Int16], _ name: String) -> String {
    let sum = samples.reduce(0) { $0 &+ Int($1) }
    let gain = number(1000 / quantisation.stepMicrovolts)
    let description = DICOMPatientText.line(lead.name.rawValue, limit: 40)
    return "\(name).dat 16 \(gain)(\(-quantisation.offsetSteps))/mV 16 0 \(samples.first ?? 0) \(Int16(truncatingIfNeeded: sum)) 0 \(description)"
  }

  /// Age and sex as the PhysioNet Challenge writes them.
  private static func comments(_ document: ECGDocument) -> [String] {
    var comments: [String] = []
    if let age = document.patientFacts.ageYears, age.isFinite, (0..<131).contains(age) { comments.append("# Age: \(Int(age))") }
    if let sex = document.patientFacts.sex { comments.append("# Sex: \(sex == .female ? "Female" : "Male")") }
    let derived = document.recording.leads.filter(\.isDerived).map(\.name.rawValue)
    if !derived.isEmpty { comments.append("# \(derivedMark) \(derived.joined(separator: " "))") }
    return comments
  }

  private static func interleaved(_ leads: [[Int16]], count: Int) -> [UInt8] {
    let stride = leads.count * 2
    var bytes = [UInt8](repeating: 0, count: count * stride)
    for (index, samples) in leads.enumerated() {
      var place = index * 2
      for sample in samples.prefix(count) {
        let bits = UInt16(bitPattern: sample)
        bytes[place] = UInt8(truncatingIfNeeded: bits)
        bytes[place + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        place += stride
      }
    }
    return bytes
  }

  /// Whole numbers without a fraction, others in full.
  private static func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
