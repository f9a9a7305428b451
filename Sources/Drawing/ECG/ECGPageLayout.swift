/// How the leads lie on the paper.
package enum ECGPageLayout: Sendable, Equatable {
  /// Three rows of four standard leads, a quarter of the width each, over full-width rhythm strips of the named leads.
  case threeByFour(rhythm: [String])
  /// Six rows of two standard leads, over full-width rhythm strips.
  case sixByTwo(rhythm: [String])
  /// Twelve full-width rows.
  case twelveByOne
  /// A full-width row for each lead there is, in the order given.
  case rows

  /// The twelve standard leads by columns of three (AHA/ACC/HRS 2007, part I).
  static let standardTwelve = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]

  /// 3 × 4 with lead II (and any leads beyond the twelve, up to three strips) when all twelve are there, else a row a lead.
  package static func fitting(leadNames: [String]) -> ECGPageLayout {
    guard standardTwelve.allSatisfy(leadNames.contains) else { return .rows }
    let extra = leadNames.filter { !standardTwelve.contains($0) }
    return .threeByFour(rhythm: Array((["II"] + extra).prefix(extra.isEmpty ? 1 : 4)))
  }
}

/// Where one stretch of one lead is drawn.
struct ECGStrip: Equatable {
  var leadName: String
  /// `nil`: the recording has no such lead; the strip says so.
  var leadIndex: Int?
  var row: Int
  /// Left end, millimetres from the start of the traces.
  var x: Double
  var width: Double
  /// From the first sample of the page's leads.
  var startSeconds: Double
}

/// The strips of a page, and its rows.
struct ECGStripPlan: Equatable {
  var strips: [ECGStrip]
  var rowCount: Int

  /// - Parameters:
  ///   - width: millimetres of paper for traces.
  ///   - millimetresPerSecond: paper speed. Columns follow each other in time: the whole row is one stretch of the recording.
  init(layout: ECGPageLayout, leadNames: [String], width: Double, millimetresPerSecond: Double) {
    let twelve = ECGPageLayout.standardTwelve
    let rows: [[String]] =
      switch layout {
      case .threeByFour(let rhythm): (0..<3).map { row in (0..<4).map { twelve[$0 * 3 + row] } } + rhythm.map { [$0] }
      case .sixByTwo(let rhythm): (0..<6).map { row in (0..<2).map { twelve[$0 * 6 + row] } } + rhythm.map { [$0] }
      case .twelveByOne: twelve.map { [$0] }
      case .rows: []
      }
    guard case .rows = layout else {
      rowCount = rows.count
      strips = rows.enumerated().flatMap { row, names in
        names.enumerated().map { column, name in
          let stripWidth = width / Double(names.count)
          return ECGStrip(
            leadName: name, leadIndex: leadNames.firstIndex(of: name), row: row, x: Double(column) * stripWidth, width: stripWidth,
            startSeconds: Double(column) * stripWidth / millimetresPerSecond)
        }
      }
      return
    }
    rowCount = leadNames.count
    strips = leadNames.enumerated().map { index, name in
      ECGStrip(leadName: name, leadIndex: index, row: index, x: 0, width: width, startSeconds: 0)
    }
  }
}

extension ECGPage {
  /// The lead that shows what is of no lead alone: the first of full width, which all rows but 3 × 4 and 6 × 2 without a strip have.
  package var stripLead: String? {
    let plan = ECGStripPlan(layout: layout, leadNames: leads.map(\.name), width: ECGGeometry.traceWidth, millimetresPerSecond: Double(speed.rawValue))
    let strips = plan.strips.filter { $0.leadIndex != nil }
    let widest = strips.map(\.width).max()
    let full = strips.filter { $0.width == widest }
    return (full.first { $0.leadName == "II" } ?? full.first)?.leadName
  }
}
