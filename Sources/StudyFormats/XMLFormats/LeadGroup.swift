import ECGCore
import HubModel

/// Leads recorded together: one rate, one beginning.
struct LeadGroup {
  private(set) var leads: [ECGLead]
  let samplingRateHertz: Double
  /// On a clock that all groups of a document share; `nil` where the document does not say.
  let startSeconds: Double?
  let hasDuplicates: Bool

  /// - Throws: `bad-waveform` for a rate outside 1…100,000 Hz or no samples, `waveform-length-mismatch` for leads of unlike lengths,
  ///   `object-too-large` for too many leads.
  init(_ named: [(name: LeadName, samples: [Float])], samplingRateHertz: Double, startSeconds: Double? = nil) throws(HubError) {
    guard samplingRateHertz.isFinite, (1...100_000).contains(samplingRateHertz) else { throw HubError(.badWaveform, "sampling rate") }
    guard named.count <= XMLLimits.leads else { throw HubError(.objectTooLarge, "\(XMLLimits.leads) leads at most") }
    guard let count = named.first?.samples.count, count > 0 else { throw HubError(.badWaveform, "no samples") }
    guard named.allSatisfy({ $0.samples.count == count }) else { throw HubError(.waveformLengthMismatch, "leads of unlike lengths") }
    let names = LeadNaming.distinct(named.map(\.name))
    hasDuplicates = names != named.map(\.name)
    leads = zip(names, named).map { ECGLead(name: $0, samplesMicrovolts: $1.samples) }
    self.samplingRateHertz = samplingRateHertz
    self.startSeconds = startSeconds
  }

  var sampleCount: Int { leads.first?.samplesMicrovolts.count ?? 0 }
  var durationSeconds: Double { Double(sampleCount) / samplingRateHertz }
  var standardCount: Int { leads.count { LeadName.standardTwelve.contains($0.name) } }

  /// Whether a scale can be the amplitude of one unit of an ECG's samples.
  static func isScale(microvolts: Double) -> Bool { microvolts.isFinite && microvolts >= 1e-6 && microvolts <= 10_000 }
}

/// The recording of a document that holds one group of leads or several.
///
/// One group is taken: the one with most of the twelve standard leads, then the longest. Where none holds eight of the twelve, groups of
/// one rate that follow each other (four times three leads) are laid on one time line, with gaps where a lead was not recorded.
struct ChosenRecording {
  let recording: ECGRecording
  let remarks: [BilingualText]
  let startSeconds: Double?

  /// - Throws: `bad-waveform` when there is no group.
  init(_ groups: [LeadGroup]) throws(HubError) {
    guard let best = groups.max(by: { ($0.standardCount, $0.durationSeconds) < ($1.standardCount, $1.durationSeconds) }) else {
      throw HubError(.badWaveform, "no ECG rhythm waveform")
    }
    var remarks: [BilingualText] = []
    var leads = best.leads
    var start = best.startSeconds
    if best.standardCount < 8, groups.count > 1, let merged = Self.merged(groups) {
      (leads, start) = (merged.leads, merged.startSeconds)
      remarks.append(DocumentRemarks.consecutive(groups.count))
    } else if groups.count > 1 {
      remarks.append(DocumentRemarks.otherGroups(groups.count - 1))
    }
    if best.hasDuplicates { remarks.append(DocumentRemarks.duplicated) }
    leads = LeadDerivation.completing(leads)
    recording = ECGRecording(leads: leads, samplingRateHertz: best.samplingRateHertz)
    self.remarks = remarks + DocumentRemarks.derived(leads)
    startSeconds = start
  }

  /// The document of this recording.
  ///
  /// - Parameters:
  ///   - remarks: what was assumed beside the choice of the leads.
  ///   - isTextRepaired: whether the text was in another encoding than declared.
  func document(
    _ name: String, patient: StatedPatient, acquiredAt: Instant?, institution: String, filters: FilterText.Frequencies, remarks: [BilingualText],
    isTextRepaired: Bool
  ) -> ECGDocument {
    ECGDocument(
      name: name, recording: recording, patientFacts: patient.facts(at: acquiredAt), identity: patient.identity(isNameRepaired: isTextRepaired),
      acquiredAt: acquiredAt, institution: institution, filters: FilterText.text(of: filters),
      assumptions: self.remarks + remarks + (isTextRepaired ? [XMLRemarks.encodingRepaired] : []))
  }

  /// All groups on one time line; `nil` when they do not fit on one.
  private static func merged(_ groups: [LeadGroup]) -> TimelinePlacing.Group? {
    let placed = groups.compactMap { group in group.startSeconds.map { TimelinePlacing.Group(leads: group.leads, startSeconds: $0) } }
    guard let rate = groups.first?.samplingRateHertz, placed.count == groups.count, groups.allSatisfy({ $0.samplingRateHertz == rate }),
      let line = TimelinePlacing.consecutive(placed, rateHertz: rate), line.leads.count <= XMLLimits.leads
    else { return nil }
    return line
  }
}
