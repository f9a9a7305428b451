import ArgumentParser
import ECGCore
import HubClient
import HubModel
import StudyFormats

struct ECGDelineateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delineate", abstract: "Where P, QRS and T begin, peak and end in every beat, as JSON lines.",
    discussion: """
      One line a record and lead: {"record":"1","lead":"II","p_on":[…],"p_peak":[…],"p_off":[…],"qrs_on":[…], … "t_off":[…]}. Numbers count \
      samples from 0 at the record's own rate and rise; a wave that is absent in a beat is absent from its lists. The record is the file's \
      name without its ending. --global gives one line a record, over all leads: the earliest onset and the latest offset that \
      neighbouring leads support. Derived leads are not marked.
      Example:
        readinghub ecg delineate --lead-ids index qtdb/*.hea > marks.jsonl
        readinghub ecg delineate --global ecg.dcm
      """)
  enum LeadIdentifiers: String, ExpressibleByArgument, CaseIterable { case name, index }

  @OptionGroup var input: ECGFiles
  @Flag(help: "One line a record, for all leads together.") var global = false
  @Option(help: ArgumentHelp("What names a lead in the lines: its name, or its place in the file counted from 0.", valueName: "name|index"))
  var leadIds = LeadIdentifiers.name
  @OptionGroup var options: ScreenOptions

  func run() async throws {
    let screen = options.screen
    try input.forEach(on: screen) { file throws(HubError) in
      for line in try lines(of: file) { try? screen.emit(line, isPretty: false) }
    }
  }

  private func lines(of file: String) throws(HubError) -> [DelineationLine] {
    let record = ECGFiles.record(of: file)
    var recording = try ECGLoader.load(path: file).recording
    recording.leads.removeAll(where: \.isDerived)
    let marks: RecordingMarks
    do { marks = try RecordingDelineator().delineate(recording) } catch { throw HubError(.badWaveform, error.text.english) }
    if global { return [DelineationLine(record: record, lead: "global", marks: marks.global)] }
    return marks.leads.enumerated().map { place, lead in
      DelineationLine(record: record, lead: leadIds == .index ? String(place) : lead.lead.rawValue, marks: lead)
    }
  }
}

/// One lead's marks as a line of JSON.
struct DelineationLine: Encodable, Equatable {
  var record: String
  var lead: String
  var pOnsets: [Int]
  var pPeaks: [Int]
  var pOffsets: [Int]
  var qrsOnsets: [Int]
  var qrsPeaks: [Int]
  var qrsOffsets: [Int]
  var tOnsets: [Int]
  var tPeaks: [Int]
  var tOffsets: [Int]
  var uPeaks: [Int]

  enum CodingKeys: String, CodingKey {
    case record, lead
    case pOnsets = "p_on"
    case pPeaks = "p_peak"
    case pOffsets = "p_off"
    case qrsOnsets = "qrs_on"
    case qrsPeaks = "qrs_peak"
    case qrsOffsets = "qrs_off"
    case tOnsets = "t_on"
    case tPeaks = "t_peak"
    case tOffsets = "t_off"
    case uPeaks = "u_peak"
  }

  init(record: String, lead: String, marks: LeadMarks) {
    self.record = record
    self.lead = lead
    func list(_ mark: (BeatMarks) -> Int?) -> [Int] { marks.beats.compactMap(mark).sorted() }
    pOnsets = list(\.boundaries.pOnset)
    pPeaks = list(\.boundaries.pPeak)
    pOffsets = list(\.boundaries.pOffset)
    qrsOnsets = list(\.boundaries.qrsOnset)
    qrsPeaks = list(\.qrsPeak)
    qrsOffsets = list(\.boundaries.qrsOffset)
    tOnsets = list(\.boundaries.tOnset)
    tPeaks = list(\.boundaries.tPeak)
    tOffsets = list(\.boundaries.tOffset)
    uPeaks = list(\.boundaries.uPeak)
  }
}
