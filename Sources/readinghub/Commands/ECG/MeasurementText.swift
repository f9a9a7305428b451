import ECGCore
import HubClient
import HubModel

/// Measurements in aligned columns.
enum MeasurementText {
  static func show(_ line: MeasurementLine, on screen: Screen) {
    func words(_ text: BilingualText) -> String { PlainText.escaped(screen.text(text.chinese, text.english)) }
    let seconds = "\((line.durationSeconds * 10).rounded() / 10) s"
    screen.say(PlainText.escaped(line.file) + "  " + status(line.status, on: screen) + "  \(seconds), \(Int(line.samplingRateHertz)) Hz")
    for reason in line.reasons { screen.say("  " + screen.text("原因", "because") + ": " + words(reason)) }
    for remark in line.remarks {
      let evidence = remark.evidence.map { PlainText.escaped($0) }.joined(separator: "; ")
      screen.say("  " + screen.painted(words(remark.text), .caution) + "  (\(evidence))")
    }
    let global = globalTable(line.global)
    if let global { screen.show(global) }
    if !line.leads.isEmpty { screen.show(leadTable(line.leads)) }
    for assumption in line.assumptions { screen.say("  " + screen.text("说明", "note") + ": " + words(assumption)) }
  }

  private static func status(_ status: MeasurementStatus, on screen: Screen) -> String {
    let words = screen.text(status.text.chinese, status.text.english)
    return status == .measured ? words : screen.painted(words, .caution)
  }

  /// Two values a row; `nil` when there are none.
  private static func globalTable(_ values: GlobalMeasurements) -> TextTable? {
    let intervals: [(String, Double?)] = [
      ("HR /min", values.heartRatePerMinute), ("RR ms", values.rrMeanMilliseconds), ("RR min ms", values.rrMinimumMilliseconds),
      ("RR max ms", values.rrMaximumMilliseconds), ("SDNN ms", values.sdnnMilliseconds), ("RMSSD ms", values.rmssdMilliseconds),
      ("pNN50 %", values.pnn50Percent), ("P ms", values.pDurationMilliseconds), ("PR ms", values.prIntervalMilliseconds),
      ("QRS ms", values.qrsDurationMilliseconds), ("QT ms", values.qtIntervalMilliseconds), ("QTc Bazett ms", values.qtcBazettMilliseconds),
      ("QTc Fridericia ms", values.qtcFridericiaMilliseconds), ("QTc Framingham ms", values.qtcFraminghamMilliseconds),
      ("QTc Hodges ms", values.qtcHodgesMilliseconds), ("QT dispersion ms", values.qtDispersionMilliseconds), ("P axis °", values.pAxisDegrees),
      ("QRS axis °", values.qrsAxisDegrees), ("T axis °", values.tAxisDegrees),
    ]
    let known = intervals.filter { $0.1 != nil }
    guard !known.isEmpty else { return nil }
    let half = (known.count + 1) / 2
    var table = TextTable([.init(title: ""), .init(title: "", isRightAligned: true), .init(title: ""), .init(title: "", isRightAligned: true)])
    for row in 0..<half {
      let second = row + half < known.count ? known[row + half] : ("", nil)
      table.add([.init(known[row].0), .init(whole(known[row].1)), .init(second.0), .init(whole(second.1))])
    }
    return table
  }

  private typealias Row = (title: String, value: (LeadMeasurements) -> Double?)

  /// Milliseconds and microvolts, a lead a row.
  private static func leadTable(_ leads: [LeadMeasurements]) -> TextTable {
    let rows: [Row] = [
      ("P µV", { $0.pAmplitudeMicrovolts }), ("Q µV", { $0.qAmplitudeMicrovolts }), ("R µV", { $0.rAmplitudeMicrovolts }),
      ("S µV", { $0.sAmplitudeMicrovolts }), ("R' µV", { $0.rPrimeAmplitudeMicrovolts }), ("S' µV", { $0.sPrimeAmplitudeMicrovolts }),
      ("J µV", { $0.jAmplitudeMicrovolts }), ("J+60", { $0.j60AmplitudeMicrovolts }), ("J+80", { $0.j80AmplitudeMicrovolts }),
      ("T µV", { $0.tAmplitudeMicrovolts }), ("P ms", { $0.pDurationMilliseconds }), ("PR ms", { $0.prIntervalMilliseconds }),
      ("Q ms", { $0.qDurationMilliseconds }), ("R ms", { $0.rDurationMilliseconds }), ("S ms", { $0.sDurationMilliseconds }),
      ("QRS ms", { $0.qrsDurationMilliseconds }), ("QT ms", { $0.qtIntervalMilliseconds }), ("ID ms", { $0.intrinsicoidDeflectionMilliseconds }),
      ("ST µV/s", { $0.stSlopeMicrovoltsPerSecond }),
    ]
    var table = TextTable([.init(title: "")] + rows.map { .init(title: $0.title, isRightAligned: true) })
    for lead in leads { table.add([.init(lead.lead.rawValue)] + rows.map { .init(whole($0.value(lead))) }) }
    return table
  }

  private static func whole(_ value: Double?) -> String { value.flatMap { $0.isFinite ? String(Int($0.rounded())) : nil } ?? "" }
}
