/// Beats that may be averaged with one another: of one shape, in one stretch of time, early ones by themselves.
struct BeatGroups: Sendable {
  /// Indices into the beats, rising, for each group.
  let groups: [[Int]]

  /// - Parameters:
  ///   - clusters: shape of each beat.
  ///   - maximumBeats: longer stretches are cut into pieces of nearly equal length.
  ///   - earlyRatio: a beat whose RR is below this share of the median is early: its P wave is another one.
  init(beats: [Int], clusters: [Int], maximumBeats: Int, earlyRatio: Double) {
    let intervals = zip(beats.dropFirst(), beats).map { Double($0 - $1) }
    let typical = median(intervals)
    var members: [Int: [Int]] = [:]
    for index in beats.indices {
      let isEarly = index > 0 && intervals[index - 1] < earlyRatio * typical
      members[2 * clusters[index] + (isEarly ? 1 : 0), default: []].append(index)
    }
    groups = members.keys.sorted().flatMap { Self.pieces(members[$0] ?? [], maximum: maximumBeats) }
  }

  private static func pieces(_ members: [Int], maximum: Int) -> [[Int]] {
    let count = (members.count + maximum - 1) / maximum
    guard count > 1 else { return members.isEmpty ? [] : [members] }
    return (0..<count).map { Array(members[($0 * members.count / count)..<(($0 + 1) * members.count / count)]) }
  }
}
