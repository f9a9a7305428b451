import ECGCore
import Foundation
import HubTesting

/// Beats and trend of a day in memory; beats against one pass of a four-scale wavelet over the same memory and against sleepecg, in CPU time; and the memory that
/// `readinghub ecg beats` takes for a day in a file.
enum BeatBench {
  static func run() throws {
    for rate in [250.0, 360, 500] {
      let leads = day(hours: 24, rateHertz: rate)
      let leadSeconds = 3 * 24 * 3600.0
      let whole = cpuSeconds { _ = BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: rate) }
      let hours = leads.map { Array($0.prefix($0.count / 4)) }
      let quarter = cpuSeconds { _ = BeatDetector().detect(leadsMicrovolts: hours, samplingRateHertz: rate) }
      let floor = cpuSeconds { for lead in leads { waveletPass(lead) } }
      print("  beats, 24 h, 3 leads, \(Int(rate)) Hz: \(Int(leadSeconds / whole)) lead-seconds a CPU second")
      print("    \(Figures.text(whole / floor)) of a four-scale wavelet pass (limit 4); 24 h over 6 h \(Figures.text(whole / quarter)) (linear: 4)")
      let trend = cpuSeconds { followTrend(leads, rateHertz: rate) }
      print("    its whole trend: \(Figures.text(trend)) s of CPU (limit 3 s)")
      if rate == 250 { try measureMemory(leads, rateHertz: rate) }
      try comparePeer(leads[0], rateHertz: rate, ownSecondsPerLead: whole / 3)
    }
  }

  /// In pieces of ten seconds, as a file is read.
  private static func followTrend(_ leads: [[Float]], rateHertz: Double) {
    guard var stream = TrendStream(leadNames: leads.indices.map { LeadName(rawValue: "L\($0)") }, samplingRateHertz: rateHertz) else { return }
    let piece = Int(10 * rateHertz)
    for start in stride(from: 0, to: leads[0].count, by: piece) {
      stream.append(leadsMicrovolts: leads.map { Array($0[start..<min($0.count, start + piece)]) })
    }
    _ = stream.finish()
  }

  /// Ten minutes of a synthetic recording, again and again.
  private static func day(hours: Int, rateHertz: Double) -> [[Float]] {
    var ecg = SyntheticECG(ratePerMinute: 72, durationSeconds: 600, samplingRateHertz: rateHertz)
    ecg.noiseMicrovolts = 30
    return ecg.recording().leads.prefix(3).map { lead in
      var samples: [Float] = []
      samples.reserveCapacity(hours * 6 * lead.samplesMicrovolts.count)
      for _ in 0..<(hours * 6) { samples.append(contentsOf: lead.samplesMicrovolts) }
      return samples
    }
  }

  /// The best of three.
  private static func cpuSeconds(_ body: () -> Void) -> Double {
    (0..<3).map { _ in
      let start = clock()
      body()
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }.min() ?? .nan
  }

  /// Quadratic spline wavelet, algorithme à trous, scales 2 to 16 (Mallat & Zhong 1992): low pass (1 3 3 1)/8, high pass 2 (1 −1).
  private static func waveletPass(_ samples: [Float]) {
    var smooth = samples
    var detail = samples
    var next = samples
    for scale in 0..<4 {
      let step = 1 << scale
      smooth.withUnsafeBufferPointer { input in
        detail.withUnsafeMutableBufferPointer { detail in
          next.withUnsafeMutableBufferPointer { next in
            for index in (3 * step)..<input.count {
              detail[index] = 2 * (input[index] - input[index - step])
              next[index] = 0.125 * (input[index] + 3 * (input[index - step] + input[index - 2 * step]) + input[index - 3 * step])
            }
          }
        }
      }
      swap(&smooth, &next)
    }
  }

  /// The day as a WFDB record, read by the `readinghub` beside this program.
  private static func measureMemory(_ leads: [[Float]], rateHertz: Double) throws {
    let folder = try BenchFolder("beats-file")
    let count = leads[0].count
    let header = "day \(leads.count) \(Int(rateHertz)) \(count)\n" + String(repeating: "day.dat 16 1000/mV 16 0\n", count: leads.count)
    try Data(header.utf8).write(to: URL(fileURLWithPath: folder.path + "/day.hea"))
    guard FileManager.default.createFile(atPath: folder.path + "/day.dat", contents: nil),
      let file = FileHandle(forWritingAtPath: folder.path + "/day.dat")
    else { throw BenchError("cannot write \(folder.path)/day.dat") }
    for start in stride(from: 0, to: count, by: 1 << 18) {
      let frames = start..<min(count, start + 1 << 18)
      let values = frames.flatMap { frame in leads.map { Int16(max(-32_768, min(32_767, $0[frame].rounded()))).littleEndian } }
      try file.write(contentsOf: values.withUnsafeBytes { Data($0) })
    }
    try file.close()
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("readinghub").path
    let peak = try peakMegabytes(of: [program, "ecg", "beats", folder.path + "/day.hea"])
    let minutes = header.replacingOccurrences(of: " \(count)\n", with: " \(Int(rateHertz) * 60)\n")
    try Data(minutes.utf8).write(to: URL(fileURLWithPath: folder.path + "/day.hea"))
    let base = try peakMegabytes(of: [program, "ecg", "beats", folder.path + "/day.hea"])
    print(
      "    ecg beats on a file of it: at most \(Figures.text(peak, 1)) MB resident (limit 64); on its first minute \(Figures.text(base, 1)), "
        + "most of it the pages of libraries")
  }

  /// Largest resident set of a program that is run to its end, its output thrown away. Looked up every few milliseconds: what the kernel
  /// says of an ended child counts the pages of the program that started it too.
  private static func peakMegabytes(of words: [String]) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var peak = 0.0
    while process.isRunning {
      peak = max(peak, peakMegabytes(ofProcess: process.processIdentifier) ?? 0)
      Thread.sleep(forTimeInterval: 0.005)
    }
    guard process.terminationStatus == 0 else { throw BenchError("\(words.joined(separator: " ")) ended with \(process.terminationStatus)") }
    return peak
  }

  private static func peakMegabytes(ofProcess number: Int32) -> Double? {
    let status = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
  }

  private static let peer = """
    import sys, time, numpy as np, sleepecg
    x = np.fromfile(sys.argv[1], '<f4').astype(float) / 1000
    best = 1e9
    for _ in range(3):
        t = time.process_time(); sleepecg.detect_heartbeats(x, float(sys.argv[2])); best = min(best, time.process_time() - t)
    print(best)
    """

  private static func comparePeer(_ lead: [Float], rateHertz: Double, ownSecondsPerLead: Double) throws {
    let venv = ProcessInfo.processInfo.environment["READINGHUB_PEERS_VENV"] ?? ".venv"
    let folder = try BenchFolder("beats")
    let file = folder.path + "/lead.f32"
    try lead.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: file))
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: venv + "/bin/python")
    process.arguments = ["-c", peer, file, String(rateHertz)]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else {
      print("    SKIPPED sleepecg: no Python in the peers' environment")
      return
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let seconds = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      print("    SKIPPED sleepecg: not in the peers' environment")
      return
    }
    print("    \(Figures.text(seconds / ownSecondsPerLead)) times as fast as sleepecg (aim 10)")
  }
}
