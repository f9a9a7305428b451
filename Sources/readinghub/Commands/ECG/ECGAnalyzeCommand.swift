import ArgumentParser
import ECGCore
import HubClient
import HubModel
import StudyFormats

struct ECGAnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Measure and pre-screen ECGs.",
    discussion: """
      Each file is judged by itself; a file that cannot be read is named with its reason, and the exit code is 1.
      Example:
        readinghub ecg analyze *.dcm --json
        readinghub ecg analyze --findings records/*.hea
      """)
  @OptionGroup var input: ECGFiles
  @OptionGroup var options: ScreenOptions
  @Flag(help: "One JSON line a file: the record and the score of each finding.") var findings = false
  /// What `Benchmarks/StatementModel/fit.py` is fitted to.
  @Flag(help: ArgumentHelp("One JSON line a file: the numbers from which super-classes are scored.", visibility: .hidden)) var features = false

  struct Result: Encodable {
    var file: String
    var record: String
    var analysis: ECGAnalysis
    var assumptions: [BilingualText]
  }

  func run() async throws {
    let screen = options.screen
    try input.forEach(on: screen) { file throws(HubError) in
      let document = try ECGLoader.load(path: file)
      if features {
        let numbers = ECGAnalyzer().screeningFeatures(document.recording, patient: document.patientFacts)
        try? screen.emit(FeaturesLine(record: FindingsLine.recordName(ECGFiles.record(of: file)), features: numbers), isPretty: false)
        return
      }
      let analysis = ECGAnalyzer().analyze(document.recording, patient: document.patientFacts)
      if findings {
        try? screen.emit(FindingsLine(record: FindingsLine.recordName(ECGFiles.record(of: file)), findings: analysis.findings), isPretty: false)
        return
      }
      let result = Result(file: file, record: document.name, analysis: analysis, assumptions: document.assumptions)
      // One JSON document a line, so that many files can be piped.
      if screen.isJSON { try? screen.emit(result, isPretty: input.files.count == 1) } else { AnalysisText.show(result, on: screen) }
    }
  }
}

/// The scores of one record, for comparing with labels.
struct FindingsLine: Encodable {
  var record: String
  var findings: [String: Double]

  /// PTB-XL names its files `00001_hr` and `00001_lr` and its labels by the bare number.
  static func recordName(_ name: String) -> String {
    let digits = name.dropLast(3)
    guard name.hasSuffix("_hr") || name.hasSuffix("_lr"), digits.count == 5, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return name }
    return Int(digits).map(String.init) ?? name
  }
}

/// The named numbers of one record.
struct FeaturesLine: Encodable {
  var record: String
  var features: [String: Double]
}

/// An analysis in lines.
enum AnalysisText {
  static func show(_ result: ECGAnalyzeCommand.Result, on screen: Screen) {
    let analysis = result.analysis
    func words(_ text: BilingualText) -> String { PlainText.escaped(screen.text(text.chinese, text.english)) }
    let seconds = "\((analysis.durationSeconds * 10).rounded() / 10) s"
    screen.say(PlainText.escaped(result.file) + "  " + grade(analysis.grade, on: screen) + "  \(seconds), \(Int(analysis.samplingRateHertz)) Hz")
    for reason in analysis.gradeReasons { screen.say("  " + screen.text("分级依据", "because") + ": " + words(reason)) }
    for statement in analysis.statements {
      let evidence = statement.evidence.isEmpty ? "" : "  (" + statement.evidence.map { PlainText.escaped($0) }.joined(separator: "; ") + ")"
      screen.say("  " + DisplayWidth.padded(statement.code, to: 8) + " " + words(statement.text) + evidence)
    }
    for remark in analysis.remarks {
      let evidence = remark.evidence.map { PlainText.escaped($0) }.joined(separator: "; ")
      screen.say("  " + screen.painted(words(remark.text), .caution) + "  (\(evidence))")
    }
    let measured = measurements(analysis.measurements)
    if !measured.isEmpty { screen.say("  " + measured.joined(separator: "  ")) }
    let poor = analysis.quality.filter { !$0.isUsable }
    if !poor.isEmpty {
      screen.say("  " + screen.text("不可用导联", "leads not usable") + ": " + poor.map { PlainText.escaped($0.lead.rawValue) }.joined(separator: " "))
    }
    for assumption in result.assumptions { screen.say("  " + screen.text("说明", "note") + ": " + words(assumption)) }
  }

  static func grade(_ grade: ECGGrade, on screen: Screen) -> String {
    switch grade {
    case .critical: screen.painted(screen.text("危急", "CRITICAL"), .alarm)
    case .warning: screen.painted(screen.text("预警", "warning"), .caution)
    case .ordinary: screen.text("普通", "ordinary")
    case .ungraded: screen.painted(screen.text("不予分级", "ungraded"), .caution)
    }
  }

  private static func measurements(_ values: GlobalMeasurements) -> [String] {
    let entries: [(String, Double?, String)] = [
      ("HR", values.heartRatePerMinute, "/min"), ("PR", values.prIntervalMilliseconds, "ms"), ("QRS", values.qrsDurationMilliseconds, "ms"),
      ("QT", values.qtIntervalMilliseconds, "ms"), ("QTcF", values.qtcFridericiaMilliseconds, "ms"), ("axis P", values.pAxisDegrees, "°"),
      ("axis QRS", values.qrsAxisDegrees, "°"), ("axis T", values.tAxisDegrees, "°"),
    ]
    return entries.compactMap { name, value, unit in value.flatMap { $0.isFinite ? "\(name) \(Int($0.rounded())) \(unit)" : nil } }
  }
}
