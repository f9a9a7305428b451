import ECGCore
import Foundation
import StudyFormats

/// What `Benchmarks/BeatModel/fit.py` is fed with and how its models are tried.
///
/// `SpeedBench beat-candidates OUT FILE…`: each recording's candidates, lead by lead and of all leads together. A line of OUT.jsonl for each view; in
/// OUT.f32 twenty-two little-endian floats for each candidate: sample, height in microvolts, features.
/// `SpeedBench beats-by MODEL LEAD FILE…`: JSON lines as `readinghub ecg beats --lead LEAD` writes them, found with the coefficients in MODEL, with those in
/// MODEL.fused where there are several leads.
enum BeatCandidateDump {
  struct Line: Encodable {
    /// The file's path without its ending.
    var path: String
    /// `multi`, or the place of the one lead.
    var lead: String
    var rateHertz: Double
    var sampleCount: Int
    var candidates: Int
  }

  static func run(_ words: [String]) throws {
    guard let out = words.first else { throw BenchError("beat-candidates OUT FILE…") }
    let lines = try created(out + ".jsonl")
    let rows = try created(out + ".f32")
    for file in words.dropFirst() {
      let recording = try ECGLoader.load(path: file).recording
      let leads = recording.leads.map(\.samplesMicrovolts)
      let views = leads.enumerated().map { (String($0.offset), [$0.element]) } + (leads.count > 1 ? [("multi", leads)] : [])
      for (name, view) in views {
        let found = BeatDetector().candidates(leadsMicrovolts: view, samplingRateHertz: recording.samplingRateHertz)
        let values = found.flatMap { [Float($0.sample), $0.heightMicrovolts] + $0.features }
        rows.write(values.withUnsafeBytes { Data($0) })
        let line = Line(
          path: (file as NSString).deletingPathExtension, lead: name, rateHertz: recording.samplingRateHertz, sampleCount: recording.sampleCount,
          candidates: found.count)
        lines.write(try JSONEncoder().encode(line) + Data("\n".utf8))
      }
    }
  }

  private static func created(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw BenchError("cannot write \(path)")
    }
    return file
  }

  private static func model(_ path: String, featureCount: Int) throws -> ScoreModel {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw BenchError("\(path) cannot be read") }
    let coefficients = bytes.withUnsafeBytes { raw in
      (0..<(bytes.count / 4)).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    guard let model = ScoreModel(coefficients: coefficients, featureCount: featureCount) else { throw BenchError("\(path) holds no model") }
    return model
  }

  struct Beats: Encodable {
    var record: String
    var lead: String
    var samples: [Int]
  }

  static func find(_ words: [String]) throws {
    guard words.count > 2 else { throw BenchError("beats-by MODEL LEAD FILE…") }
    var settings = DetectionSettings()
    settings.scoreModel = try model(words[0], featureCount: ScoreModel.featureCount)
    settings.fusedScoreModel = try model(words[0] + ".fused", featureCount: ScoreModel.fusedFeatureCount)
    for file in words.dropFirst(2) {
      let recording = try ECGLoader.load(path: file).recording
      let all = recording.leads.map(\.samplesMicrovolts)
      let leads = Int(words[1]).map { [all[$0]] } ?? all
      let samples = BeatDetector(settings: settings).detect(leadsMicrovolts: leads, samplingRateHertz: recording.samplingRateHertz)
      let line = Beats(record: ((file as NSString).lastPathComponent as NSString).deletingPathExtension, lead: words[1], samples: samples)
      FileHandle.standardOutput.write(try JSONEncoder().encode(line) + Data("\n".utf8))
    }
  }
}
