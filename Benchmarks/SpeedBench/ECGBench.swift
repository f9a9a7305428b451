import ECGCore
import Foundation
import HubTesting
import StudyFormats

/// A 12-lead 10 s ECG from DICOM bytes to its grade, on one core.
enum ECGBench {
  static func run() throws {
    let bytes = Array(try Data(contentsOf: Samples.studies.appendingPathComponent("ecg-atrial-fibrillation/ecg.dcm")))
    let analyzer = ECGAnalyzer()
    var times: [Double] = []
    for _ in 0..<120 {
      times.append(
        try Stopwatch.seconds {
          let document = try ECGLoader.load(bytes: bytes, format: .dicom, headerBytes: nil)
          _ = analyzer.analyze(document.recording, patient: document.patientFacts)
        } * 1_000)
    }
    let settled = Array(times.dropFirst(20))
    print(
      "  12-lead 10 s, bytes to grade: median \(Figures.text(Figures.median(settled))) ms, worst \(Figures.text(settled.max() ?? .nan)) ms (limit 10 ms)"
    )
  }
}
