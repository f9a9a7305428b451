import Drawing
import ECGCore
import Foundation
import HubTesting
import StudyFormats

/// Pages of a 12-lead ECG in CPU time of one core, against the same paper with nothing on it but the grid.
enum PageBench {
  private static let rounds = 25
  private static let metadata = PDFMetadata(title: "ECG", author: "ReadingHub", createdISO8601: "2026-03-04T01:15:00Z")

  static func run() throws {
    let document = try ECGLoader.load(path: Samples.studies.appendingPathComponent("ecg-acute-st-elevation/ecg.dcm").path)
    let examination = ECGAnalyzer().examine(document.recording, patient: document.patientFacts)
    let bare = ECGPage(title: .init(chinese: "", english: ""), leads: [], samplingRateHertz: 500, layout: .rows)
    let floor = ECGSheet(.traces(bare))
    let sheets: [(String, ECGSheet)] = [
      ("page 3 x 4", ECGSheet(.traces(ECGPageMaker.page(for: document, analysis: examination.analysis)))),
      ("page with all evidence", ECGSheet(.traces(ECGPageMaker.page(for: document, analysis: examination.analysis, evidence: .all)))),
      ("averaged beats", ECGSheet(.beats(ECGBeatPageMaker.page(for: document, examination: examination)))),
    ]
    for (name, sheet) in sheets {
      for (kind, limit, draw) in kinds {
        let (own, least) = (try milliseconds { try draw(sheet) }, try milliseconds { try draw(floor) })
        print(
          "  \(name), \(kind): median \(Figures.text(own, 1)) ms of CPU (limit \(limit) ms), empty page \(Figures.text(least, 1)) ms, ratio \(Figures.text(own / least))"
        )
      }
    }
  }

  private static let kinds: [(String, Int, @Sendable (ECGSheet) throws -> [UInt8])] = [
    ("SVG", 60, { try $0.renderSVG() }), ("PDF", 60, { try $0.renderPDF(metadata: metadata) }), ("PNG 150 dpi", 150, { try $0.renderPNG() }),
  ]

  /// Median of the rounds after the first five.
  private static func milliseconds(_ work: () throws -> [UInt8]) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<rounds {
      let start = clock()
      _ = try work()
      times.append(Double(clock() - start) * 1_000 / Double(CLOCKS_PER_SEC))
    }
    return Figures.median(Array(times.dropFirst(5)))
  }
}
