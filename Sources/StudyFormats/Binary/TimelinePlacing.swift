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

  /// Leads recorded together.
  struct Group {
    var leads: [ECGLead]
    var startSeconds: Double
  }

  /// No line of groups is longer; groups further apart are no page of one ECG.
  static let longestGroupsSeconds = 120.0
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

  /// Groups of one rate that follow each other (four times three leads); a lead recorded twice keeps its longer stretch.
  ///
  /// - Returns: all leads as one group; `nil` when they do not fit on one line, or would leave it mostly empty.
  static func consecutive(_ groups: [Group], rateHertz: Double) -> Group? {
    let starts = groups.map(\.startSeconds)
    guard let first = starts.min(), let last = starts.max(), last - first <= longestGroupsSeconds,
      (last - first) * rateHertz <= Double(longestSamples)
    else { return nil }
    var stretches: [Stretch] = []
    var names: Set<LeadName> = []
    var start = Double.infinity
    for group in groups.sorted(by: { $0.sampleCount > $1.sampleCount }) {
      let place = Int(((group.startSeconds - first) * rateHertz).rounded())
      for lead in group.leads where names.insert(lead.name).inserted {
        stretches.append(Stretch(name: lead.name, start: place, samples: lead.samplesMicrovolts))
        start = min(start, group.startSeconds)
      }
    }
    guard let lines = try? leads(stretches) else { return nil }
    let line = Group(leads: lines, startSeconds: start)
    return Double(line.sampleCount) <= longestGroupsSeconds * rateHertz ? line : nil
  }
}

extension TimelinePlacing.Group {
  fileprivate var sampleCount: Int { leads.first?.samplesMicrovolts.count ?? 0 }
}
