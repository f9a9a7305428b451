import DICOM
import ECGCore
import HubModel

/// The ECG in a DICOM waveform object.
///
/// Of several multiplex groups one is taken: an original before a derived one (median beats), the one with most of the twelve
/// standard leads, then the longest. Where no group alone holds eight of the twelve, groups of one rate that follow each other
/// (four times three leads) are laid on one time line, with gaps where a lead was not recorded. Else groups recorded at the same
/// time with other leads (V7–V9, right chest) join it.
struct DICOMECG {
  /// Leads that were sampled further apart are said to be.
  static let tolerableSkewSeconds = 0.001

  private struct Group {
    var leads: [ECGLead]
    var rate: Double
    var offsetSeconds: Double
    var isDerived: Bool
    var filters: String
    var standardCount: Int { leads.count { LeadName.standardTwelve.contains($0.name) } }
    var sampleCount: Int { leads.first?.samplesMicrovolts.count ?? 0 }
    var durationSeconds: Double { Double(sampleCount) / rate }
  }

  private let object: ScannedObject
  private let timeZone: String
  /// In other classes (hemodynamic, electrophysiology) only channels that name a surface lead are ECG.
  private let isECGClass: Bool
  private let groupCount: Int
  private var groups: [Group] = []
  private var remarks: [BilingualText] = []

  init(_ reading: DICOMWaveform.Reading, timeZone: String) {
    object = reading.object
    self.timeZone = timeZone
    groupCount = reading.groups.count
    if reading.object.remarks.contains(.foreignMeta) { remarks.append(DocumentRemarks.foreignMeta) }
    isECGClass = DICOMParts.part(of: reading.object) == .ecg
    for group in reading.groups { add(group) }
  }

  /// - Throws: `bad-waveform` when there is no calibrated voltage to show.
  func document(name: String) throws(HubError) -> ECGDocument {
    let originals = groups.filter { !$0.isDerived }
    let candidates = originals.isEmpty ? groups : originals
    let rank = { (group: Group) in (group.standardCount, group.durationSeconds) }
    guard let place = candidates.indices.max(by: { rank(candidates[$0]) < rank(candidates[$1]) }) else {
      throw HubError(.badWaveform, groupCount == 0 ? "no waveform in this object" : "no calibrated ECG channel")
    }
    var assumptions = remarks
    let best = candidates[place]
    var chosen = best
    if best.standardCount < 8, candidates.count > 1, let merged = Self.merged(candidates) {
      chosen = merged
      assumptions.append(DocumentRemarks.consecutive(candidates.count))
    } else {
      let joined = Self.joined(candidates, to: place)
      chosen = joined.group
      if joined.leftOut > 0 { assumptions.append(DocumentRemarks.otherGroups(joined.leftOut)) }
    }
    let leads = LeadDerivation.completing(chosen.leads)
    assumptions += DocumentRemarks.derived(leads)
    let patient = DICOMPatient(object.dataSet)
    let times = DICOMTimes(object.dataSet, timeZone: timeZone)
    return ECGDocument(
      name: name, recording: ECGRecording(leads: leads, samplingRateHertz: chosen.rate), patientFacts: patient.facts(at: times.studyStart),
      identity: patient.identity, acquiredAt: times.acquisition, institution: patient.text(.institutionName), filters: chosen.filters,
      assumptions: assumptions)
  }

  private mutating func add(_ group: WaveformGroup) {
    guard group.samplingRateHertz.isFinite, group.samplingRateHertz > 0, group.sampleCount > 0 else { return }
    var names: [LeadName] = []
    var channels: [WaveformChannel] = []
    for (index, channel) in group.channels.enumerated() where channel.unit == .microvolts {
      let (name, contradicted) = LeadNaming.name(channel.source, label: channel.label, channel: index)
      guard isECGClass || LeadNaming.known(name.rawValue) != nil else { continue }
      if let contradicted { remark(DocumentRemarks.contradicted(name, code: contradicted)) }
      names.append(name)
      channels.append(channel)
    }
    if channels.count < group.channels.count { remark(DocumentRemarks.omitted(group.channels.count - channels.count)) }
    guard !channels.isEmpty else { return }
    let distinct = LeadNaming.distinct(names)
    if distinct != names { remark(DocumentRemarks.duplicated) }
    let skew = channels.compactMap(\.timeSkewSeconds).map(abs).max() ?? 0
    if skew >= Self.tolerableSkewSeconds { remark(DocumentRemarks.skewed(milliseconds: Int(min(skew * 1000, 1e6)))) }
    groups.append(
      Group(
        leads: zip(distinct, channels).map(Self.lead), rate: group.samplingRateHertz, offsetSeconds: (group.timeOffsetMilliseconds ?? 0) / 1000,
        isDerived: group.originality == "DERIVED", filters: FilterText.text(channels)))
  }

  private static func lead(_ name: LeadName, _ channel: WaveformChannel) -> ECGLead {
    ECGLead(name: name, samplesMicrovolts: channel.samples, isDerived: channel.derivation != nil && LeadDerivation.isDerivable(name))
  }

  private mutating func remark(_ text: BilingualText) {
    if !remarks.contains(text) { remarks.append(text) }
  }

  /// Groups of the same moment, rate and length add the leads that the group at `place` lacks.
  private static func joined(_ candidates: [Group], to place: Int) -> (group: Group, leftOut: Int) {
    var joined = candidates[place]
    var leftOut = 0
    for index in candidates.indices where index != place {
      let group = candidates[index]
      let isSimultaneous = abs(group.offsetSeconds - joined.offsetSeconds) * joined.rate < 0.5
      let added = group.leads.filter { lead in !joined.leads.contains { $0.name == lead.name } }
      if isSimultaneous, group.rate == joined.rate, group.sampleCount == joined.sampleCount, !added.isEmpty {
        joined.leads += added
      } else {
        leftOut += 1
      }
    }
    return (joined, leftOut)
  }

  /// All groups on one time line; `nil` when they do not fit on one.
  private static func merged(_ groups: [Group]) -> Group? {
    guard let first = groups.first, groups.allSatisfy({ $0.rate == first.rate && $0.offsetSeconds.isFinite }) else { return nil }
    let placed = groups.map { TimelinePlacing.Group(leads: $0.leads, startSeconds: $0.offsetSeconds) }
    return TimelinePlacing.consecutive(placed, rateHertz: first.rate).map { line in
      Group(leads: line.leads, rate: first.rate, offsetSeconds: line.startSeconds, isDerived: false, filters: first.filters)
    }
  }
}
