import ArgumentParser
import Drawing
import Foundation
import HubClient
import HubModel

enum PictureKind: String, ExpressibleByArgument, CaseIterable { case png, svg, pdf }

/// How the leads lie on the paper, and its scale.
struct PaperOptions: ParsableArguments {
  enum Layout: String, ExpressibleByArgument, CaseIterable {
    case threeByFour = "3x4"
    case sixByTwo = "6x2"
    case twelveByOne = "12x1"
    case rows
  }

  @Option(help: "3x4 or 6x2 over rhythm strips, 12x1, or rows: each lead there is. Without it 3x4 for twelve leads, else rows.") var layout: Layout?
  @Option(help: ArgumentHelp("Leads of the rhythm strips, up to four; none for no strip.", valueName: "II,V1")) var rhythm: String?
  @Option(help: "Paper speed in mm/s: 25 or 50.") var speed = 25
  @Option(help: "Gain in mm/mV: 5, 10 or 20.") var gain: Int?

  func validate() throws {
    guard PaperSpeed(rawValue: speed) != nil else { throw ValidationError("--speed: 25 or 50") }
    guard gain.map({ PaperGain(rawValue: $0) != nil }) ?? true else { throw ValidationError("--gain: 5, 10 or 20") }
    guard strips.count <= 4 else { throw ValidationError("--rhythm: four leads at most") }
    guard rhythm == nil || layout == nil || layout == .threeByFour || layout == .sixByTwo else {
      throw ValidationError("--rhythm: with --layout 3x4 or 6x2")
    }
  }

  private var strips: [String] {
    guard let rhythm else { return ["II"] }
    return rhythm.lowercased() == "none" ? [] : rhythm.split(separator: ",").map { String($0).trimmingCharacters(in: .whitespaces) }
  }

  /// `nil`: as fits the leads.
  var pageLayout: ECGPageLayout? {
    switch layout {
    case .threeByFour: .threeByFour(rhythm: strips)
    case .sixByTwo: .sixByTwo(rhythm: strips)
    case .twelveByOne: .twelveByOne
    case .rows: .rows
    case nil: rhythm.map { _ in .threeByFour(rhythm: strips) }
    }
  }

  var paperSpeed: PaperSpeed { PaperSpeed(rawValue: speed) ?? .millimetres25PerSecond }
  var statedGain: PaperGain? { gain.flatMap(PaperGain.init(rawValue:)) }
}

/// A sheet as the bytes of a file.
enum PictureFile {
  /// `created` is the recording's own time, so that the same file gives the same picture.
  static func bytes(_ sheet: ECGSheet, as kind: PictureKind, dotsPerInch: Double, created: Instant?) async throws -> [UInt8] {
    let metadata = PDFMetadata(title: "ECG", author: "ReadingHub", createdISO8601: TimeWords.utc(created ?? Instant(microseconds: 0)))
    do {
      return try await OffloadedWork.run {
        switch kind {
        case .png: try sheet.renderPNG(dotsPerInch: dotsPerInch)
        case .svg: try sheet.renderSVG()
        case .pdf: try sheet.renderPDF(metadata: metadata)
        }
      }
    } catch let error as DrawingError { throw ClientError(code: error.code, sentence: .init(error.chinese, error.english)) }
  }
}
