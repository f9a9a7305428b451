/// QRS over several leads out of three opinions: the scan of all leads together, where enough single leads have begun (or not yet ended), and the
/// rule of the CSE working party, which counts only as far as it lies near the other two.
struct QRSConsensus: Sendable {
  let settings: DelineationSettings

  /// The rule's onset and offset in steps of the grid.
  func agreed(together: WaveScanner.QRS, leads: [WaveScanner.QRS], ruleOnset: Double?, ruleOffset: Double?) -> WaveScanner.QRS {
    var result = together
    result.onset = mean(together.onset, begun(leads.map(\.onsetLikelihood)), ruleOnset)
    result.offset = mean(together.offset, ended(leads.map(\.offsetLikelihood)), ruleOffset)
    return result
  }

  private func mean(_ together: Double, _ leads: Double?, _ rule: Double?) -> Double {
    let scanned = leads.map { ($0 + together) / 2 } ?? together
    guard let rule else { return scanned }
    let reach = settings.ruleReachSeconds * 1000 / ScanGrid.millisecondsPerStep
    return (scanned + min(max(rule, scanned - reach), scanned + reach)) / 2
  }

  /// Where the expected number of leads whose QRS has begun reaches the settings' count.
  private func begun(_ likelihoods: [BoundaryLikelihood]) -> Double? {
    guard let first = likelihoods.first else { return nil }
    let sums = first.shares.indices.map { index in likelihoods.reduce(0) { $0 + $1.shares[index] } }
    return place(sums, leads: likelihoods.count, needed: settings.begunLeads).map { Double(first.first) + $0 }
  }

  private func ended(_ likelihoods: [BoundaryLikelihood]) -> Double? {
    guard let first = likelihoods.first else { return nil }
    let sums = first.shares.indices.reversed().map { index in likelihoods.reduce(0) { $0 + $1.shares[index] } }
    return place(sums, leads: likelihoods.count, needed: settings.unendedLeads).map { Double(first.first + sums.count - 1) - $0 }
  }

  /// Place between steps where the running sum reaches the count (or three fifths of the leads, where they are few).
  private func place(_ sums: [Double], leads: Int, needed: Double) -> Double? {
    let count = min(needed, 0.6 * Double(leads))
    var sum = 0.0
    for (index, share) in sums.enumerated() {
      if sum + share >= count { return index == 0 ? 0 : Double(index) - (sum + share - count) / max(1e-12, share) }
      sum += share
    }
    return nil
  }
}
