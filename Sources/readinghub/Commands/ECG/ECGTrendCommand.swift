import ArgumentParser
import Drawing
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
      when it began, else hours, minutes and seconds from its start. --out draws rates, counts, episodes and places to look at on a page \
      (.png, .svg or .pdf). With --json one line a file (schema: docs/ecg-json.md).
      Example:
        readinghub ecg trend holter.edf
        readinghub ecg trend --strips 20 --json holter.hea
        readinghub ecg trend holter.edf -o trend.pdf
      """)
  @OptionGroup var input: ECGFiles
  @Option(help: ArgumentHelp("At most so many strips to look at.", valueName: "n")) var strips = TrendStream.usualStripCount
  @Option(help: ArgumentHelp("Time zone of files that name none, and of the times shown.", valueName: "zone")) var zone = ECGLoader.defaultTimeZone
  @Option(name: [.short, .customLong("out")], help: ArgumentHelp("Draw one file's trend: .png, .svg or .pdf.", valueName: "file")) var output: String?
  @OptionGroup var options: ScreenOptions

  private var pictureKind: PictureKind? { output.flatMap { PictureKind(rawValue: ($0 as NSString).pathExtension.lowercased()) } }

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
    guard output == nil || pictureKind != nil && input.files.count == 1 else {
      throw ValidationError("--out: one file's picture, .png, .svg or .pdf")
    }
  }

  func run() async throws {
    let screen = options.screen
    var latest: (result: Result, startedAt: Instant?)?
    try input.forEach(on: screen) { file throws(HubError) in
      let (result, startedAt) = try read(file, on: screen)
      latest = (result, startedAt)
      if screen.isJSON {
        try? screen.emit(result, isPretty: input.files.count == 1)
      } else {
        TrendText(result: result, clock: TrendClock(startedAt: startedAt, zone: zone)).show(on: screen)
      }
    }
    if let latest {
      try await Workplace.saying(on: screen) { try await draw(latest.result.trend, record: latest.result.record, startedAt: latest.startedAt) }
    }
  }

  private func draw(_ trend: ECGTrend, record: String, startedAt: Instant?) async throws {
    guard let output, let kind = pictureKind else { return }
    let page = ECGTrendPageMaker.page(for: trend, record: record, startedAt: startedAt, timeZone: zone)
    let bytes = try await PictureFile.bytes(ECGSheet(.trend(page)), as: kind, dotsPerInch: 150, created: startedAt)
    try await OffloadedWork.run { try AtomicFile.write(bytes, to: output) }
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
