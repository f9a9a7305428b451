import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

struct ViewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view", abstract: "See a study: the ECG page or a picture, then what the core says. / 查看。",
    discussion: """
      The picture's kind follows the file's ending: .png, .svg or .pdf for an ECG, .png for an image.
      Example:
        readinghub view K7Q2M0 --out ecg.pdf
        readinghub view 9TB41D --frame 12 --open
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(help: ArgumentHelp("Where to write the picture.", valueName: "file")) var out: String?
  @Flag(help: "Open the picture with the desktop's viewer.") var open = false
  @Option(help: ArgumentHelp("Which frame of an image; the first is 1.", valueName: "n")) var frame = 1
  @Option(help: ArgumentHelp("Which object of the study, from 1 in order of arrival.", valueName: "n")) var object: Int?
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard frame >= 1 else { throw ValidationError("--frame: 1 or more") }
    if let out, !["png", "svg", "pdf"].contains(Self.ending(of: out)) { throw ValidationError("--out: .png, .svg or .pdf") }
  }

  private static func ending(of path: String) -> String { (path as NSString).pathExtension.lowercased() }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let detail = try await place.session.detail(id.id)
      let path = out ?? "\(id.id).png"
      let bytes = try await picture(of: detail, ending: Self.ending(of: path), place)
      try await OffloadedWork.run { try AtomicFile.write(bytes, to: path, mode: 0o600) }
      try await place.renewIfHeld(id.id)
      if place.screen.isJSON { try place.screen.emit(Shown(picture: path, detail: detail)) } else { show(detail, path: path, on: place.screen) }
      if open { try Opener.open(path) }
    }
  }

  private struct Shown: Encodable {
    var picture: String
    var detail: ReadingDetail
  }

  private func picture(of detail: ReadingDetail, ending: String, _ place: Workplace) async throws -> [UInt8] {
    let arrival = try object.map { number in
      guard detail.objects.indices.contains(number - 1) else { throw ClientError(HubError(.notFound, "objects: 1 to \(detail.objects.count)")) }
      return detail.objects[number - 1].arrival
    }
    if detail.reading.kind == .ecg { return try await place.session.ecgPage(id.id, arrival: arrival, format: ending) }
    guard ending == "png" else { throw ClientError(HubError(.badRequest, "--out: .png")) }
    return try await place.session.frame(id.id, arrival: arrival, number: frame)
  }

  private func show(_ detail: ReadingDetail, path: String, on screen: Screen) {
    screen.say(screen.text("图像", "Picture") + ": " + PlainText.escaped(path))
    for line in DetailText.lines(detail, on: screen) { screen.say(line) }
  }
}

/// What a reader is told of a study, in lines.
enum DetailText {
  static func lines(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    let row = detail.reading
    var lines = [
      "\(row.id)  " + PlainText.escaped(WorklistTable.patient(row, on: screen)) + "  " + WorklistTable.ageAndSex(row, on: screen) + "  "
        + PlainText.escaped(row.clinicName) + "  " + PlainText.escaped(row.modality) + "  " + PlainText.escaped(row.studyDescription)
    ]
    if let note = detail.note, !note.isEmpty { lines.append(screen.text("备注", "Note") + ": " + PlainText.escaped(note)) }
    guard row.kind == .ecg else {
      return lines + [screen.text("对象 \(detail.objects.count) 个", "Objects: \(detail.objects.count)")]
    }
    let grade = WorklistTable.grade(row, on: screen)
    lines.append(screen.text("自动分级", "Grade of the core") + ": " + (grade.tint.map { screen.painted(grade.text, $0) } ?? grade.text))
    lines += detail.screeningReasons.map { "  " + words($0, on: screen) }
    lines += detail.remarks.map { "  " + screen.painted(words($0, on: screen), .caution) }
    lines += statements(detail, on: screen)
    lines += status(detail, on: screen)
    lines += detail.measurements.map { "  " + measurement($0, on: screen) }
    if detail.algorithmVersion == nil { lines.append(screen.text("没有自动分析结果，请直接阅图。", "No automatic analysis: read the trace itself.")) }
    return lines
  }

  private static func statements(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    guard !detail.screeningFindings.isEmpty else { return [] }
    return [screen.text("自动分析（供参考）", "Automatic statements (to be confirmed)") + ":"]
      + detail.screeningFindings.map { "  " + words($0, on: screen) }
  }

  /// Over the measurements: how far they may be trusted.
  private static func status(_ detail: ReadingDetail, on screen: Screen) -> [String] {
    guard let status = detail.measurementStatus else { return [] }
    let heading = screen.text("测量", "Measurements") + ": " + words(status, on: screen)
    return [heading] + detail.measurementReasons.map { "  " + words($0, on: screen) }
  }

  static func words(_ finding: Screening.Finding, on screen: Screen) -> String {
    PlainText.escaped(screen.text(finding.chinese, finding.english))
  }

  static func measurement(_ row: MeasurementRow, on screen: Screen) -> String {
    DisplayWidth.padded(PlainText.escaped(screen.text(row.nameChinese, row.name)), to: 16) + " " + PlainText.escaped(row.value) + " "
      + PlainText.escaped(row.unit)
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
