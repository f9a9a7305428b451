/// The name of an electrode lead as the AHA/ISO 11073-91064 writes it: `I II III aVR aVL aVF V1…V9 V3R V4R …`,
/// or the sender's own words where they name no standard lead.
package struct LeadName: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
  package var description: String { rawValue }

  /// The twelve standard leads in the order in which they are printed.
  package static let standardTwelve: [LeadName] = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"].map(
    LeadName.init(rawValue:))
}

/// One lead's samples at the recording's rate.
package struct ECGLead: Sendable, Equatable {
  package var name: LeadName
  /// Microvolts; `nan` where the sender marked a sample as padding or invalid.
  package var samplesMicrovolts: [Float]
  /// True when the lead was computed from others (III, aVR, aVL, aVF from I and II).
  package var isDerived: Bool

  package init(name: LeadName, samplesMicrovolts: [Float], isDerived: Bool = false) {
    self.name = name
    self.samplesMicrovolts = samplesMicrovolts
    self.isDerived = isDerived
  }
}

/// Simultaneous leads of one recording, all of the same length and rate.
package struct ECGRecording: Sendable, Equatable {
  package var leads: [ECGLead]
  package var samplingRateHertz: Double

  package init(leads: [ECGLead], samplingRateHertz: Double) {
    self.leads = leads
    self.samplingRateHertz = samplingRateHertz
  }

  package var sampleCount: Int { leads.first?.samplesMicrovolts.count ?? 0 }
  package var durationSeconds: Double { samplingRateHertz > 0 ? Double(sampleCount) / samplingRateHertz : 0 }
}

/// What the rules need to know of the person; everything may be unknown.
package struct PatientFacts: Sendable, Equatable, Codable {
  package enum Sex: String, Sendable, Codable { case female, male }
  package var ageYears: Double?
  package var sex: Sex?
  package init(ageYears: Double? = nil, sex: Sex? = nil) {
    self.ageYears = ageYears
    self.sex = sex
  }
}
