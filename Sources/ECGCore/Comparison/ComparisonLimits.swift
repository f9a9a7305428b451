/// From where on a difference counts: beyond what repeated ECGs of an unchanged heart differ by, measurement and day together.
///
/// Day-to-day and year-to-year variability of a healthy heart are of one size (Willems, Poblete & Pipberger, Circulation 45:1057, 1972), and the electrodes'
/// places make most of that of the chest leads (Schijvenaars, van Herpen & Kors, J. Electrocardiol. 41:190, 2008): so one lead alone proves nothing.
package struct ComparisonLimits: Sendable, Equatable {
  /// Three standard deviations of resting rates of one person on different days (ours, after Quer, PLoS ONE 15:e0227709, 2020).
  package var heartRatePerMinute = 30.0
  /// A sixth of the usual interval; twice the error of measurement on both sides (ours).
  package var prIntervalMilliseconds = 40.0
  package var qrsDurationMilliseconds = 20.0
  /// ICH E14 (2005) §III.C: an increase above 60 ms is a cause for concern.
  package var qtcMilliseconds = 60.0
  package var qrsAxisDegrees = 45.0
  /// The axis means something where the larger of the QRS in I and aVF, R and S added with their signs, reaches this.
  package var axisSizeMicrovolts = 300.0
  /// New elevation: Fourth Universal Definition of Myocardial Infarction (2018), 1 mm in two contiguous leads; the fall of one is of the same size.
  package var stRiseMicrovolts = 100.0
  /// New depression: the same, 0.5 mm in two contiguous leads …
  package var stFallMicrovolts = 50.0
  /// … that then lie as low as this.
  package var depressedMicrovolts = -50.0
  /// T is turned where it was this high and is now this deep, or the other way round (Minnesota code 5-2).
  package var tMicrovolts = 100.0
  /// R is lost where less than this share is left (serial rules of the Minnesota code: Crow, Am. J. Cardiol. 64:454, 1989) and so much is gone.
  package var rShareLeft = 0.5
  package var rLossMicrovolts = 300.0
  /// A Q wave is new where it is this broad and deep and was narrower by `qGrowthMilliseconds` (Fourth Universal Definition, table 4).
  package var qDurationMilliseconds = 30.0
  package var qMicrovolts = 100.0
  package var qGrowthMilliseconds = 15.0
  /// Shapes of averaged beats less alike than this have changed; sizes from which shapes can be told.
  package var qrsCorrelation = 0.8
  package var stTCorrelation = 0.6
  package var qrsSizeMicrovolts = 100.0
  package var stTSizeMicrovolts = 40.0
  /// A statement without a number that is compared is new or gone where its score moved so far …
  package var scoreStep = 0.35
  /// … and where one of its numbers, if it has any with a limit, lies beyond that by this share.
  package var shareBeyond = 0.1
  package init() {}
}

/// Leads that look at neighbouring walls of the heart.
enum LeadNeighbours {
  static let rows: [[LeadName]] = [
    ["aVL", "I", "II", "aVF", "III"], ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9"], ["V1", "V3R", "V4R", "V5R", "V6R"],
  ].map { $0.map(LeadName.init(rawValue:)) }

  /// Those that satisfy the condition together with a neighbour; T and Q of aVR, and what stands alone, prove nothing.
  static func supported(where condition: (LeadName) -> Bool) -> [LeadName] {
    var found: [LeadName] = []
    for row in rows {
      let hits = row.map(condition)
      for place in row.indices where hits[place] && ((place > 0 && hits[place - 1]) || (place + 1 < row.count && hits[place + 1])) {
        if !found.contains(row[place]) { found.append(row[place]) }
      }
    }
    return found
  }

  /// `II, aVF, V2–V4`: neighbours in the chest are drawn together.
  static func words(_ leads: [LeadName]) -> String {
    var parts: [String] = []
    var run: [LeadName] = []
    func close() {
      if run.count > 2, let first = run.first, let last = run.last { parts.append("\(first)–\(last)") } else { parts += run.map(\.rawValue) }
      run = []
    }
    for lead in leads {
      if let last = run.last, let place = rows[1].firstIndex(of: last), place + 1 < rows[1].count, rows[1][place + 1] == lead {
        run.append(lead)
      } else {
        close()
        run = [lead]
      }
    }
    close()
    return parts.joined(separator: ", ")
  }
}
