#if canImport(Glibc)
  import Glibc
#endif

/// Templates that are alike under some shift, and the family that is the heart's own: frequent, and not early.
struct ShapeFamilies {
  /// Correlation from which a template joins a family's most frequent one.
  static let sameFamily: Float = 0.85
  /// Early families count for less, late ones for a little more.
  private static let earlinessWeight: Float = 3
  private static let largestLateness: Float = 0.15

  /// Family of each template.
  private(set) var family: [Int] = []
  private(set) var dominant = 0
  /// Templates of the dominant family, most frequent first, at most this many.
  private(set) var dominantTemplates: [Int] = []
  static let maximumDominantTemplates = 6

  /// `previous` are dominant templates of the segment before (same leads and gains do not matter: only shapes are compared).
  init(_ table: ShapeTable, leadCount: Int, relativeIntervals: [Float], previous: [[Float]]) {
    let order = table.templates.indices.sorted { (table.sizes[$1], $0) < (table.sizes[$0], $1) }
    family = [Int](repeating: 0, count: table.templates.count)
    var heads: [Int] = []
    for cluster in order {
      let found = heads.firstIndex { Self.likeness(table.templates[cluster], table.templates[$0], leadCount: leadCount) >= Self.sameFamily }
      family[cluster] = found ?? heads.count
      if found == nil { heads.append(cluster) }
    }
    dominant = chooseDominant(table, heads: heads, leadCount: leadCount, relativeIntervals: relativeIntervals, previous: previous)
    let members = order.filter { family[$0] == dominant && table.sizes[$0] > 0 }
    dominantTemplates = Array(members.prefix(Self.maximumDominantTemplates))
  }

  func isDominant(_ cluster: Int?) -> Bool { cluster.map { family[$0] == dominant } ?? false }

  private func chooseDominant(_ table: ShapeTable, heads: [Int], leadCount: Int, relativeIntervals: [Float], previous: [[Float]]) -> Int {
    var intervals = [[Float]](repeating: [], count: heads.count)
    for (beat, cluster) in table.assignment.enumerated() {
      if let cluster { intervals[family[cluster]].append(relativeIntervals[beat]) }
    }
    var best = 0
    var highest: Float = -1
    for (index, head) in heads.enumerated() where !intervals[index].isEmpty {
      let lateness = min(max(-1, median(intervals[index]) - 1), Self.largestLateness)
      var score = Float(intervals[index].count) * exp(Self.earlinessWeight * lateness)
      let isKnown = previous.contains { Self.likeness($0, table.templates[head], leadCount: leadCount) >= Self.sameFamily }
      // What was the heart's own shape half an hour ago is likelier to be it now.
      if isKnown { score *= 1.5 }
      if score > highest {
        highest = score
        best = index
      }
    }
    return best
  }

  /// Highest correlation of two templates over shifts of one against the other.
  static func likeness(_ first: [Float], _ second: [Float], leadCount: Int) -> Float {
    guard first.count == second.count, first.count == leadCount * BeatShape.qrsLength else { return 0 }
    var best: Float = -1
    for shift in -BeatShape.shifts...BeatShape.shifts {
      var product: Float = 0
      var firstSquares: Float = 0
      var secondSquares: Float = 0
      for lead in 0..<leadCount {
        let start = lead * BeatShape.qrsLength
        for index in max(0, shift)..<(BeatShape.qrsLength + min(0, shift)) {
          let a = first[start + index]
          let b = second[start + index - shift]
          product += a * b
          firstSquares += a * a
          secondSquares += b * b
        }
      }
      let size = (firstSquares * secondSquares).squareRoot()
      if size > 0 { best = max(best, product / size) }
    }
    return best
  }
}
