/// Names each beat's origin from its shape, its width and how early it comes.
struct BeatClassifier: Sendable {
  /// A beat is early when its RR is below this share of the median.
  var earlyShare = 0.82
  /// A cluster this much wider than the dominant one is of ventricular origin.
  var widerRatio = 1.2
  /// Less alike than this: another path through the ventricles.
  var foreignLikeness: Float = 0.8

  /// A QRS nearer than this to either end of the recording may be cut off: its shape says nothing.
  var edgeSeconds = 0.13

  func classify(_ positions: [Int], clusters: BeatClusters, pacedShare: Double, sampleCount: Int, rateHertz: Double) -> [Beat] {
    let edge = Int(edgeSeconds * rateHertz)
    let intervals = zip(positions.dropFirst(), positions).map { Double($0 - $1) }
    let typical = median(intervals)
    return positions.indices.map { index in
      let cluster = clusters.assignment[index]
      let isCut = positions[index] < edge || positions[index] + edge >= sampleCount
      if isCut, cluster != clusters.dominant { return Beat(sample: positions[index], kind: .unknown) }
      let isEarly = index > 0 && intervals[index - 1] < earlyShare * typical
      return Beat(sample: positions[index], kind: kind(cluster, clusters, isEarly: isEarly, pacedShare: pacedShare))
    }
  }

  private func kind(_ cluster: Int, _ clusters: BeatClusters, isEarly: Bool, pacedShare: Double) -> Beat.Kind {
    if cluster == clusters.dominant { return pacedShare > 0.5 ? .paced : isEarly ? .supraventricular : .normal }
    let isForeign = clusters.likeness[cluster] < foreignLikeness
    let isWide = clusters.widthSeconds[cluster] >= widerRatio * clusters.widthSeconds[clusters.dominant]
    if isForeign, isWide || (isEarly && clusters.likeness[cluster] < 0.5) { return .ventricular }
    return isEarly ? .supraventricular : isForeign ? .unknown : .normal
  }
}
