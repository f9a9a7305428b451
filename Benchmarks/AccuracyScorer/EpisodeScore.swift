import Foundation

/// Atrial fibrillation and flutter by time, sample by sample. Spans annotated as ventricular flutter are left out.
struct EpisodeScore {
  private static let rhythmChange = 28
  private static let atrial: Set<String> = ["(AFIB", "(AFL"]
  private static let ventricularFlutter = "(VFL"
  static let kind = "atrial-fibrillation"

  private(set) var parts = [0.0, 0, 0, 0]

  init() {}

  init(_ episodes: [BeatLine.Episode], truth: AnnotationFile, sampleCount: Int, rateHertz: Double) {
    let spans = Self.spans(truth, sampleCount: sampleCount)
    var isAtrial = [Bool](repeating: false, count: sampleCount)
    var isLeftOut = isAtrial
    for range in spans.atrial { for sample in range { isAtrial[sample] = true } }
    for range in spans.leftOut { for sample in range { isLeftOut[sample] = true } }
    var isCalled = [Bool](repeating: false, count: sampleCount)
    for episode in episodes where episode.kind == Self.kind {
      let start = max(0, min(sampleCount, episode.start))
      for sample in start..<max(start, min(sampleCount, episode.end)) { isCalled[sample] = true }
    }
    let step = 1 / rateHertz
    for sample in 0..<sampleCount where !isLeftOut[sample] {
      switch (isAtrial[sample], isCalled[sample]) {
      case (true, true): parts[0] += step
      case (true, false): parts[1] += step
      case (false, true): parts[2] += step
      case (false, false): parts[3] += step
      }
    }
  }

  /// Annotated fibrillation and flutter of the atria, and what is left out.
  static func spans(_ truth: AnnotationFile, sampleCount: Int) -> (atrial: [Range<Int>], leftOut: [Range<Int>]) {
    let changes = truth.marks.filter { $0.code == rhythmChange && $0.text.hasPrefix("(") }
    let ranges = changes.indices.map { index in
      let end = index + 1 < changes.count ? changes[index + 1].sample : sampleCount
      let start = min(max(0, changes[index].sample), sampleCount)
      return start..<max(start, min(end, sampleCount))
    }
    let named = zip(changes.map(\.text), ranges)
    return (named.filter { atrial.contains($0.0) }.map(\.1), named.filter { $0.0 == ventricularFlutter }.map(\.1))
  }

  mutating func add(_ other: EpisodeScore) { parts = zip(parts, other.parts).map(+) }

  var seconds: Double { parts.reduce(0, +) }
  /// Percent; 100 where there is nothing to find or to leave alone.
  static func sensitivity(_ parts: [Double]) -> Double { percent(parts[0], parts[1]) }
  static func specificity(_ parts: [Double]) -> Double { percent(parts[3], parts[2]) }

  private static func percent(_ right: Double, _ wrong: Double) -> Double { right + wrong > 0 ? 100 * right / (right + wrong) : 100 }

  func row(_ name: String) -> String {
    String(
      format: "%@  AF %.1f s, missed %.1f s, falsely %.1f s  Se %.2f  Sp %.2f", name, parts[0] + parts[1], parts[1], parts[2],
      Self.sensitivity(parts), Self.specificity(parts))
  }
}
