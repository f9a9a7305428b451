/// Shapes that are the sum of the heart's own and of a ventricular one: both waves met in the ventricles.
///
/// A fusion beat comes about when a sinus beat would have come anyway, so it is not early. Its template must be explained by the two
/// together clearly better than by either.
struct FusionShapes {
  /// Correlation of the sum with the template.
  private static let explained: Float = 0.975
  /// A template this like one of the two needs no other.
  private static let sameOwn: Float = 0.95
  private static let sameVentricular: Float = 0.965
  /// Least share of either.
  private static let smallestShare: Float = 0.4
  private static let earliest: Float = 0.93
  private static let rareCount = 3
  /// So many of the most frequent shapes of either kind are tried.
  private static let ownCount = 3
  private static let ventricularCount = 4
  private static let sumShifts = 6

  private(set) var clusters: Set<Int> = []

  /// `relativeInterval` and `ventricularShare`: of each template's beats, the median RR before them and the share called ventricular.
  init(_ table: ShapeTable, families: ShapeFamilies, leadCount: Int, relativeInterval: [Float], ventricularShare: [Float]) {
    let order = table.templates.indices.sorted { (table.sizes[$1], $0) < (table.sizes[$0], $1) }.filter { table.sizes[$0] >= Self.rareCount }
    let own = order.filter { families.family[$0] == families.dominant }.prefix(Self.ownCount)
    let ventricular = order.filter {
      ventricularShare[$0] > 0.5 && families.family[$0] != families.dominant && relativeInterval[$0] < Self.earliest
    }.prefix(Self.ventricularCount)
    guard !own.isEmpty, !ventricular.isEmpty else { return }
    // Fusion needs a ventricular beat at the right moment: there are fewer of it than of those.
    let ventricularBeats = ventricular.reduce(0) { $0 + table.sizes[$1] }
    let pieces = table.templates.map { Self.pieces($0, leadCount: leadCount) }
    let candidates = order.filter {
      relativeInterval[$0] >= Self.earliest && table.sizes[$0] <= ventricularBeats && !ventricular.contains($0)
    }
    for cluster in candidates {
      let target = pieces[cluster][Self.sumShifts]
      func isLike(_ other: Int, _ limit: Float) -> Bool { pieces[other].contains { Self.likeness(target, $0) >= limit } }
      guard !own.contains(where: { isLike($0, Self.sameOwn) }), !ventricular.contains(where: { isLike($0, Self.sameVentricular) }) else { continue }
      let isSum = own.contains { first in
        ventricular.contains { second in Self.isSum(target, pieces[first], pieces[second]) }
      }
      if isSum { clusters.insert(cluster) }
    }
  }

  /// The middle of a template under each shift, leads in a row.
  private static func pieces(_ template: [Float], leadCount: Int) -> [[Float]] {
    let length = BeatShape.qrsLength
    return (-sumShifts...sumShifts).map { shift -> [Float] in
      var piece: [Float] = []
      for lead in 0..<leadCount {
        let start = lead * length + shift
        piece.append(contentsOf: template[(start + sumShifts)..<(start + length - sumShifts)])
      }
      return piece
    }
  }

  private static func product(_ first: [Float], _ second: [Float]) -> Float {
    var sum: Float = 0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }

  private static func likeness(_ first: [Float], _ second: [Float]) -> Float {
    let size = (product(first, first) * product(second, second)).squareRoot()
    return size > 0 ? product(first, second) / size : 0
  }

  /// Least squares of the target on two shifted shapes.
  private static func isSum(_ target: [Float], _ own: [[Float]], _ ventricular: [[Float]]) -> Bool {
    let size = product(target, target)
    let ownTerms = own.map { (shape: $0, square: product($0, $0), onTarget: product($0, target)) }
    for second in ventricular {
      let square = product(second, second)
      let onTarget = product(second, target)
      for first in ownTerms {
        let mixed = product(first.shape, second)
        let determinant = first.square * square - mixed * mixed
        guard determinant > 1e-6 * first.square * square else { continue }
        let ownShare = (first.onTarget * square - onTarget * mixed) / determinant
        let ventricularShare = (onTarget * first.square - first.onTarget * mixed) / determinant
        guard ownShare >= smallestShare, ventricularShare >= smallestShare else { continue }
        // The fit's correlation squared is its share of the target's energy.
        let fitted = ownShare * first.onTarget + ventricularShare * onTarget
        if fitted >= explained * explained * size { return true }
      }
    }
    return false
  }
}
