import ECGCore
import Foundation
import StudyFormats

/// `SpeedBench beat-features FILE…`: beats and their features as JSON lines, the input of `Benchmarks/BeatClassModel/fit.py`.
enum BeatFeatureDump {
  struct Line: Encodable {
    var record: String
    /// `all`, or the place of the one lead that was looked at.
    var leads: String
    var names: [String]
    var samples: [Int]
    var features: [[Float]]
  }

  /// The beats are those of all leads together, whichever leads the features are taken from.
  static func run(_ files: [String]) throws {
    let encoder = JSONEncoder()
    for file in files {
      let recording = try ECGLoader.load(path: file).recording
      let leads = recording.leads.map(\.samplesMicrovolts)
      let rate = recording.samplingRateHertz
      let beats = BeatDetector().detect(leadsMicrovolts: leads, samplingRateHertz: rate)
      let record = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      let views = [("all", leads)] + leads.enumerated().map { (String($0.offset), [$0.element]) }
      for (name, view) in views {
        let features = BeatClassing().features(leadsMicrovolts: view, samplingRateHertz: rate, beats: beats)
        let line = Line(record: record, leads: name, names: BeatFeatures.names, samples: beats, features: features.map(\.vector))
        FileHandle.standardOutput.write(try encoder.encode(line) + Data("\n".utf8))
      }
    }
  }
}
