import HubAPI
import HubClient
import HubModel

/// Critical values as people read them.
enum CriticalText {
  static func table(_ page: CriticalPage, on screen: Screen) -> TextTable {
    var table = TextTable([
      .init(title: screen.text("编号", "NO"), isRightAligned: true), .init(title: screen.text("患者", "PATIENT"), limit: 20),
      .init(title: screen.text("诊所", "CLINIC"), limit: 24), .init(title: screen.text("内容", "WHAT"), limit: 44, least: 12),
      .init(title: screen.text("状态", "STATE")), .init(title: screen.text("已过", "SINCE")), .init(title: screen.text("升级", "LEVEL")),
      .init(title: screen.text("应答", "ANSWERED BY"), limit: 20),
    ])
    for row in page.episodes {
      let isWaiting = row.state == .raised || row.state == .notified
      let answer = row.events.last { $0.kind == .acknowledged }
      table.add([
        .init(String(row.id.rawValue)), .init(row.patientName), .init(row.clinicName), .init(what(row, on: screen), isWaiting ? .alarm : nil),
        .init(state(row.state, on: screen), isWaiting ? .alarm : row.state == .acknowledged ? .good : .faint),
        .init(TimeWords.short(page.now.instant - row.discoveredAt.instant, in: screen.language)), .init(row.level > 0 ? String(row.level) : ""),
        .init(isWaiting ? "" : answer?.personName ?? ""),
      ])
    }
    return table
  }

  /// All that happened in one, in order.
  static func show(_ row: CriticalRow, on screen: Screen) {
    let patient = PlainText.escaped(row.patientName)
    let clinic = PlainText.escaped(row.clinicName)
    screen.say(screen.painted(what(row, on: screen), .alarm) + "  " + patient + "  " + clinic)
    for event in row.events {
      let words = [event.callerName.map { $0 + " →" }, event.personName, event.code, event.text].compactMap { $0 }
      screen.say(
        "  \(TimeWords.local(event.at.instant))  " + DisplayWidth.padded(kind(event.kind, on: screen), to: 12) + "  "
          + PlainText.escaped(event.actor) + "  " + PlainText.escaped(words.joined(separator: " ")))
    }
  }

  /// What a change led to.
  static func tell(_ row: CriticalRow, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(row) }
    screen.say("危急值 \(row.id)：\(state(row.state, on: screen))", "Critical value \(row.id): \(state(row.state, on: screen))")
  }

  /// The line that rings at the clinic.
  static func alarm(_ row: CriticalRow, now: Instant, on screen: Screen) -> String {
    let since = TimeWords.short(now - row.discoveredAt.instant, in: screen.language)
    let patient = PlainText.escaped(row.patientName)
    let what = PlainText.escaped(what(row, on: screen))
    let level = row.level > 0 ? screen.text("，已升级 \(row.level) 次", ", escalated \(row.level)×") : ""
    let ask = screen.text("请应答：", "Answer: ") + "readinghub critical ack \(row.id) --name … --action …"
    return screen.painted(screen.text("危急值", "CRITICAL") + " \(row.id)", .alarm) + "  \(patient)  \(what)  \(since)\(level)\n  \(ask)"
  }

  static func what(_ row: CriticalRow, on screen: Screen) -> String {
    var seen: Set<String> = []
    return row.findings.map { screen.text($0.chinese, $0.english) }.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  static func state(_ state: CriticalEpisode.State, on screen: Screen) -> String {
    switch state {
    case .raised: screen.text("未送达", "raised")
    case .notified: screen.text("已送达，待应答", "told, unanswered")
    case .acknowledged: screen.text("已应答", "acknowledged")
    case .closed: screen.text("已关闭", "closed")
    }
  }

  static func kind(_ kind: CriticalEvent.Kind, on screen: Screen) -> String {
    switch kind {
    case .raised: screen.text("发现", "raised")
    case .joined: screen.text("并入", "joined")
    case .notified: screen.text("送达", "notified")
    case .escalated: screen.text("升级", "escalated")
    case .telephoned: screen.text("电话告知", "telephoned")
    case .acknowledged: screen.text("应答", "acknowledged")
    case .reopened: screen.text("重新打开", "reopened")
    case .closed: screen.text("关闭", "closed")
    }
  }
}

/// One line an event, for the hospital's own register (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read Chinese).
enum CriticalCSV {
  static func text(_ rows: [CriticalRow]) -> String {
    let head = [
      "episode", "state", "patient", "clinic", "hospital", "discovered_at", "event", "at", "actor", "code", "finding_chinese", "finding_english",
      "caller", "person", "words",
    ]
    var lines = [head.joined(separator: ",")]
    for row in rows {
      for event in row.events {
        let finding = row.findings.first { $0.code == event.code }
        let fields = [
          String(row.id.rawValue), row.state.rawValue, row.patientName, row.clinicName, row.hospitalName, TimeWords.utc(row.discoveredAt.instant),
          event.kind.rawValue, TimeWords.utc(event.at.instant), event.actor, event.code ?? "", finding?.chinese ?? "", finding?.english ?? "",
          event.callerName ?? "", event.personName ?? "", event.text ?? "",
        ]
        lines.append(fields.map(quoted).joined(separator: ","))
      }
    }
    return "\u{FEFF}" + lines.map { $0 + "\r\n" }.joined()
  }

  /// A field that begins like a formula is kept from being one.
  private static func quoted(_ field: String) -> String {
    let isFormula = field.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + field : field
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
