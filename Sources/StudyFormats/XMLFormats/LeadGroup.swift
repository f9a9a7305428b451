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
  /// No line of merged groups is longer; groups further apart are no page of one ECG.
  static let longestMergedSeconds = 120.0

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
      (leads, start) = merged
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

  /// All groups on one time line; a lead recorded twice keeps its longer stretch. `nil` when they do not fit on one, or would leave
  /// more of it empty than filled three times over.
  private static func merged(_ groups: [LeadGroup]) -> (leads: [ECGLead], start: Double?)? {
    let starts = groups.compactMap(\.startSeconds)
    guard let rate = groups.first?.samplingRateHertz, starts.count == groups.count, groups.allSatisfy({ $0.samplingRateHertz == rate }) else {
      return nil
    }
    let start = starts.min() ?? 0
    let end = zip(groups, starts).map { $1 + $0.durationSeconds }.max() ?? 0
    guard end - start <= longestMergedSeconds else { return nil }
    let count = Int(((end - start) * rate).rounded())
    let present = groups.reduce(0) { $0 + $1.leads.count * $1.sampleCount }
    let names = Set(groups.flatMap { $0.leads.map(\.name) })
    guard names.count <= XMLLimits.leads, count * names.count <= 4 * present else { return nil }
    var leads: [ECGLead] = []
    var done: Set<LeadName> = []
    for group in groups.sorted(by: { $0.durationSeconds > $1.durationSeconds }) {
      let place = Int((((group.startSeconds ?? start) - start) * rate).rounded())
      for lead in group.leads where done.insert(lead.name).inserted {
        var line = [Float](repeating: .nan, count: count)
        let stretch = lead.samplesMicrovolts.prefix(max(0, count - place))
        line.replaceSubrange(place..<place + stretch.count, with: stretch)
        leads.append(ECGLead(name: lead.name, samplesMicrovolts: line))
      }
    }
    return (leads, start)
  }
}
