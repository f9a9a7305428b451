import ArgumentParser
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats

struct ECGCompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "What is new, gone or changed between two ECGs of one person. / 前后心电图比较。",
    discussion: """
      Both are analysed; which is the earlier one is found by their times, or is the first given where a file has none. A difference counts \
      when it is beyond what repeated ECGs of an unchanged heart differ by; limits: docs/ecg-core.md. With --json one document \
      (schema: docs/ecg-json.md).
      Example:
        readinghub ecg compare 2025.dcm today.dcm
        readinghub ecg compare --json old.xml new.scp
      """)
  @Argument(help: ArgumentHelp("An ECG file of any known format.", valueName: "a")) var first: String
  @Argument(help: ArgumentHelp("Another of the same person.", valueName: "b")) var second: String
  @Option(help: ArgumentHelp("Time zone of files that name none, and of the times shown.", valueName: "zone")) var zone = ECGLoader.defaultTimeZone
  @OptionGroup var options: ScreenOptions

  struct Result: Encodable {
    var earlierFile: String
    var laterFile: String
    var comparison: ECGComparison
    /// What was taken for granted in reading the files.
    var assumptions: [BilingualText]
  }

  func validate() throws {
    guard TimeZone(identifier: zone) != nil else { throw ValidationError("--zone: a name such as Asia/Shanghai") }
  }

  func run() async throws {
    let screen = options.screen
    guard let one = load(first, on: screen), let other = load(second, on: screen) else { throw ExitMeaning.refused.code }
    let days = Self.labels(one, other, zone: zone)
    let comparison = ECGComparer().compare(
      Self.side(one, label: days.0), Self.side(other, label: days.1), patients: ECGComparer.Patients(one.identity, other.identity))
    let files = comparison.isOrderSwapped ? (second, first) : (first, second)
    let result = Result(
      earlierFile: files.0, laterFile: files.1, comparison: comparison,
      assumptions: one.assumptions + other.assumptions.filter { !one.assumptions.contains($0) })
    if screen.isJSON { return try screen.emit(result) }
    ComparisonText.show(result, on: screen)
  }

  /// `nil` after the reason was said.
  private func load(_ file: String, on screen: Screen) -> ECGDocument? {
    do throws(HubError) { return try ECGLoader.load(path: file, timeZone: zone) } catch {
      RefusedFile.show(error, file: file, on: screen)
      return nil
    }
  }

  private static func side(_ document: ECGDocument, label: String) -> ComparedECG {
    ComparedECG(
      ECGAnalyzer().examine(document.recording, patient: document.patientFacts),
      acquiredAtSeconds: document.acquiredAt.map { Double($0.microseconds) / 1e6 }, label: label, patient: document.patientFacts)
  }

  /// The days they were taken, with the time of day where both are of one day; the record's name for a file that says nothing.
  static func labels(_ one: ECGDocument, _ other: ECGDocument, zone: String) -> (String, String) {
    func words(_ document: ECGDocument, _ count: Int) -> String {
      guard let taken = document.acquiredAt else { return document.name }
      return ECGPageHeading.text(taken, timeZone: zone).split(separator: " ").prefix(count).joined(separator: " ")
    }
    let isOneDay = one.acquiredAt != nil && other.acquiredAt != nil && words(one, 1) == words(other, 1)
    return (words(one, isOneDay ? 2 : 1), words(other, isOneDay ? 2 : 1))
  }
}

/// A comparison in lines.
enum ComparisonText {
  static func show(_ result: ECGCompareCommand.Result, on screen: Screen) {
    let comparison = result.comparison
    func words(_ text: BilingualText) -> String { PlainText.escaped(screen.text(text.chinese, text.english)) }
    screen.say(comparison.verdict == .changed ? screen.painted(words(comparison.summary), .caution) : words(comparison.summary))
    side(screen.text("前次", "earlier"), result.earlierFile, comparison.earlier, on: screen)
    side(screen.text("本次", "later"), result.laterFile, comparison.later, on: screen)
    for caution in comparison.cautions { screen.say("  " + screen.painted(screen.text("注意", "caution") + ": " + words(caution.text), .caution)) }
    for change in comparison.changes {
      let mark = change.isSignificant ? "* " : "  "
      let evidence = change.evidence.isEmpty ? "" : "  (" + change.evidence.map { PlainText.escaped($0) }.joined(separator: "; ") + ")"
      screen.say("  " + mark + words(change.text) + evidence)
    }
    let whole = comparison.numbers.filter { $0.lead == nil }
    if !whole.isEmpty { screen.show(table(whole, on: screen)) }
    if let line = likeness(comparison.likeness, on: screen) { screen.say("  " + line) }
    for assumption in result.assumptions { screen.say("  " + screen.text("说明", "note") + ": " + words(assumption)) }
  }

  private static func side(_ name: String, _ file: String, _ side: ECGComparison.Side, on screen: Screen) {
    let codes = side.statementCodes.isEmpty ? "—" : side.statementCodes.joined(separator: " ")
    let grade = AnalysisText.grade(side.grade, on: screen)
    screen.say("  \(name): " + PlainText.escaped(file) + "  " + PlainText.escaped(side.label ?? "") + "  " + grade + "  " + codes)
  }

  private static func table(_ numbers: [NumberChange], on screen: Screen) -> TextTable {
    var table = TextTable([
      .init(title: ""), .init(title: screen.text("前次", "EARLIER"), isRightAligned: true),
      .init(title: screen.text("本次", "LATER"), isRightAligned: true),
      .init(title: screen.text("差值", "DIFFERENCE"), isRightAligned: true), .init(title: screen.text("界限", "LIMIT"), isRightAligned: true),
      .init(title: ""),
    ])
    for number in numbers {
      func value(_ value: Double) -> String { "\(Int(value.rounded()))" }
      let difference = (number.difference >= 0.5 ? "+" : "") + value(number.difference)
      table.add([
        .init(names[number.name] ?? number.name), .init(value(number.earlier)), .init(value(number.later)),
        .init(difference, number.isBeyond ? .caution : nil), .init(value(number.limit)), .init(number.unit),
      ])
    }
    return table
  }

  private static let names = [
    "heartRatePerMinute": "HR", "prIntervalMilliseconds": "PR", "qrsDurationMilliseconds": "QRS", "qtcFridericiaMilliseconds": "QTcF",
    "qrsAxisDegrees": "axis QRS",
  ]

  /// The least alike lead of each part.
  private static func likeness(_ likeness: [LeadLikeness], on screen: Screen) -> String? {
    func least(_ value: (LeadLikeness) -> Double?) -> String? {
      let known = likeness.compactMap { lead in value(lead).map { (lead.lead, $0) } }
      return known.min { $0.1 < $1.1 }.map { "\(PlainText.escaped($0.0.rawValue)) \((100 * $0.1).rounded() / 100)" }
    }
    let parts = [("QRS", least(\.qrsCorrelation)), ("ST-T", least(\.stTCorrelation))].compactMap { name, value in value.map { "\(name) \($0)" } }
    guard !parts.isEmpty else { return nil }
    return screen.text("平均心搏相关系数最低的导联", "least alike averaged beats (correlation)") + ": " + parts.joined(separator: ", ")
  }
}
