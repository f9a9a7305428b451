import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

struct ViewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view", abstract: "See a study: the ECG page or a picture, then what the core says. / 查看。",
    discussion: """
      The picture's kind follows the file's ending: .png, .svg or .pdf for an ECG, .png for an image. --prior sets the same patient's \
      earlier ECG beside it, lays their beats over one another and says what is different. --evidence marks on the traces what made a \
      statement true.
      Example:
        readinghub view K7Q2M0 --out ecg.pdf
        readinghub view K7Q2M0 --prior --out both.pdf
        readinghub view K7Q2M0 --evidence STEMI --open
        readinghub view 9TB41D --frame 12 --open
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(help: ArgumentHelp("Where to write the picture.", valueName: "file")) var out: String?
  @Flag(help: "Open the picture with the desktop's viewer.") var open = false
  @Option(help: ArgumentHelp("Which frame of an image; the first is 1.", valueName: "n")) var frame = 1
  @Option(help: ArgumentHelp("Which object of the study, from 1 in order of arrival.", valueName: "n")) var object: Int?
  @Flag(help: "With the same patient's earlier ECG and what is different.") var prior = false
  @Option(help: ArgumentHelp("Mark what made this statement true, or `all`.", valueName: "code")) var evidence: String?
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard !prior || object == nil && evidence == nil else { throw ValidationError("--prior compares whole ECGs: leave out --object and --evidence") }
    guard frame >= 1 else { throw ValidationError("--frame: 1 or more") }
    if let out, !["png", "svg", "pdf"].contains(Self.ending(of: out)) { throw ValidationError("--out: .png, .svg or .pdf") }
  }

  private static func ending(of path: String) -> String { (path as NSString).pathExtension.lowercased() }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let detail = try await place.session.detail(id.id)
      let path = out ?? "\(id.id).png"
      let earlier = prior ? try await place.session.prior(id.id) : nil
      let bytes = try await picture(of: detail, hasPrior: earlier?.earlier != nil, ending: Self.ending(of: path), place)
      try await OffloadedWork.run { try AtomicFile.write(bytes, to: path, mode: 0o600) }
      try await place.renewIfHeld(id.id)
      // The trace is looked at before the core's words are read.
      if open { try Opener.open(path) }
      if place.screen.isJSON { return try place.screen.emit(Shown(picture: path, detail: detail, prior: earlier)) }
      show(detail, path: path, on: place.screen)
      for line in earlier.map({ PriorText.lines($0, on: place.screen) }) ?? [] { place.screen.say(line) }
    }
  }

  private struct Shown: Encodable {
    var picture: String
    var detail: ReadingDetail
    var prior: PriorECG?
  }

  private func picture(of detail: ReadingDetail, hasPrior: Bool, ending: String, _ place: Workplace) async throws -> [UInt8] {
    let arrival = try object.map { number in
      guard detail.objects.indices.contains(number - 1) else { throw ClientError(HubError(.notFound, "objects: 1 to \(detail.objects.count)")) }
      return detail.objects[number - 1].arrival
    }
    if hasPrior { return try await place.session.priorPage(id.id, format: ending) }
    if detail.reading.kind == .ecg {
      return try await place.session.ecgPage(id.id, arrival: arrival, format: ending, evidence: evidence?.uppercased())
    }
    guard ending == "png" else { throw ClientError(HubError(.badRequest, "--out: .png")) }
    return try await place.session.frame(id.id, arrival: arrival, number: frame)
  }

  private func show(_ detail: ReadingDetail, path: String, on screen: Screen) {
    screen.say(screen.text("图像", "Picture") + ": " + PlainText.escaped(path))
    for line in DetailText.lines(detail, on: screen) { screen.say(line) }
  }
}

/// The desktop's own viewer.
enum Opener {
  /// - Throws: `file-unreadable` when there is none.
  static func open(_ path: String) throws(ClientError) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xdg-open", TextFile.absolute(path)]
    do { try process.run() } catch { throw ClientError(.fileUnreadable, "xdg-open") }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ClientError(.fileUnreadable, "xdg-open") }
  }
}
