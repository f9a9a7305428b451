import ArgumentParser
import Drawing
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats

struct ECGPlotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw an ECG on its millimetre grid, with what the core says.",
    discussion: """
      25 mm/s and 10 mm/mV on A4 unless told otherwise; the file's ending decides the kind of picture. The picture is in Chinese and \
      English; --lang is the language of messages, --json prints the picture's path.
      Example:
        readinghub ecg plot ecg.dcm -o ecg.png
        readinghub ecg plot 100.hea -o strip.pdf --from 120 --gain 20
      """)
  @Argument(help: "ECG file of any known format.") var file: String
  @Option(name: [.short, .customLong("out")], help: ArgumentHelp("Picture: .png, .svg or .pdf.", valueName: "file")) var output: String
  @Option(help: "Paper speed in mm/s: 25 or 50.") var speed = 25
  @Option(help: "Gain in mm/mV: 5, 10 or 20.") var gain = 10
  @Option(help: ArgumentHelp("Where on a long recording the page begins, in seconds.", valueName: "s")) var from = 0.0
  @Option(help: "Resolution of a PNG in dots per inch, 36 to 600.") var dpi = 150.0
  @Flag(help: "Draw without analysing.") var plain = false
  @OptionGroup var options: ScreenOptions

  private enum Kind: String { case png, svg, pdf }

  private func kind() throws -> Kind {
    guard let kind = Kind(rawValue: (output as NSString).pathExtension.lowercased()) else { throw ValidationError("-o: .png, .svg or .pdf") }
    return kind
  }

  func validate() throws {
    _ = try kind()
    guard PaperSpeed(rawValue: speed) != nil else { throw ValidationError("--speed: 25 or 50") }
    guard PaperGain(rawValue: gain) != nil else { throw ValidationError("--gain: 5, 10 or 20") }
    guard from.isFinite, from >= 0 else { throw ValidationError("--from: 0 or more") }
    guard (36...600).contains(dpi) else { throw ValidationError("--dpi: 36 to 600") }
  }

  func run() async throws {
    let kind = try kind()
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let document = try ECGLoader.load(path: file)
      let analysis = plain ? nil : ECGAnalyzer().analyze(document.recording, patient: document.patientFacts)
      let page = ECGPageMaker.page(
        for: document, analysis: analysis, speed: PaperSpeed(rawValue: speed) ?? .millimetres25PerSecond,
        gain: PaperGain(rawValue: gain) ?? .millimetres10PerMillivolt, startSeconds: from)
      let bytes = try await draw(page, as: kind, created: document.acquiredAt)
      let path = output
      try await OffloadedWork.run { try AtomicFile.write(bytes, to: path) }
      if screen.isJSON { return try screen.emit(["picture": path]) }
      screen.say(PlainText.escaped(path))
    }
  }

  private func draw(_ page: ECGPage, as kind: Kind, created: Instant?) async throws -> [UInt8] {
    let dotsPerInch = dpi
    // The recording's own time, so that the same file gives the same picture.
    let metadata = PDFMetadata(title: "ECG", author: "ReadingHub", createdISO8601: TimeWords.utc(created ?? Instant(microseconds: 0)))
    do {
      return try await OffloadedWork.run {
        switch kind {
        case .png: try page.renderPNG(dotsPerInch: dotsPerInch)
        case .svg: try page.renderSVG()
        case .pdf: try page.renderPDF(metadata: metadata)
        }
      }
    } catch let error as DrawingError { throw ClientError(code: error.code, sentence: .init(error.chinese, error.english)) }
  }
}
