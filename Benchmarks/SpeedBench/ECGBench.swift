import ECGCore
import Foundation
import HubTesting
import StudyFormats

/// A 12-lead 10 s ECG on one core: from DICOM bytes to its grade, and from samples to measurements alone.
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
    let samples = ["ecg-normal", "ecg-atrial-fibrillation", "ecg-acute-st-elevation"]
    for sample in samples { try measure(sample, analyzer) }
    freeLargeBlock()
    print("  the same in a process that has once freed 16 MB, as a hub has after its first large object:")
    for sample in samples { try measure(sample, analyzer) }
  }

  /// From then on the C library keeps up to twice as much of what is freed, instead of giving it back after each ECG and clearing it anew
  /// (mallopt(3), M_MMAP_THRESHOLD).
  private static func freeLargeBlock() {
    let block = [UInt8](repeating: 1, count: 16 << 20)
    // Looked at, or it would not be made.
    precondition(block.reduce(0) { $0 + Int($1) } == block.count)
  }

  /// A thousand times over, in CPU time: the median, the last against the first hundred after a warm-up, and what memory grew meanwhile.
  private static func measure(_ sample: String, _ analyzer: ECGAnalyzer) throws {
    let document = try ECGLoader.load(path: Samples.studies.appendingPathComponent(sample + "/ecg.dcm").path)
    func milliseconds() throws -> Double {
      let start = clock()
      _ = try analyzer.numbers(of: document.recording, patient: document.patientFacts)
      return Double(clock() - start) * 1_000 / Double(CLOCKS_PER_SEC)
    }
    for _ in 0..<100 { _ = try milliseconds() }
    let before = residentMegabytes()
    let times = try (0..<1_000).map { _ in try milliseconds() }
    let growth = residentMegabytes() - before
    let drift = Figures.median(Array(times.suffix(100))) / Figures.median(Array(times.prefix(100)))
    print(
      "  \(sample), samples to measurements: median \(Figures.text(Figures.median(times))) ms of CPU (limit 3 ms); a thousand: last hundred over first "
        + "\(Figures.text(drift)), memory grew by \(Figures.text(growth, 1)) MB")
  }

  private static func residentMegabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? .nan) / 1024
  }
}
