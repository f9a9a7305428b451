import ECGCore
import HubModel

/// The rhythm data of a record at the full rate, in microvolts (sections 2 to 6).
struct SCPRhythm {
  private(set) var leads: [ECGLead] = []
  let samplingRateHertz: Double
  private(set) var remarks: [BilingualText] = []

  private let table: SCPLeadTable
  private let huffman: SCPHuffman?
  private let rhythm: SCPSamples
  private let beats: SCPBeatTable?
  private let reference: SCPSamples?

  init(_ record: SCPRecord) throws(HubError) {
    guard let section = record.section(6) else { throw HubError(.unsupportedWaveform, "no rhythm data in section 6") }
    table = try SCPLeadTable(section: record.section(3))
    huffman = if let tables = record.section(2), !tables.isEmpty { try SCPHuffman(section: tables) } else { nil }
    rhythm = try SCPSamples(section: section, number: 6, leadCount: table.leads.count)
    // From version 3 on the flag is reserved and rhythm data are never reduced.
    let isBimodal = rhythm.isBimodal && record.protocolVersion < 30
    if isBimodal || table.isBeatSubtracted {
      guard let zones = record.section(4) else { throw HubError(.badWaveform, "no section 4") }
      beats = try SCPBeatTable(section: zones)
      reference = if let section = record.section(5) { try SCPSamples(section: section, number: 5, leadCount: table.leads.count) } else { nil }
    } else {
      (beats, reference) = (nil, nil)
    }
    let factor = try Self.factor(rhythm, reference)
    samplingRateHertz = rhythm.samplingRateHertz * Double(factor)
    guard WFDBLimits.samplingRatesHertz.contains(samplingRateHertz) else { throw HubError(.badWaveform, "sample interval") }
    let protected = if isBimodal, let beats { try beats.protectedAreas() } else { [ClosedRange<Int>]() }
    try readLeads(factor: factor, protected: protected)
  }

  /// How many reference samples one rhythm sample spans: 1 to 4 (§5.9).
  private static func factor(_ rhythm: SCPSamples, _ reference: SCPSamples?) throws(HubError) -> Int {
    guard let reference else { return 1 }
    let (factor, rest) = rhythm.intervalMicroseconds.quotientAndRemainder(dividingBy: reference.intervalMicroseconds)
    guard rest == 0, (1...4).contains(factor) else {
      throw HubError(.unsupportedWaveform, "sample intervals \(rhythm.intervalMicroseconds) and \(reference.intervalMicroseconds) µs")
    }
    return factor
  }

  private mutating func readLeads(factor: Int, protected: [ClosedRange<Int>]) throws(HubError) {
    var stretches: [TimelinePlacing.Stretch] = []
    // Code 0 is an unspecified lead; the others that are no ECG are calibration pulses and device signals.
    let indices = table.leads.indices.filter { table.leads[$0].code == 0 || LeadCode.isECG(table.leads[$0].code) }
    guard !indices.isEmpty else { throw HubError(.badWaveform, "no ECG lead") }
    let names = LeadNaming.distinct(
      indices.map { table.leads[$0].code == 0 ? LeadNaming.name("", channel: $0) : LeadCode.name(table.leads[$0].code) })
    for (index, name) in zip(indices, names) {
      let lead = table.leads[index].samples
      let reduced = SCPReducedRate(lead: lead, protected: protected, factor: factor)
      let steps = try rhythm.decode(lead: index, count: reduced.storedCount, huffman)
      let microvolts = steps.map { Float(Int($0) * rhythm.stepNanovolts) / 1000 }
      var samples = factor == 1 ? microvolts : reduced.restored(microvolts)
      if table.isBeatSubtracted { try addReferenceBeats(lead: index, to: &samples) }
      stretches.append(TimelinePlacing.Stretch(name: name, start: lead.lowerBound, samples: samples))
    }
    leads = try TimelinePlacing.leads(stretches)
    remark(names: names, omitted: table.leads.count - indices.count, isReduced: factor > 1)
  }

  /// Adds the reference beat to the residuals of its beats (§5.7, §5.8). Both are taken in volts: their steps may differ.
  private func addReferenceBeats(lead index: Int, to samples: inout [Float]) throws(HubError) {
    guard let beats, let reference else { throw HubError(.badWaveform, "no reference beat") }
    let count = beats.referenceMilliseconds * 1000 / reference.intervalMicroseconds
    let beat = try reference.decode(lead: index, count: count, huffman).map { Float(Int($0) * reference.stepNanovolts) / 1000 }
    let first = table.leads[index].samples.lowerBound
    // Zones may touch, not pile up: a bound on the work that a record can ask for.
    var allowance = 4 * samples.count + count
    for zone in beats.subtractions {
      let shift = beats.referenceFiducial - 1 - zone.fiducial + first
      let start = max(zone.samples.lowerBound - first, -shift, 0)
      let end = min(zone.samples.upperBound - first + 1, count - shift, samples.count)
      guard start < end else { continue }
      allowance -= end - start
      guard allowance >= 0 else { throw HubError(.badWaveform, "beat subtraction zones overlap") }
      for place in start..<end { samples[place] += beat[place + shift] }
    }
  }

  private mutating func remark(names: [LeadName], omitted: Int, isReduced: Bool) {
    if isReduced { remarks.append(SCPRemarks.interpolated) }
    if table.isBeatSubtracted { remarks.append(SCPRemarks.referenceBeatsAdded) }
    if omitted > 0 { remarks.append(DocumentRemarks.omitted(omitted)) }
    let starts = Set(table.leads.map(\.samples.lowerBound)).count
    if starts > 1 { remarks.append(DocumentRemarks.consecutive(starts)) }
    if names.contains(where: { $0.rawValue.contains("#") }) { remarks.append(DocumentRemarks.duplicated) }
  }
}
