/// Chooses, among candidates with their own log odds, the sequence that is likeliest as a rhythm: beats that come too early for the usual pace, or
/// leave a gap in it, cost. The best path is found by dynamic programming (Viterbi 1967) and told with a fixed delay.
struct RhythmPath: Sendable {
  private struct Node: Sendable {
    var candidate: Int
    var position: Int
    /// Score of the best path that ends here.
    var total: Double
    /// The node before on that path; `nil` at its beginning.
    var before: Int?
  }

  /// Candidates on the path, in order, as far as it is settled.
  private(set) var chosen: [Int] = []
  private var nodes: [Node] = []
  private var firstNode = 0
  private(set) var settledTo = 0
  private let plan: DetectionPlan
  private let costs: RhythmCosts
  /// Blocks walked so far, candidates added, and where the candidates of the present pace begin.
  private var block = 0
  private var added = 0
  /// A path that is this much older than its end is taken as settled.
  private static let delayBlocks = 8

  init(plan: DetectionPlan, leadCount: Int) {
    self.plan = plan
    costs = leadCount == 1 ? plan.settings.rhythmCosts : plan.settings.fusedRhythmCosts
  }

  mutating func advance(_ search: CandidateSearch, _ likely: LikelyBeats, judgedTo: Int, isEnded: Bool) {
    let span = plan.halfSpanBlocks
    let lastBlock = search.candidates.last.map { plan.block(of: $0.position) } ?? 0
    while isEnded ? block <= lastBlock : judgedTo >= (block + span + 1) * plan.blockLength {
      let pace = Pace(likely, from: (block - span) * plan.blockLength, to: (block + span + 1) * plan.blockLength, plan: plan)
      let end = (block + 1) * plan.blockLength
      while added - search.firstCandidate < search.candidates.count, search.candidates[added - search.firstCandidate].position < end {
        let candidate = search.candidates[added - search.firstCandidate]
        if !isCut(candidate, end: isEnded ? search.knownTo : nil) { add(candidate, number: added, pace: pace) }
        added += 1
      }
      block += 1
      let isLast = isEnded && block > lastBlock
      settle(before: isLast ? .max : (block - Self.delayBlocks) * plan.blockLength, knownTo: end, pace: pace)
    }
  }

  /// Whether a beat there would lie half outside the recording. `end` is the working sample after the last, where it is known.
  private func isCut(_ candidate: BeatCandidate, end: Int?) -> Bool {
    let edge = Int(plan.settings.edgeSeconds * plan.rateHertz)
    return candidate.position < edge || end.map { candidate.position >= $0 - edge } ?? false
  }

  /// Adds the next candidate, numbered from the beginning of the recording.
  private mutating func add(_ candidate: BeatCandidate, number: Int, pace: Pace) {
    let settings = plan.settings
    guard candidate.score >= settings.hopelessScore else { return }
    let refractory = Int(settings.refractorySeconds * plan.rateHertz)
    let reach = Int(max(3 * pace.interval, 3 * Float(plan.rateHertz)))
    var best = -Double.infinity
    var before: Int?
    if Float(candidate.position) < 4 * pace.interval { best = -cost(ofGap: Float(candidate.position), pace) }
    var index = nodes.count - 1
    while index >= 0 {
      let distance = candidate.position - nodes[index].position
      if distance >= refractory {
        let total = nodes[index].total - cost(ofInterval: distance, pace)
        if total > best {
          best = total
          before = firstNode + index
        }
        if distance > reach { break }
      }
      index -= 1
    }
    guard best > -.infinity else {
      if nodes.isEmpty { nodes.append(Node(candidate: number, position: candidate.position, total: 0, before: nil)) }
      return
    }
    nodes.append(
      Node(candidate: number, position: candidate.position, total: best + Double(min(8, candidate.score) + costs.scoreOffset), before: before))
  }

  private func cost(ofInterval distance: Int, _ pace: Pace) -> Double {
    let settings = plan.settings
    let ratio = Float(distance) / pace.interval
    let seconds = Float(distance) / Float(plan.rateHertz)
    let early = costs.earlyCost * max(0, settings.earlyRatio - ratio)
    let tooShort = costs.shortCost * max(0, settings.shortSeconds - seconds)
    return Double(early + tooShort) + cost(ofGap: Float(distance), pace)
  }

  private func cost(ofGap distance: Float, _ pace: Pace) -> Double {
    let settings = plan.settings
    let excess = min(2, max(0, distance / pace.interval - settings.gapRatio))
    return Double(settings.gapCost / (1 + settings.gapSpreadFactor * pace.spread) * excess)
  }

  /// Settles the path before working sample `limit`, knowing every candidate before `knownTo`.
  private mutating func settle(before limit: Int, knownTo: Int, pace: Pace) {
    guard limit > settledTo else { return }
    let reach = Int(max(3 * pace.interval, 3 * Float(plan.rateHertz)))
    var end: Int?
    var best = -Double.infinity
    var index = nodes.count - 1
    while index >= 0, end == nil || knownTo - nodes[index].position <= reach {
      let total = nodes[index].total - cost(ofGap: Float(knownTo - nodes[index].position), pace)
      if total > best {
        best = total
        end = firstNode + index
      }
      index -= 1
    }
    let firstNew = chosen.count
    while let number = end, number >= firstNode {
      let node = nodes[number - firstNode]
      if node.position < settledTo { break }
      if node.position < limit { chosen.append(node.candidate) }
      end = node.before
    }
    var (low, high) = (firstNew, chosen.count - 1)
    while low < high {
      chosen.swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
    settledTo = limit
  }

  mutating func takeChosen() -> [Int] {
    defer { chosen.removeAll(keepingCapacity: true) }
    return chosen
  }

  /// Forgets nodes before a working sample, all but the last.
  mutating func forget(before position: Int) {
    var count = 0
    while count + 1 < nodes.count, nodes[count].position < position { count += 1 }
    nodes.removeFirst(count)
    firstNode += count
  }
}
