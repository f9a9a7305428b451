import ECGCore
import Foundation
import HubTesting
import StudyFormats

/// `SpeedBench scanned-beats FILE…` and `SpeedBench synthetic-beats COUNT`: average beats as JSON lines, the input of `Benchmarks/BoundaryModel/fit.py`.
enum ScannedBeatDump {
  struct Line: Encodable {
    var record: String
    var samplingRateHertz: Double
    var leadNames: [String]
    var beats: [ScannedBeat]
    /// Boundaries of every beat from its R on, milliseconds; only of synthetic ECGs.
    var truth: PhaseModelECG.Edges?
    /// Samples of the R peaks; only of synthetic ECGs.
    var peaks: [Double]?
  }

  static func run(_ files: [String]) throws {
    for file in files {
      let recording = try ECGLoader.load(path: file).recording
      try write(recording, name: ((file as NSString).lastPathComponent as NSString).deletingPathExtension)
    }
  }

  static func runSynthetic(_ count: Int) throws {
    for seed in 0..<UInt64(max(0, count)) {
      let ecg = PhaseModelECG.varied(seed: seed)
      let peaks = ecg.peakTimesSeconds.map { $0 * ecg.samplingRateHertz }
      try write(ecg.recording(), name: "synthetic\(seed)", truth: ecg.edges, peaks: peaks)
    }
  }

  private static func write(_ recording: ECGRecording, name: String, truth: PhaseModelECG.Edges? = nil, peaks: [Double]? = nil) throws {
    let line = Line(
      record: name, samplingRateHertz: recording.samplingRateHertz, leadNames: recording.leads.map(\.name.rawValue),
      beats: try RecordingDelineator().scannedBeats(recording), truth: truth, peaks: peaks)
    FileHandle.standardOutput.write(try JSONEncoder().encode(line) + Data("\n".utf8))
  }
}
