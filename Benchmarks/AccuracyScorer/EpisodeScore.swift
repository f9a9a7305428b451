import Foundation

/// Atrial fibrillation and flutter by time, sample by sample. Spans annotated as ventricular flutter are left out.
struct EpisodeScore {
  private static let rhythmChange = 28
  private static let atrial: Set<String> = ["(AFIB", "(AFL"]
  private static let ventricularFlutter = "(VFL"

  private var truePositiveSeconds = 0.0
  private var falseNegativeSeconds = 0.0
  private var falsePositiveSeconds = 0.0
  private var trueNegativeSeconds = 0.0

  init() {}

  init(_ episodes: [ClassLine.Episode], truth: AnnotationFile, sampleCount: Int, rateHertz: Double) {
    let changes = truth.marks.filter { $0.code == Self.rhythmChange && $0.text.hasPrefix("(") }
    var isAtrial = [Bool](repeating: false, count: sampleCount)
    var isLeftOut = isAtrial
    for (index, change) in changes.enumerated() {
      let end = index + 1 < changes.count ? changes[index + 1].sample : sampleCount
      let range = min(max(0, change.sample), sampleCount)..<min(max(change.sample, end), sampleCount)
      if Self.atrial.contains(change.text) { for sample in range { isAtrial[sample] = true } }
      if change.text == Self.ventricularFlutter { for sample in range { isLeftOut[sample] = true } }
    }
    var isCalled = [Bool](repeating: false, count: sampleCount)
    for episode in episodes where episode.kind == "atrial-fibrillation" {
      for sample in max(0, episode.start)..<max(0, min(sampleCount, episode.end)) { isCalled[sample] = true }
    }
    let step = 1 / rateHertz
    for sample in 0..<sampleCount where !isLeftOut[sample] {
      switch (isAtrial[sample], isCalled[sample]) {
      case (true, true): truePositiveSeconds += step
      case (true, false): falseNegativeSeconds += step
      case (false, true): falsePositiveSeconds += step
      case (false, false): trueNegativeSeconds += step
      }
    }
  }

  mutating func add(_ other: EpisodeScore) {
    truePositiveSeconds += other.truePositiveSeconds
    falseNegativeSeconds += other.falseNegativeSeconds
    falsePositiveSeconds += other.falsePositiveSeconds
    trueNegativeSeconds += other.trueNegativeSeconds
  }

  /// Percent; 100 where there is nothing to find or to leave alone.
  var sensitivity: Double { Self.percent(truePositiveSeconds, falseNegativeSeconds) }
  var specificity: Double { Self.percent(trueNegativeSeconds, falsePositiveSeconds) }

  private static func percent(_ right: Double, _ wrong: Double) -> Double { right + wrong > 0 ? 100 * right / (right + wrong) : 100 }

  func row(_ name: String) -> String {
    String(
      format: "%@  AF %.1f s, missed %.1f s, falsely %.1f s  Se %.2f  Sp %.2f", name, truePositiveSeconds + falseNegativeSeconds,
      falseNegativeSeconds,
      falsePositiveSeconds, sensitivity, specificity)
  }
}
