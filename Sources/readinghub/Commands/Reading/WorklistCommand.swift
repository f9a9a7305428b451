import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

struct WorklistCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worklist", abstract: "What waits to be read: critical first, then by deadline. / 工作列表。",
    discussion: """
      Example:
        readinghub worklist --watch
        readinghub worklist --kind ecg --json
      """)
  @Option(help: "Only ecg or imaging.") var kind: StudyKind?
  @Flag(help: "Keep the list on the screen, renewed every few seconds.") var watch = false
  @Flag(help: "Also what is finished.") var all = false
  @Option(help: ArgumentHelp("How many rows.", valueName: "n")) var limit = 50
  @Option(help: ArgumentHelp("Seconds between two looks with --watch.", valueName: "s")) var every = 5
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard (1...500).contains(limit) else { throw ValidationError("--limit: 1 to 500") }
    guard (1...3600).contains(every) else { throw ValidationError("--every: 1 to 3600") }
  }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      repeat {
        do {
          try show(try await place.session.readings(kind: kind, includesFinished: all, limit: limit), on: place.screen)
        } catch let error as ClientError where watch && error.has(.hubUnreachable) {
          // A hub that restarts does not end the watch.
          FailureText.show(error, on: place.screen)
        }
        if watch { try await Task.sleep(for: .seconds(every)) }
      } while watch
    }
  }

  private func show(_ page: WorklistPage, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(page, isPretty: !watch) }
    if watch && screen.isOutputTerminal { Screen.write("\u{1B}[H\u{1B}[2J", to: STDOUT_FILENO) }
    screen.show(WorklistTable.table(page.readings, now: page.now.instant, on: screen))
    for changed in page.changed ?? [] { WorklistTable.tell(changed, on: screen) }
    if page.readings.isEmpty { screen.remark("没有待读检查。", "Nothing waits.") }
    if page.isTruncated { screen.remark("仅显示前 \(limit) 项。", "Only the first \(limit) are shown.") }
  }
}

/// Readings as rows of a table.
enum WorklistTable {
  /// A doctor is told when another one has changed what they signed.
  static func tell(_ changed: WorklistPage.Changed, on screen: Screen) {
    let (id, by) = (changed.reading, PlainText.escaped(changed.by))
    screen.remark(
      "\(by)修改了您的报告 \(id)，现为第 \(changed.version) 版。查看：readinghub report \(id) --changes",
      "\(by) changed your report \(id), now version \(changed.version). To see how: readinghub report \(id) --changes")
  }

  static func table(_ readings: [ReadingRow], now: Instant, on screen: Screen) -> TextTable {
    var table = TextTable(columns(on: screen))
    for reading in readings {
      table.add([
        .init(reading.id.description), .init(patient(reading, on: screen), reading.isIdentityPending ? .caution : nil),
        .init(ageAndSex(reading, on: screen)), .init(reading.clinicName), .init(kind(reading, on: screen)),
        grade(reading, on: screen),
        .init(isOver(reading) ? "" : TimeWords.short(now - reading.receivedAt.instant, in: screen.language)), left(reading, now: now, on: screen),
        state(reading, on: screen), .init(reading.holderName ?? ""),
      ])
    }
    return table
  }

  private static func columns(on screen: Screen) -> [TextTable.Column] {
    typealias Column = TextTable.Column
    let patient = Column(title: screen.text("患者", "PATIENT"), limit: 20, least: 6)
    let clinic = Column(title: screen.text("诊所", "CLINIC"), limit: 20, least: 6)
    let waiting = Column(title: screen.text("已等", "WAITING"), isRightAligned: true)
    let left = Column(title: screen.text("剩余", "LEFT"), isRightAligned: true)
    let holder = Column(title: screen.text("医师", "HOLDER"), limit: 16, least: 6)
    let plain: (String, String) -> Column = { chinese, english in Column(title: screen.text(chinese, english)) }
    return [
      Column(title: "ID"), patient, plain("年龄/性别", "AGE/SEX"), clinic, plain("类型", "KIND"), plain("分级", "GRADE"), waiting, left, plain("状态", "STATE"),
      holder,
    ]
  }

  /// The sender's own urgency is marked beside the kind.
  static func kind(_ reading: ReadingRow, on screen: Screen) -> String {
    reading.isUrgent ? reading.modality + screen.text("急", " !") : reading.modality
  }

  static func patient(_ reading: ReadingRow, on screen: Screen) -> String {
    if reading.isIdentityPending { return screen.text("（身份待核实）", "(identity pending)") }
    return reading.patientName + (reading.isNameRepaired ? "*" : "")
  }

  static func ageAndSex(_ reading: ReadingRow, on screen: Screen) -> String {
    let age = reading.ageYears.map { $0 < 2 ? "\(Int($0 * 12))" + screen.text("月", "mo") : "\(Int($0))" } ?? "–"
    return age + "/" + (reading.sex.map { word($0, on: screen) } ?? "–")
  }

  static func word(_ sex: Sex, on screen: Screen) -> String {
    switch sex {
    case .female: screen.text("女", "F")
    case .male: screen.text("男", "M")
    case .other: screen.text("其他", "O")
    }
  }

  static func words(_ grade: Grade, on screen: Screen) -> String {
    switch grade {
    case .critical: screen.text("危急", "CRITICAL")
    case .warning: screen.text("预警", "warning")
    case .ordinary: screen.text("普通", "ordinary")
    case .ungraded: screen.text("不予分级", "ungraded")
    }
  }

  static func grade(_ reading: ReadingRow, on screen: Screen) -> TextTable.Cell {
    guard reading.kind == .ecg else { return reading.isUrgent ? .init(screen.text("加急", "urgent"), .caution) : .init("–") }
    switch (reading.grade, reading.screening) {
    case (.critical?, _): return .init(words(.critical, on: screen), .alarm)
    case (.warning?, _): return .init(words(.warning, on: screen), .caution)
    case (_, .pending): return .init(screen.text("分析中", "screening"), .faint)
    case (_, .notScreened): return .init(screen.text("未分析", "not screened"), .caution)
    case (.ordinary?, _): return .init(words(.ordinary, on: screen))
    case (_, _): return .init(words(.ungraded, on: screen), .caution)
    }
  }

  static func left(_ reading: ReadingRow, now: Instant, on screen: Screen) -> TextTable.Cell {
    guard !isOver(reading) else { return .init("") }
    let left = reading.deadline.instant - now
    let text = TimeWords.short(left, in: screen.language)
    if left < .seconds(0) { return .init("-" + text, .alarm) }
    return .init(text, left < .minutes(5) ? .caution : nil)
  }

  static func state(_ reading: ReadingRow, on screen: Screen) -> TextTable.Cell {
    switch reading.state {
    case .scheduled where reading.readiness == .receiving: .init(screen.text("接收中", "receiving"), .faint)
    case .scheduled where reading.task == .review: .init(screen.text("待审核", "for review"), .caution)
    case .scheduled where reading.returnReason != nil: .init(screen.text("退回", "given back"), .caution)
    case .scheduled where reading.task == .amendment: .init(screen.text("待修订", "to amend"), .caution)
    case .inProgress where reading.task == .amendment: .init(screen.text("修订中", "being amended"), .active)
    case .inProgress where reading.task == .review: .init(screen.text("审核中", "in review"), .active)
    case .scheduled: .init(screen.text("待读", "waiting"))
    case .inProgress: .init(screen.text("阅读中", "in progress"), .active)
    case .completed where reading.lateObjectCount > 0:
      .init(screen.text("已完成，后到 \(reading.lateObjectCount)", "done, \(reading.lateObjectCount) late"), .caution)
    case .completed: .init(screen.text("已完成", "done"), .good)
    case .canceled: .init(screen.text("已取消", "canceled"), .faint)
    }
  }

  private static func isOver(_ reading: ReadingRow) -> Bool { reading.state == .completed || reading.state == .canceled }
}
