/// Lays the averaged beats of two ECGs over one another.
struct BeatLikeness {
  let limits: ComparisonLimits
  /// Both beats are read at this rate.
  static let rateHertz = 250.0
  /// Fiducials may lie apart so far, seconds.
  static let reachSeconds = 0.04
  /// QRS is compared with so much around it, seconds.
  static let marginSeconds = 0.012
  /// ST and T are stretched to so many points.
  static let stretchedCount = 64

  func likeness(_ earlier: ECGExamination, _ later: ECGExamination) -> [LeadLikeness] {
    guard let first = Beat(earlier), let second = Beat(later) else { return [] }
    let common = second.leads.filter { first.traces[$0] != nil && second.traces[$0] != nil }
    guard !common.isEmpty else { return [] }
    let length = max(first.qrsSeconds, second.qrsSeconds) + 2 * Self.marginSeconds
    let shift = bestShift(first, second, common, length: length)
    return common.map { lead in
      let one = first.qrs(lead, length: length, shift: 0)
      let other = second.qrs(lead, length: length, shift: shift)
      var result = LeadLikeness(lead: lead, isQRSBeyond: false, isSTTBeyond: false)
      if let alike = agreement(one, other, size: limits.qrsSizeMicrovolts) {
        result.qrsCorrelation = alike
        result.qrsSizeRatio = Self.rounded(Self.size(other) / Self.size(one))
        result.isQRSBeyond = alike < limits.qrsCorrelation
      }
      if let alike = agreement(first.stT(lead), second.stT(lead), size: limits.stTSizeMicrovolts) {
        result.stTCorrelation = alike
        result.isSTTBeyond = alike < limits.stTCorrelation
      }
      return result
    }
  }

  private func bestShift(_ first: Beat, _ second: Beat, _ leads: [LeadName], length: Double) -> Double {
    let step = 1 / Self.rateHertz
    let steps = Int((Self.reachSeconds / step).rounded())
    let fixed = leads.map { first.qrs($0, length: length, shift: 0) }
    var best = (shift: 0.0, sum: -Float.infinity)
    // The smallest shift wins among equals.
    for place in (-steps...steps).sorted(by: { (abs($0), $0) < (abs($1), $1) }) {
      let shift = Double(place) * step
      var sum: Float = 0
      for (lead, one) in zip(leads, fixed) { sum += correlation(one[...], second.qrs(lead, length: length, shift: shift)[...]) }
      if sum > best.sum { best = (shift, sum) }
    }
    return best.shift
  }

  /// `nil` where either is too small to have a shape.
  private func agreement(_ one: [Float], _ other: [Float], size: Double) -> Double? {
    guard one.count > 2, one.count == other.count, Self.size(one) >= size, Self.size(other) >= size else { return nil }
    return Self.rounded(Double(correlation(one[...], other[...])))
  }

  /// Root mean square about the mean.
  private static func size(_ values: [Float]) -> Double {
    let centre = values.reduce(0, +) / Float(max(1, values.count))
    return Double((values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Float(max(1, values.count))).squareRoot())
  }

  private static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}

extension BeatLikeness {
  /// An averaged beat that can be asked by seconds from its fiducial.
  private struct Beat {
    let leads: [LeadName]
    private(set) var traces: [LeadName: [Float]] = [:]
    private let rateHertz: Double
    private let fiducial: Double
    private let onset: Double
    private let offset: Double
    private let tEnd: Double?

    init?(_ examination: ECGExamination) {
      guard let average = examination.average, let onset = examination.analysis.boundaries.qrsOnset,
        let offset = examination.analysis.boundaries.qrsOffset, offset > onset, average.rateHertz > 0
      else { return nil }
      leads = average.leads
      traces = Dictionary(zip(average.leads, average.samplesMicrovolts)) { first, _ in first }
      rateHertz = average.rateHertz
      fiducial = Double(average.fiducial)
      self.onset = Double(onset) / average.rateHertz
      self.offset = Double(offset) / average.rateHertz
      tEnd = examination.analysis.boundaries.tOffset.map { Double($0) / average.rateHertz }
    }

    var qrsSeconds: Double { offset - onset }

    /// Samples at `BeatLikeness.rateHertz` from just before QRS on.
    func qrs(_ lead: LeadName, length: Double, shift: Double) -> [Float] {
      let count = Int((length * BeatLikeness.rateHertz).rounded())
      return values(lead, from: onset - BeatLikeness.marginSeconds + shift, step: 1 / BeatLikeness.rateHertz, count: count)
    }

    /// From the end of QRS to the end of T; empty without a T.
    func stT(_ lead: LeadName) -> [Float] {
      guard let tEnd, tEnd > offset + 0.08 else { return [] }
      let from = offset + 0.02
      return values(lead, from: from, step: (tEnd - from) / Double(BeatLikeness.stretchedCount), count: BeatLikeness.stretchedCount)
    }

    /// Read between samples on straight lines; the ends are held.
    private func values(_ lead: LeadName, from: Double, step: Double, count: Int) -> [Float] {
      guard let trace = traces[lead], let last = trace.indices.last else { return [] }
      return (0..<count).map { index in
        let place = min(max(0, fiducial + (from + Double(index) * step) * rateHertz), Double(last))
        let low = Int(place)
        let share = Float(place - Double(low))
        return trace[low] * (1 - share) + trace[min(last, low + 1)] * share
      }
    }
  }
}

/// Shapes that have changed in neighbouring leads.
enum ShapeChanges {
  static func changes(_ likeness: [LeadLikeness], isSecondary: Bool) -> [ECGChange] {
    let byLead = Dictionary(likeness.map { ($0.lead, $0) }) { first, _ in first }
    let qrs = LeadNeighbours.supported { byLead[$0]?.isQRSBeyond ?? false }
    let stT = LeadNeighbours.supported { byLead[$0]?.isSTTBeyond ?? false }
    var changes: [ECGChange] = []
    if !qrs.isEmpty {
      changes.append(
        change(
          "qrs-shape", qrs, "QRS波形改变", "QRS shape changed", byLead.mapValues(\.qrsCorrelation), severity: .minor, isSignificant: !isSecondary))
    }
    if !stT.isEmpty {
      changes.append(
        change(
          "st-t-shape", stT, "ST-T波形改变", "ST-T shape changed", byLead.mapValues(\.stTCorrelation), severity: .minor, isSignificant: !isSecondary))
    }
    return changes
  }

  private static func change(
    _ code: String, _ leads: [LeadName], _ chinese: String, _ english: String, _ values: [LeadName: Double?], severity: ECGStatement.Severity,
    isSignificant: Bool
  ) -> ECGChange {
    let words = LeadNeighbours.words(leads)
    let evidence = leads.compactMap { lead in values[lead].flatMap { $0 }.map { "\(lead) r \(Evidence.hundredths($0))" } }
    return ECGChange(
      code: code, kind: .changed, text: BilingualText(chinese: "\(words)导联\(chinese)", english: "\(english) in \(words)"), leads: leads,
      severity: severity, grade: .ordinary, isSignificant: isSignificant, evidence: evidence)
  }
}

extension Evidence {
  /// `0.93`.
  static func hundredths(_ value: Double) -> String {
    let scaled = Int((abs(value) * 100).rounded())
    return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / 100).\(scaled % 100 < 10 ? "0" : "")\(scaled % 100)"
  }
}
