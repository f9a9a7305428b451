import ECGCore
import HubModel

/// Leads that were recorded over different stretches of one time line.
struct TimelinePlacing {
  /// A lead, and the place of its first sample on the line.
  struct Stretch {
    var name: LeadName
    var start: Int
    var samples: [Float]
  }

  /// Of all leads together.
  static let longestSamples = 1 << 25

  /// Every lead from the earliest start to the latest end, `nan` where it was not recorded.
  ///
  /// - Throws: `bad-waveform` when the stretches lie so far apart that the line would be mostly empty; `object-too-large`.
  static func leads(_ stretches: [Stretch]) throws(HubError) -> [ECGLead] {
    guard let first = stretches.map(\.start).min(), let end = stretches.map({ $0.start + $0.samples.count }).max() else { return [] }
    guard end - first <= 2 * stretches.reduce(0, { $0 + $1.samples.count }) else { throw HubError(.badWaveform, "leads far apart in time") }
    guard (end - first) * stretches.count <= longestSamples else { throw HubError(.objectTooLarge, "samples") }
    return stretches.map { stretch in
      guard stretch.start > first || stretch.samples.count < end - first else {
        return ECGLead(name: stretch.name, samplesMicrovolts: stretch.samples)
      }
      var line = [Float](repeating: .nan, count: end - first)
      line.replaceSubrange(stretch.start - first..<stretch.start - first + stretch.samples.count, with: stretch.samples)
      return ECGLead(name: stretch.name, samplesMicrovolts: line)
    }
  }
}
