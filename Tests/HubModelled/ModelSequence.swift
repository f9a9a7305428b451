import HubModel
import HubTesting

/// A random sequence of calls, told by numbers; any of them can be left out. Three of four go straight on for a while.
package struct ModelSequence: Sendable {
  private struct Step {
    var number: UInt64
    var way: ModelWay
  }

  package let seed: UInt64
  private var steps: [Step]

  package init(seed: UInt64, length: Int) {
    self.seed = seed
    let random = SeededRandom(seed: seed)
    let (way, wayLength): (ModelWay, Int) = seed % 2 == 0 ? (.toReport, 16) : seed % 4 == 3 ? (.toAlarm, 26) : (.free, 0)
    steps = (0..<length).map { Step(number: random.next(), way: $0 < wayLength ? way : .free) }
  }

  /// What was called and answered, in order, and where hub and model first differed.
  package struct Outcome: Sendable {
    package var steps: [(call: ModelCall, answer: ModelHub.Answer)] = []
    /// What else was to be seen on the way.
    package var sights: Set<String> = []
    package var difference: String?
  }

  /// Does every call to the model and to the hub, and compares every answer, and all that is visible after each that was no refusal.
  package func run(in region: ModelledRegion) async throws -> Outcome {
    let hub = try ModelledHub(in: region)
    var model = ModelHub(criticalCodes: region.objects.criticalCodes)
    var outcome = Outcome()
    for step in steps {
      let call = ModelDraw.call(step.number, in: model, after: outcome.steps.last?.call, on: step.way)
      let actual = try await hub.perform(call)
      outcome.steps.append((call, actual))
      var next = model
      let expected = next.perform(call)
      // A commit that failed left everything as it was.
      if !(call.isFailing && actual == .refused(ProblemCode.storageFailed.rawValue)) {
        guard actual == expected else {
          outcome.difference = "answered \(actual), not \(expected)"
          return outcome
        }
        model = next
        outcome.sights.formUnion(model.sights)
      }
      // What was refused and changed something all the same shows after the next call that was not, or at the end.
      if case .refused = actual { continue }
      outcome.difference = try await Self.difference(hub, model, call.reading)
      if outcome.difference != nil { return outcome }
    }
    outcome.difference = try await Self.difference(hub, model, nil)
    for reader in ModelHub.changing where outcome.difference == nil {
      let (shown, wanted) = (try await hub.changeLines(of: reader), model.changeLines(of: reader))
      if shown != wanted { outcome.difference = "changed reports of doctor \(reader): \(shown), not \(wanted)" }
    }
    for reading in model.readings.indices where outcome.difference == nil {
      outcome.difference = try await Self.difference(hub, model, reading)
    }
    return outcome
  }

  private static func difference(_ hub: ModelledHub, _ model: ModelHub, _ reading: Int?) async throws -> String? {
    let (shown, wanted) = (try await hub.view(), model.view)
    let pairs =
      [("list", shown.list, wanted.list), ("episodes", shown.episodes, wanted.episodes)]
      + ModelHub.clinics.map { ("reports of clinic \($0)", shown.reports[$0], wanted.reports[$0]) }
      + [("changed reports", shown.changed, wanted.changed)]
    if let pair = pairs.first(where: { $0.1 != $0.2 }) { return "\(pair.0): \(pair.1), not \(pair.2)" }
    guard let reading, model.readings.indices.contains(reading) else { return nil }
    let (versions, owed) = (try await hub.versionLines(reading), model.versionLines(reading))
    return versions == owed ? nil : "versions of R\(reading): \(versions), not \(owed)"
  }

  /// The same failure with as few calls as leaving out single ones, and runs of them, can reach.
  package func shortened(in region: ModelledRegion) async throws -> ModelSequence {
    var best = self
    var run = max(1, steps.count / 2)
    while run >= 1 {
      var start = 0
      while start < best.steps.count {
        var shorter = best
        shorter.steps.removeSubrange(start..<min(start + run, best.steps.count))
        if try await shorter.run(in: region).difference != nil { best = shorter } else { start += run }
      }
      run /= 2
    }
    return best
  }
}

extension ModelSequence {
  /// How many calls a sequence has unless said otherwise.
  package static let usualLength = 44

  /// What many sequences came by.
  package struct Summary: Sendable {
    package var count = 0
    /// `claim done`, `claim reading-held` … and what was seen; where asked for.
    package var answers: Set<String> = []
    /// What to tell a person of the first failure: its seed, the shortest sequence found that still fails, and the difference.
    package var failure: String?
  }

  /// Runs a sequence for each seed, a few at a time, until one fails.
  package static func runAll(
    _ seeds: Range<UInt64>, in region: ModelledRegion, collectsAnswers: Bool, progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> Summary {
    try await withThrowingTaskGroup(of: (ModelSequence, Outcome).self) { group in
      var summary = Summary()
      var next = seeds.makeIterator()
      func add() {
        guard let seed = next.next() else { return }
        group.addTask {
          let sequence = ModelSequence(seed: seed, length: usualLength)
          return (sequence, try await sequence.run(in: region))
        }
      }
      for _ in 0..<4 { add() }
      while let (sequence, outcome) = try await group.next() {
        summary.count += 1
        progress(summary.count)
        if collectsAnswers { for step in outcome.steps { summary.answers.insert("\(step.call.name) \(step.answer.name)") } }
        if collectsAnswers { summary.answers.formUnion(outcome.sights) }
        if outcome.difference != nil {
          summary.failure = try await sequence.story(in: region)
          return summary
        }
        add()
      }
      return summary
    }
  }

  private func story(in region: ModelledRegion) async throws -> String {
    let outcome = try await shortened(in: region).run(in: region)
    let calls = outcome.steps.enumerated().map { "  \($0 + 1). \($1.call) -> \($1.answer)" }.joined(separator: "\n")
    return "READINGHUB_SEED=\(seed), shortened to \(outcome.steps.count) calls: \(outcome.difference ?? "passes when run again")\n\(calls)"
  }
}
