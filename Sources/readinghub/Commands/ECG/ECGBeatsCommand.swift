import ArgumentParser
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats

struct ECGBeatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beats", abstract: "Where the heart beats, what kind of beats they are, and episodes of other rhythms, as JSON lines.",
    discussion: """
      One line a record and lead: {"record":"100","lead":"multi","samples":[77,370]}. Numbers count from 0 at the record's own rate; the \
      record is the file's name without its ending. classes has one word a beat (normal, supraventricular, ventricular, fusion, paced, unknown); \
      episodes have start, end and kind (atrial-fibrillation, ventricular-flutter-fibrillation, asystole). \
      multi takes all leads together, each takes every lead by itself.
      Example:
        readinghub ecg beats --lead 0 mitdb/*.hea > beats.jsonl
      """)
  @Argument(help: "ECG files of any known format.") var files: [String]
  @Option(help: ArgumentHelp("multi, each, a lead's name, or its place counted from 0.", valueName: "lead")) var lead = "multi"
  @OptionGroup var options: ScreenOptions

  struct Line: Encodable {
    var record: String
    var lead: String
    var samples: [Int]
    /// One word a beat: `normal`, `supraventricular`, `ventricular`, `fusion`, `paced`, `unknown`.
    var classes: [Beat.Kind]
    var episodes: [Episode]
  }

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
  }

  func run() async throws {
    let screen = options.screen
    let choice = LeadChoice(lead)
    var isAnyRefused = false
    for file in files {
      do throws(HubError) {
        let record = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
        for run in try Self.runs(in: file, choice) {
          let samples = BeatDetector().detect(leadsMicrovolts: run.leads, samplingRateHertz: run.rateHertz)
          var rhythm = RhythmStream(leadCount: run.leads.count, samplingRateHertz: run.rateHertz)
          let found = rhythm.read(leadsMicrovolts: run.leads, beats: samples)
          let line = Line(record: record, lead: run.name, samples: samples, classes: found.beats.map(\.kind), episodes: found.episodes)
          try? screen.emit(line, isPretty: false)
        }
      } catch {
        isAnyRefused = true
        FileFailure.show(error, file: file, on: screen)
      }
    }
    if isAnyRefused { throw ExitMeaning.refused.code }
  }

  /// One detection: leads taken together under a name.
  struct Run {
    var name: String
    var leads: [[Float]]
    var rateHertz: Double
  }

  private static func runs(in file: String, _ choice: LeadChoice) throws(HubError) -> [Run] {
    switch try ECGLoader.format(ofFileAt: file) {
    case .dicom, .scp, .aecg, .muse, .philips, .schiller, .mfer, .edf:
      let recording = try ECGLoader.load(path: file).recording
      let chosen = try choice.indices(among: recording.leads.map(\.name))
      let leads = chosen.map { recording.leads[$0].samplesMicrovolts }
      return choice.runs(leads, names: chosen.map { recording.leads[$0].name }, indices: chosen, rateHertz: recording.samplingRateHertz)
    case .wfdb:
      // Only the leads asked for are kept, so that one lead of a day's recording needs a lead's memory.
      var reader = try ECGLoader.openWFDB(file)
      let chosen = try choice.indices(among: reader.leadNames)
      var leads = [[Float]](repeating: [], count: chosen.count)
      for index in leads.indices { leads[index].reserveCapacity(reader.sampleCount) }
      while let piece = try reader.next() {
        for (index, lead) in chosen.enumerated() { leads[index].append(contentsOf: piece[lead]) }
      }
      return choice.runs(leads, names: chosen.map { reader.leadNames[$0] }, indices: chosen, rateHertz: reader.samplingRateHertz)
    }
  }
}

/// Which leads are looked at.
enum LeadChoice: Equatable {
  case together
  case each
  case place(Int)
  case named(String)

  init(_ text: String) {
    switch text.lowercased() {
    case "multi": self = .together
    case "each": self = .each
    default: self = Int(text).map { .place($0) } ?? .named(text)
    }
  }

  /// - Throws: `bad-request` for a lead that is not there.
  func indices(among names: [LeadName]) throws(HubError) -> [Int] {
    let all = Array(names.indices)
    switch self {
    case .together, .each: return all
    case .place(let place):
      guard all.contains(place) else { throw HubError(.badRequest, "--lead: \(names.count) leads") }
      return [place]
    case .named(let name):
      guard let found = names.firstIndex(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
        throw HubError(.badRequest, "--lead: " + names.map(\.rawValue).joined(separator: " "))
      }
      return [found]
    }
  }

  func runs(_ leads: [[Float]], names: [LeadName], indices: [Int], rateHertz: Double) -> [ECGBeatsCommand.Run] {
    let filled = leads.map(Self.holdingInvalid)
    switch self {
    case .together: return filled.isEmpty ? [] : [.init(name: "multi", leads: filled, rateHertz: rateHertz)]
    case .each: return filled.indices.map { .init(name: names[$0].rawValue, leads: [filled[$0]], rateHertz: rateHertz) }
    case .place: return filled.indices.map { .init(name: String(indices[$0]), leads: [filled[$0]], rateHertz: rateHertz) }
    case .named: return filled.indices.map { .init(name: names[$0].rawValue, leads: [filled[$0]], rateHertz: rateHertz) }
    }
  }

  /// A sample marked as not valid holds the last valid value: a gap is not a beat.
  private static func holdingInvalid(_ samples: [Float]) -> [Float] {
    guard samples.contains(where: { !$0.isFinite }) else { return samples }
    var held = samples.first { $0.isFinite } ?? 0
    return samples.map { value in
      if value.isFinite { held = value }
      return held
    }
  }
}
