import ArgumentParser
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats

struct ECGTrendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend", abstract: "A long recording hour by hour: rates, ectopic beats, pauses, atrial fibrillation, ST, variability. / 动态心电图趋势。",
    discussion: """
      WFDB and EDF are read piece by piece, so a day of three leads needs little memory. Times are the recording's own where the file says \
      when it began, else hours, minutes and seconds from its start. With --json one line a file (schema: docs/ecg-json.md).
      Example:
        readinghub ecg trend holter.edf
        readinghub ecg trend --strips 20 --json holter.hea
      """)
  @OptionGroup var input: ECGFiles
  @Option(help: ArgumentHelp("At most so many strips to look at.", valueName: "n")) var strips = TrendStream.usualStripCount
  @Option(help: ArgumentHelp("Time zone of files that name none, and of the times shown.", valueName: "zone")) var zone = ECGLoader.defaultTimeZone
  @OptionGroup var options: ScreenOptions

  struct Result: Encodable {
    var file: String
    var record: String
    /// RFC 3339, UTC; absent where the file does not say.
    var startedAt: String?
    var trend: ECGTrend
    var assumptions: [BilingualText]
  }

  func validate() throws {
    guard (0...1_000).contains(strips) else { throw ValidationError("--strips: 0 to 1000") }
    guard TimeZone(identifier: zone) != nil else { throw ValidationError("--zone: a name such as Asia/Shanghai") }
  }

  func run() async throws {
    let screen = options.screen
    try input.forEach(on: screen) { file throws(HubError) in
      let (result, startedAt) = try read(file, on: screen)
      if screen.isJSON {
        try? screen.emit(result, isPretty: input.files.count == 1)
      } else {
        TrendText(result: result, clock: TrendClock(startedAt: startedAt, zone: zone)).show(on: screen)
      }
    }
  }

  private func read(_ file: String, on screen: Screen) throws(HubError) -> (Result, Instant?) {
    var pieces = try ECGPieces(path: file, timeZone: zone)
    let longest = ECGSettings().maximumSeconds * pieces.samplingRateHertz
    guard Double(pieces.sampleCount) <= longest else { throw HubError(.objectTooLarge, "duration") }
    guard var stream = TrendStream(leadNames: pieces.leadNames, samplingRateHertz: pieces.samplingRateHertz) else {
      throw HubError(.unsupportedWaveform, "\(pieces.leadNames.count) leads, \(Int(pieces.samplingRateHertz)) Hz")
    }
    let progress = RecordingProgress(
      label: PlainText.escaped(ECGFiles.record(of: file)), totalSeconds: Double(pieces.sampleCount) / pieces.samplingRateHertz, screen: screen,
      clock: SystemClock())
    defer { progress.end() }
    while let piece = try pieces.next() {
      stream.append(leadsMicrovolts: piece)
      progress.advance(bySeconds: Double(piece.first?.count ?? 0) / pieces.samplingRateHertz)
    }
    let result = Result(
      file: file, record: pieces.name, startedAt: pieces.acquiredAt?.rfc3339, trend: stream.finish(maximumStrips: strips),
      assumptions: pieces.assumptions)
    return (result, pieces.acquiredAt)
  }
}
