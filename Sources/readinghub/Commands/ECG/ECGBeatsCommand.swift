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

  /// Every detection asked for, fed with the whole recording in pieces, so that a day of WFDB or EDF needs a few megabytes.
  private static func runs(in file: String, _ choice: LeadChoice) throws(HubError) -> [BeatRun] {
    var pieces = try ECGPieces(path: file)
    var runs = try choice.runs(among: pieces.leadNames, rateHertz: pieces.samplingRateHertz)
    while let piece = try pieces.next() {
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
