/// The numbers of both ECGs side by side.
struct NumberComparison {
  let limits: ComparisonLimits

  /// What is compared, as it is called among the measurements.
  static let names: Set<String> = [
    "heartRatePerMinute", "prIntervalMilliseconds", "qrsDurationMilliseconds", "qtcFridericiaMilliseconds", "qrsAxisDegrees",
    "j60AmplitudeMicrovolts", "tAmplitudeMicrovolts", "rAmplitudeMicrovolts", "qDurationMilliseconds",
  ]

  func numbers(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> [NumberChange] {
    overall(earlier, later) + pairs(earlier, later).flatMap(ofLead)
  }

  /// Measurements of the leads that both have, in the later's order.
  private func pairs(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> [(LeadMeasurements, LeadMeasurements)] {
    let before = Dictionary(earlier.leadMeasurements.map { ($0.lead, $0) }) { first, _ in first }
    return later.leadMeasurements.compactMap { now in before[now.lead].map { ($0, now) } }
  }

  private func overall(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> [NumberChange] {
    let (before, now) = (earlier.measurements, later.measurements)
    var pr = number("prIntervalMilliseconds", before.prIntervalMilliseconds, now.prIntervalMilliseconds, "ms", limits.prIntervalMilliseconds)
    if let difference = pr?.difference, !isSegmentMoved(before, now, by: difference) { pr?.isBeyond = false }
    var qrs = number("qrsDurationMilliseconds", before.qrsDurationMilliseconds, now.qrsDurationMilliseconds, "ms", limits.qrsDurationMilliseconds)
    if let difference = qrs?.difference, !areLeadsWidened(earlier, later, by: difference) { qrs?.isBeyond = false }
    var qtc = number("qtcFridericiaMilliseconds", before.qtcFridericiaMilliseconds, now.qtcFridericiaMilliseconds, "ms", limits.qtcMilliseconds)
    if !isQTSteady(before) || !isQTSteady(now) { qtc?.isBeyond = false }
    let rate = number("heartRatePerMinute", before.heartRatePerMinute, now.heartRatePerMinute, "/min", limits.heartRatePerMinute)
    return [rate, pr, qrs, qtc, axis(earlier, later)].compactMap { $0 }
  }

  /// Conduction that is slower or faster moves P as a whole: where only the begin of P is another, its boundary was set differently.
  private func isSegmentMoved(_ before: GlobalMeasurements, _ now: GlobalMeasurements, by difference: Double) -> Bool {
    guard let first = before.prIntervalMilliseconds, let second = now.prIntervalMilliseconds, let firstP = before.pDurationMilliseconds,
      let secondP = now.pDurationMilliseconds
    else { return true }
    let moved = (second - secondP) - (first - firstP)
    return moved * difference > 0 && abs(moved) >= abs(difference) / 2
  }

  /// A QRS that is wider or narrower is so in most leads: where the width over all leads alone differs, one lead's foot made it.
  private func areLeadsWidened(_ earlier: ECGAnalysis, _ later: ECGAnalysis, by difference: Double) -> Bool {
    let own = pairs(earlier, later).compactMap { before, now in
      before.qrsDurationMilliseconds.flatMap { first in now.qrsDurationMilliseconds.map { $0 - first } }
    }
    guard own.count >= 3 else { return true }
    let usual = median(own)
    return usual * difference > 0 && abs(usual) >= limits.qrsDurationMilliseconds / 2
  }

  /// The end of T can be told and corrected for: neither fast nor irregular, as `QTRules` asks.
  private func isQTSteady(_ measured: GlobalMeasurements) -> Bool {
    guard (measured.heartRatePerMinute ?? 0) < QTRules.fastestPerMinute else { return false }
    guard let change = measured.rmssdMilliseconds, let interval = measured.rrMeanMilliseconds, interval > 0 else { return true }
    return change / interval < QTRules.largestIrregularity
  }

  private func number(_ name: String, _ earlier: Double?, _ later: Double?, _ unit: String, _ limit: Double, lead: LeadName? = nil) -> NumberChange? {
    guard let earlier, let later, earlier.isFinite, later.isFinite else { return nil }
    let difference = later - earlier
    return NumberChange(
      name: name, lead: lead, earlier: earlier, later: later, difference: difference, unit: unit, limit: limit, isBeyond: abs(difference) >= limit)
  }

  /// The shorter way round, and only where both QRS are large enough in the frontal plane to point anywhere.
  private func axis(_ earlier: ECGAnalysis, _ later: ECGAnalysis) -> NumberChange? {
    guard var axis = number("qrsAxisDegrees", earlier.measurements.qrsAxisDegrees, later.measurements.qrsAxisDegrees, "°", limits.qrsAxisDegrees)
    else { return nil }
    if axis.difference > 180 { axis.difference -= 360 }
    if axis.difference <= -180 { axis.difference += 360 }
    let points = frontalSize(earlier) >= limits.axisSizeMicrovolts && frontalSize(later) >= limits.axisSizeMicrovolts
    axis.isBeyond = points && abs(axis.difference) >= limits.qrsAxisDegrees
    return axis
  }

  private func frontalSize(_ analysis: ECGAnalysis) -> Double {
    analysis.leadMeasurements.filter { $0.lead.rawValue == "I" || $0.lead.rawValue == "aVF" }.map { lead in
      abs((lead.tallestRMicrovolts ?? 0) + min(lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0))
    }.max() ?? 0
  }

  private func ofLead(_ before: LeadMeasurements, _ now: LeadMeasurements) -> [NumberChange] {
    let lead = now.lead
    var st = number("j60AmplitudeMicrovolts", before.j60AmplitudeMicrovolts, now.j60AmplitudeMicrovolts, "µV", limits.stRiseMicrovolts, lead: lead)
    let isLower = isDepressed(before, now) || isDepressed(now, before)
    if let difference = st?.difference {
      st?.limit = isLower ? limits.stFallMicrovolts : limits.stRiseMicrovolts
      st?.isBeyond = Self.stMoved(before, now, difference) >= (isLower ? limits.stFallMicrovolts : limits.stRiseMicrovolts)
    }
    var t = number("tAmplitudeMicrovolts", before.tAmplitudeMicrovolts, now.tAmplitudeMicrovolts, "µV", limits.tMicrovolts, lead: lead)
    t?.isBeyond = isTurned(before.tAmplitudeMicrovolts, now.tAmplitudeMicrovolts)
    var r = number("rAmplitudeMicrovolts", before.tallestRMicrovolts, now.tallestRMicrovolts, "µV", limits.rLossMicrovolts, lead: lead)
    r?.isBeyond = isLost(before.tallestRMicrovolts, now.tallestRMicrovolts) || isLost(now.tallestRMicrovolts, before.tallestRMicrovolts)
    var q = number("qDurationMilliseconds", before.qDurationMilliseconds, now.qDurationMilliseconds, "ms", limits.qGrowthMilliseconds, lead: lead)
    q?.isBeyond = hasGrownQ(before, now) || hasGrownQ(now, before)
    return [st, t, r, q].compactMap { $0 }
  }

  /// How far ST moved, as J and J+60 agree; 0 where they went apart.
  private static func stMoved(_ before: LeadMeasurements, _ now: LeadMeasurements, _ difference: Double) -> Double {
    guard let first = before.jAmplitudeMicrovolts, let second = now.jAmplitudeMicrovolts, (second - first) * difference > 0 else { return 0 }
    return min(abs(difference), abs(second - first))
  }

  /// ST of the second lies below the limit and below the first's.
  private func isDepressed(_ first: LeadMeasurements, _ second: LeadMeasurements) -> Bool {
    guard let before = first.j60AmplitudeMicrovolts, let now = second.j60AmplitudeMicrovolts, let j = second.jAmplitudeMicrovolts else {
      return false
    }
    return now < before && now <= limits.depressedMicrovolts && j <= limits.depressedMicrovolts
  }

  private func isTurned(_ before: Double?, _ now: Double?) -> Bool {
    guard let before, let now else { return false }
    return before * now < 0 && min(abs(before), abs(now)) >= limits.tMicrovolts
  }

  private func isLost(_ before: Double?, _ now: Double?) -> Bool {
    guard let before, let now else { return false }
    return now <= limits.rShareLeft * before && before - now >= limits.rLossMicrovolts
  }

  private func hasGrownQ(_ before: LeadMeasurements, _ now: LeadMeasurements) -> Bool {
    guard let first = before.qDurationMilliseconds, let second = now.qDurationMilliseconds, let depth = now.qAmplitudeMicrovolts else { return false }
    return second >= limits.qDurationMilliseconds && -depth >= limits.qMicrovolts && second - first >= limits.qGrowthMilliseconds
  }
}
