import ArgumentParser
import Drawing
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats

struct ECGPlotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw an ECG on its millimetre grid, with what the core says and why.",
    discussion: """
      25 mm/s and 10 mm/mV on A4 unless told otherwise; the file's ending or --format decides the kind of picture. --beats draws the \
      averaged beat of each lead with its boundaries and numbers, --evidence marks what made a statement true, or all of them. --prior sets an \
      earlier ECG beside it and lays their beats over one another (with --beats that alone). The picture is in Chinese and English; --lang is the language of messages, --json prints the picture's path.
      Example:
        readinghub ecg plot ecg.dcm -o ecg.png
        readinghub ecg plot 100.hea -o strip.pdf --from 120 --gain 20
        readinghub ecg plot ecg.dcm -o page.svg --layout 6x2 --rhythm II,V1 --speed 50
        readinghub ecg plot ecg.dcm -o why.png --evidence STEMI
        readinghub ecg plot ecg.dcm -o beats.png --beats --evidence all
        readinghub ecg plot today.dcm -o both.pdf --prior last-year.dcm
      """)
  @Argument(help: "ECG file of any known format.") var file: String
  @Option(name: [.short, .customLong("out")], help: ArgumentHelp("Where to write the picture.", valueName: "file")) var output: String
  @Option(help: "Kind of picture, where the file's ending does not tell it: png, svg, pdf.") var format: PictureKind?
  @OptionGroup var paper: PaperOptions
  @Option(help: ArgumentHelp("Where on a long recording the page begins, in seconds.", valueName: "s")) var from = 0.0
  @Option(help: "Resolution of a PNG in dots per inch, 36 to 600.") var dpi = 150.0
  @Flag(help: "Draw the averaged beat of each lead, with its boundaries and numbers.") var beats = false
  @Option(help: ArgumentHelp("Mark what made this statement true, or `all`.", valueName: "code")) var evidence: String?
  @Option(help: ArgumentHelp("An ECG of the same person to compare with: its page beside, the beats laid over one another.", valueName: "file"))
  var prior: String?
  @Flag(help: "Draw without analysing.") var plain = false
  @OptionGroup var options: ScreenOptions

  private func kind() throws -> PictureKind {
    if let format { return format }
    guard let kind = PictureKind(rawValue: (output as NSString).pathExtension.lowercased()) else {
      throw ValidationError("-o: .png, .svg or .pdf, or --format")
    }
    return kind
  }

  func validate() throws {
    _ = try kind()
    guard from.isFinite, from >= 0 else { throw ValidationError("--from: 0 or more") }
    guard (36...600).contains(dpi) else { throw ValidationError("--dpi: 36 to 600") }
    guard !plain || !beats && evidence == nil && prior == nil else {
      throw ValidationError("--plain draws without the analysis that --beats, --evidence and --prior show")
    }
    guard prior == nil || evidence == nil else { throw ValidationError("--prior marks what has changed: leave out --evidence") }
    guard prior == nil || from == 0 else { throw ValidationError("--prior compares whole recordings: leave out --from") }
  }

  func run() async throws {
    let kind = try kind()
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let document = try ECGLoader.load(path: file)
      let sheet = try sheet(document)
      let bytes = try await PictureFile.bytes(sheet, as: kind, dotsPerInch: dpi, created: document.acquiredAt)
      let path = output
      try await OffloadedWork.run { try AtomicFile.write(bytes, to: path) }
      if screen.isJSON { return try screen.emit(["picture": path]) }
      screen.say(PlainText.escaped(path))
    }
  }

  private func sheet(_ document: ECGDocument) throws -> ECGSheet {
    if plain { return ECGSheet(.traces(page(document, nil))) }
    if let prior {
      let serial = SerialECG(ExaminedECG(document), prior: ExaminedECG(try ECGLoader.load(path: prior)))
      return beats
        ? ECGSheet(.beats(serial.overlay(gain: paper.statedGain)))
        : serial.sheet(speed: paper.paperSpeed, gain: paper.statedGain, layout: paper.pageLayout)
    }
    let examination = ECGAnalyzer().examine(document.recording, patient: document.patientFacts)
    let choice = try choice(examination.analysis)
    guard beats else { return ECGSheet(.traces(page(document, examination.analysis, choice))) }
    return ECGSheet(
      .beats(ECGBeatPageMaker.page(for: document, examination: examination, gain: paper.statedGain, evidence: choice)))
  }

  /// - Throws: `not-found` with the codes that are said, for a code that is not.
  private func choice(_ analysis: ECGAnalysis) throws -> EvidenceChoice? {
    guard let evidence else { return nil }
    let choice = EvidenceChoice(evidence)
    if case .code = choice, choice.statements(of: analysis).isEmpty {
      throw ClientError(HubError(.notFound, "--evidence: " + analysis.statements.map(\.code).joined(separator: " ")))
    }
    return choice
  }

  private func page(_ document: ECGDocument, _ analysis: ECGAnalysis?, _ choice: EvidenceChoice? = nil) -> ECGPage {
    ECGPageMaker.page(
      for: document, analysis: analysis, layout: paper.pageLayout, speed: paper.paperSpeed, gain: paper.statedGain ?? .millimetres10PerMillivolt,
      startSeconds: from, evidence: choice)
  }
}
