#if canImport(Glibc)
  import Glibc
#endif

/// Whether electrodes seem to be exchanged: leads of one body hang together, and a wrong place breaks that.
///
/// Kors and van Herpen (Am. J. Cardiol. 88:396, 2001) rebuild each lead from the others and ask which exchange makes the rebuilt agree with
/// the recorded; here the same redundancy is asked of all leads at once, with P, QRS and T apart (P decides between arm and leg,
/// Abdollah and Milliken 1997). An exchange with the right leg leaves a lead without signal (Hedén, Am. J. Cardiol. 75:929, 1995).
package struct ElectrodeCheck: Sendable {
  /// Weights of the waves' misfits.
  var qrsWeight = 1.0
  var tWeight = 0.5
  var pWeight = 1.0
  /// Dextrocardia must fit this much better than any exchange.
  var dextrocardiaMargin = 0.2
  /// A limb lead's QRS below this share of the larger of the other two: both its electrodes lie on the legs. The lowest of 404 records is 0.19.
  var emptyLeadShare: Float = 0.12
  package init() {}

  /// Nothing where I, II and V1 to V6 are not all readable (II may follow from I and III).
  package func remarks(_ beat: AverageBeat, boundaries: BeatBoundaries) -> [RecordingRemark] {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset, let leads = independentLeads(beat) else { return [] }
    let traces = leads.map { LeadTrace(samples: $0, rateHertz: beat.rateHertz, fiducial: beat.fiducial) }
    if let remark = legRemark(traces, onset: onset, offset: offset) { return [remark] }
    guard traces.count == LeadMatrix.size else { return [] }
    let waves = ElectrodeWaves(traces, boundaries: boundaries)
    let recorded = misfit(waves, UndonePrecision.recorded)
    let gains = UndonePrecision.all.map { log(recorded / misfit(waves, $0)) }
    guard let best = best(gains) else { return PolarityCheck(traces, boundaries: boundaries).remark.map { [$0] } ?? [] }
    let hypothesis = ElectrodeHypothesis.all[best]
    let evidence = "misfit \(Evidence.tenths(recorded)) as recorded, \(Evidence.tenths(recorded / exp(gains[best]))) undone"
    return [
      RecordingRemark(
        code: hypothesis.remarkCode, text: BilingualText(chinese: hypothesis.chinese, english: hypothesis.english), evidence: [evidence],
        leads: hypothesis.leads.map(LeadName.init(rawValue:)))
    ]
  }

  /// Index of the hypothesis that fits best among those beyond their thresholds.
  private func best(_ gains: [Double]) -> Int? {
    let all = ElectrodeHypothesis.all
    let mirrored = all.count - 1
    let exchanges = all.indices.dropLast().filter { gains[$0] > all[$0].threshold }
    let strongest = exchanges.max { gains[$0] < gains[$1] }
    let rival = max(0, gains.dropLast().max() ?? 0)
    if gains[mirrored] > all[mirrored].threshold, gains[mirrored] > rival + dextrocardiaMargin { return mirrored }
    return strongest
  }

  private func misfit(_ waves: ElectrodeWaves, _ undone: UndonePrecision) -> Double {
    func energy(_ moments: LeadMatrix?, _ precision: LeadMatrix) -> Double { moments.map { $0.inner(precision) / Double(LeadMatrix.size) } ?? 1 }
    return qrsWeight * energy(waves.qrs, undone.qrs) + tWeight * energy(waves.t, undone.t) + pWeight * energy(waves.p, undone.p)
  }

  /// I, II and, where all are there, V1 to V6.
  private func independentLeads(_ beat: AverageBeat) -> [[Float]]? {
    guard let i = beat.samples(of: "I") else { return nil }
    let derived = beat.samples(of: "III").map { iii in zip(i, iii).map { $0 + $1 } }
    guard let ii = beat.samples(of: "II") ?? derived else { return nil }
    let chest = ElectrodeModel.leads.dropFirst(2).compactMap { beat.samples(of: $0.rawValue) }
    return chest.count == 6 ? [i, ii] + chest : [i, ii]
  }

  /// An arm exchanged with the right leg: the lead between it and the left leg has no signal of its own.
  private func legRemark(_ traces: [LeadTrace], onset: Int, offset: Int) -> RecordingRemark? {
    let range = traces[0].clamped(onset, offset + 1)
    func height(_ value: (Int) -> Float) -> Float {
      let values = range.map(value)
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    let i = height { traces[0].samples[$0] }
    let ii = height { traces[1].samples[$0] }
    let iii = height { traces[1].samples[$0] - traces[0].samples[$0] }
    guard max(i, max(ii, iii)) >= 200 else { return nil }
    func remark(_ code: String, _ chinese: String, _ english: String, _ lead: String, _ value: Float) -> RecordingRemark {
      RecordingRemark(
        code: code, text: BilingualText(chinese: chinese, english: english), evidence: ["QRS \(Int(value)) µV in \(lead)"],
        leads: ["I", "II", "III", "aVR", "aVL", "aVF"].map(LeadName.init(rawValue:)))
    }
    if ii < emptyLeadShare * max(i, iii) {
      return remark("electrodes-ra-rl", "疑似右上肢与右下肢电极接反", "Right arm and right leg electrodes may be exchanged", "II", ii)
    }
    if iii < emptyLeadShare * max(i, ii) {
      return remark("electrodes-la-rl", "疑似左上肢与右下肢电极接反", "Left arm and right leg electrodes may be exchanged", "III", iii)
    }
    return nil
  }
}

/// The model's precision in terms of the leads as recorded: what `undo` does to the leads is done to the matrices once.
struct UndonePrecision: Sendable {
  let p: LeadMatrix
  let qrs: LeadMatrix
  let t: LeadMatrix

  init(_ undo: LeadMatrix) {
    func undone(_ precision: [Double]) -> LeadMatrix { undo.transposed * LeadMatrix(precision) * undo }
    p = undone(ElectrodeModel.p)
    qrs = undone(ElectrodeModel.qrs)
    t = undone(ElectrodeModel.t)
  }

  static let recorded = UndonePrecision(.identity)
  static let all = ElectrodeHypothesis.all.map { UndonePrecision($0.undo) }
}

/// Second moments of the waves over the independent leads, each brought to a root mean square of one.
struct ElectrodeWaves: Sendable {
  private(set) var p: LeadMatrix?
  private(set) var qrs: LeadMatrix?
  private(set) var t: LeadMatrix?

  init(_ traces: [LeadTrace], boundaries: BeatBoundaries) {
    guard let onset = boundaries.qrsOnset, let offset = boundaries.qrsOffset else { return }
    let rests = traces.map { $0.levelBeforeQRS(onset) }
    qrs = Self.moments(traces, from: onset, to: offset) { lead, _ in rests[lead] }
    if let peak = boundaries.tPeak, let end = boundaries.tOffset {
      let near = traces[0].sampleCount(0.04)
      let from = max(offset + traces[0].sampleCount(0.06), min(boundaries.tOnset ?? peak - 2 * near, peak - near))
      if from < end { t = Self.moments(traces, from: from, to: end) { lead, _ in rests[lead] } }
    }
    if let from = boundaries.pOnset, let to = boundaries.pOffset, from < to {
      let edges = traces.map { ($0.level(at: from, halfSamples: 1), $0.level(at: to, halfSamples: 1)) }
      p = Self.moments(traces, from: from, to: to) { lead, place in edges[lead].0 + (edges[lead].1 - edges[lead].0) * place }
    }
  }

  /// `rest` is asked with the lead and the place in the wave, 0 to 1.
  private static func moments(_ traces: [LeadTrace], from: Int, to: Int, rest: (Int, Float) -> Float) -> LeadMatrix? {
    let range = traces[0].clamped(from, to + 1)
    guard range.count > 2 else { return nil }
    let step = max(1, range.count / 32)
    var sums = LeadMatrix { _, _ in 0 }
    var column = [Double](repeating: 0, count: LeadMatrix.size)
    for index in stride(from: range.lowerBound, to: range.upperBound, by: step) {
      let place = Float(index - range.lowerBound) / Float(range.count - 1)
      for lead in column.indices { column[lead] = Double(traces[lead].samples[index] - rest(lead, place)) }
      for row in column.indices { for other in column.indices { sums[row, other] += column[row] * column[other] } }
    }
    let trace = (0..<LeadMatrix.size).reduce(0) { $0 + sums[$1, $1] } / Double(LeadMatrix.size)
    return trace > 0 ? LeadMatrix { sums[$0, $1] / trace } : nil
  }
}
