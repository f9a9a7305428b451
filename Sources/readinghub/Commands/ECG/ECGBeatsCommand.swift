import ArgumentParser
import ECGCore
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
  @OptionGroup var input: ECGFiles
  @Option(help: ArgumentHelp("multi, each, a lead's name, or its place counted from 0.", valueName: "lead")) var lead = "multi"
  @OptionGroup var options: ScreenOptions

  func run() async throws {
    let screen = options.screen
    LeanMemory.begin()
    let choice = LeadChoice(lead)
    try input.forEach(on: screen) { file throws(HubError) in
      var runs = try Self.runs(in: file, choice)
      // In their place: a copy of a run would hold a second of everything it keeps.
      for index in runs.indices {
        LeanMemory.trim()
        let found = runs[index].finish()
        BeatLineWriter(record: ECGFiles.record(of: file), lead: runs[index].name).write(beats: found.beats, episodes: found.episodes)
      }
    }
  }

  /// Samples of each lead read at once.
  private static let pieceSamples = 16_384

  /// Every detection asked for, fed with the whole recording: a WFDB record in pieces, so that a day of it needs a few megabytes.
  private static func runs(in file: String, _ choice: LeadChoice) throws(HubError) -> [BeatRun] {
    if case .wfdb = try ECGLoader.format(ofFileAt: file) {
      var reader = try ECGLoader.openWFDB(file)
      var runs = try choice.runs(among: reader.leadNames, rateHertz: reader.samplingRateHertz)
      while let piece = try reader.next(maximumFrames: pieceSamples) {
        for index in runs.indices { runs[index].take(piece) }
      }
      return runs
    }
    let recording = try ECGLoader.load(path: file).recording
    var runs = try choice.runs(among: recording.leads.map(\.name), rateHertz: recording.samplingRateHertz)
    for start in stride(from: 0, to: recording.sampleCount, by: pieceSamples) {
      let end = min(recording.sampleCount, start + pieceSamples)
      let piece = recording.leads.map { Array($0.samplesMicrovolts[start..<end]) }
      for index in runs.indices { runs[index].take(piece) }
    }
    return runs
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

  /// - Throws: `bad-request` for a lead that is not there.
  func runs(among names: [LeadName], rateHertz: Double) throws(HubError) -> [BeatRun] {
    let chosen = try indices(among: names)
    switch self {
    case .together: return chosen.isEmpty ? [] : [BeatRun(name: "multi", leads: chosen, rateHertz: rateHertz)]
    case .each, .named: return chosen.map { BeatRun(name: names[$0].rawValue, leads: [$0], rateHertz: rateHertz) }
    case .place: return chosen.map { BeatRun(name: String($0), leads: [$0], rateHertz: rateHertz) }
    }
  }
}
