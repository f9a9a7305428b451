/// Which seconds of which lead can be read, by the same limits as a short recording's (`QualitySettings`), minute by minute.
struct ReadableSeconds: Sendable {
  private static let minuteSeconds = 60
  private let rateHertz: Double
  private let settings = QualitySettings()
  /// Samples of the minute that is not yet full, lead by lead.
  private var waiting: [[Float]]
  /// Whether a second is unusable, `[lead][second]`.
  private(set) var isBad: [[Bool]]
  private var taken = 0

  init(leadCount: Int, rateHertz: Double) {
    self.rateHertz = rateHertz
    waiting = [[Float]](repeating: [], count: leadCount)
    isBad = [[Bool]](repeating: [], count: leadCount)
  }

  var secondCount: Int { isBad.first?.count ?? 0 }

  /// No lead can be read then.
  func isUnusable(_ second: Int) -> Bool { isBad.allSatisfy { second >= 0 && second < $0.count && $0[second] } && !isBad.isEmpty }

  /// Whether any second that a stretch touches is unusable.
  func isUnusable(from: Double, to: Double) -> Bool {
    guard from <= to else { return false }
    return (Int(from)...Int(to)).contains(where: isUnusable)
  }

  mutating func append(_ leads: [ArraySlice<Float>]) {
    for (lead, samples) in leads.enumerated() where lead < waiting.count { waiting[lead].append(contentsOf: samples) }
    while let held = waiting.first?.count, held >= nextLength { judge(nextLength) }
  }

  mutating func finish() {
    guard let held = waiting.first?.count, Double(held) >= rateHertz / 2 else { return }
    judge(held)
  }

  /// Minutes begin at whole seconds from the start, whatever the rate.
  private var nextLength: Int {
    let minute = Self.minuteSeconds
    return Int((Double(taken + minute) * rateHertz).rounded()) - Int((Double(taken) * rateHertz).rounded())
  }

  private mutating func judge(_ length: Int) {
    for lead in waiting.indices {
      let survey = LeadSurvey(Array(waiting[lead][..<length]), settings: settings, rateHertz: rateHertz)
      let canSaturate = survey.range > settings.railMinimumMicrovolts
      isBad[lead] += survey.seconds.map { isBad($0, canSaturate: canSaturate) }
      waiting[lead].removeFirst(length)
    }
    taken += Self.minuteSeconds
  }

  private func isBad(_ second: SecondSurvey, canSaturate: Bool) -> Bool {
    let count = Double(max(1, second.sampleCount))
    return Double(second.invalidCount) > settings.invalidFraction * count || Double(second.flatCount) > settings.flatSecondFraction * count
      || (canSaturate && Double(second.railCount) > settings.railSecondFraction * count) || second.muscle > settings.noiseUnusableMicrovolts
  }
}
