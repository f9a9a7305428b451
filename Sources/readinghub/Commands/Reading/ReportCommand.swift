import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the report of a reading you hold. / 书写报告。",
    discussion: """
      Without --file, on a terminal, $VISUAL or $EDITOR opens with a draft of the core's measurements; otherwise the text is read from \
      standard input. Two sections are needed: 所见/Findings and 诊断/Impression. Nothing you write is lost: on any failure the text stays \
      in a file that is named.
      Example:
        readinghub report K7Q2M0
        readinghub report K7Q2M0 --file report.txt
        readinghub report K7Q2M0 --changes
        readinghub report K7Q2M0 --history
      """)
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @Option(help: ArgumentHelp("Text to save; - is standard input.", valueName: "file")) var file: String?
  @Option(help: "Your own grade: critical, warning, ordinary.") var grade: Grade?
  @Flag(help: "Write nothing: show what the last version changed, and who changed it.") var changes = false
  @Flag(help: "Write nothing: show every version with its status; the one that counts is marked.") var history = false
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard !(changes || history) || (file == nil && grade == nil && changes != history) else {
      throw ValidationError("--changes and --history go alone.")
    }
  }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      if changes { return try ReportChanges.show(try await place.session.versions(of: id.id).versions, on: place.screen) }
      if history { return try showHistory(try await place.session.versions(of: id.id), on: place.screen) }
      let token = try await place.leaseToken(of: id.id)
      let detail = try await place.session.detail(id.id)
      let last = detail.lastVersion > 0 ? try await place.session.versions(of: id.id).versions.last : nil
      let draft = Draft(place, reading: id.id)
      let text = try await written(on: detail, last: last, draft: draft, place)
      guard var parsed = ReportText(parsing: text) else { throw draft.keep(text, after: ClientError(.reportTextUnreadable)) }
      if let grade { parsed.grade = grade }
      do {
        let version = try await Self.save(
          NewReportVersion(
            leaseToken: token, basedOnVersion: detail.lastVersion, studyRevision: detail.studyRevision, findings: parsed.findings,
            impression: parsed.impression, readerGrade: parsed.grade), for: id.id, place.session)
        draft.remove()
        try await place.renewIfHeld(id.id)
        if place.screen.isJSON { return try place.screen.emit(version) }
        place.screen.say(
          "已保存第 \(version.number) 版。签名：readinghub sign \(id.id)", "Version \(version.number) is saved. To sign: readinghub sign \(id.id)")
      } catch let error as ClientError { throw draft.keep(text, after: error) }
    }
  }

  private func showHistory(_ versions: ReportVersions, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(versions) }
    for line in HistoryText.lines(versions.versions, on: screen) { screen.say(line) }
    if versions.versions.isEmpty { screen.remark("尚无报告。", "No report yet.") }
  }

  private func written(on detail: ReadingDetail, last: ReportVersionRow?, draft: Draft, _ place: Workplace) async throws -> String {
    if let file, file != "-" { return try TextFile.read(file) }
    if file == "-" || isatty(STDIN_FILENO) == 0 {
      let data = try await OffloadedWork.run { try FileHandle.standardInput.readToEnd() ?? Data() }
      guard let text = String(validating: data, as: UTF8.self) else { throw ClientError(.reportTextUnreadable, "UTF-8") }
      // A script may name an editor and give no input.
      if file == "-" || !data.isEmpty || Draft.editor == nil { return text }
    }
    let begun = last.map { ReportText(findings: $0.findings, impression: $0.impression, grade: $0.readerGrade) } ?? .draft(for: detail)
    return try await draft.edit(begunWith: begun.template(detail))
  }

  /// After a lost answer the repeat meets our own first version: that is a success.
  private static func save(_ new: NewReportVersion, for id: ReadingID, _ session: HubSession) async throws -> ReportVersionRow {
    do {
      return try await session.save(new, for: id)
    } catch let error as ClientError where error.has(.revisionConflict) {
      guard let last = try? await session.versions(of: id).versions.last, last.number == new.basedOnVersion + 1,
        last.studyRevision == new.studyRevision, last.findings == new.findings, last.impression == new.impression, last.readerGrade == new.readerGrade
      else { throw error }
      return last
    }
  }
}

/// The file a text lives in while it is written, so that a crash, a conflict or a lost claim takes nothing away.
struct Draft {
  let path: String
  private let screen: Screen

  init(_ place: Workplace, reading: ReadingID) {
    path = place.profiles.root + "/drafts/" + place.profileName + "-\(reading).txt"
    screen = place.screen
  }

  /// The editor the user has chosen.
  static var editor: String? {
    let environment = ProcessInfo.processInfo.environment
    return [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty }
  }

  /// Opens the editor on the draft that is there, or on `template`.
  ///
  /// - Throws: `file-unwritable`, `file-unreadable` when the editor fails.
  func edit(begunWith template: String) async throws -> String {
    if FileManager.default.fileExists(atPath: path) {
      screen.remark("继续上次未保存的草稿：\(path)", "Going on with the draft that was not saved: \(path)")
    } else {
      try store(template)
    }
    let (path, editor) = (path, Self.editor ?? "vi")
    let status = try await OffloadedWork.run { () throws -> Int32 in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      // The editor may be a command with arguments; the path is passed beside it, never inside the script.
      process.arguments = ["-c", editor + " \"$1\"", "sh", path]
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    guard status == 0 else { throw ClientError(.fileUnreadable, "editor ended with \(status); \(path)") }
    return try TextFile.read(path)
  }

  /// Keeps the text and says where.
  func keep(_ text: String, after error: ClientError) -> ClientError {
    do {
      try store(text)
      screen.remark("文字已保留在 \(path)", "Your text is kept in \(path)")
    } catch { screen.remark("文字未能保留：\(path)", "Your text could not be kept: \(path)") }
    return error
  }

  func remove() { unlink(path) }

  private func store(_ text: String) throws(ClientError) {
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw ClientError(.fileUnwritable, folder) }
    try AtomicFile.write(Array(text.utf8), to: path, mode: 0o600)
  }
}
