import HubAPI
import HubModel

/// Rings at the clinic while a critical value is not answered: once for each of its steps, and again while it waits.
struct AlarmBell {
  private struct Ring: Encodable {
    var critical: CriticalRow
  }

  private let screen: Screen
  /// What was heard last; `nil` where nobody listens.
  private(set) var cursor: Int64?
  private var waiting: [CriticalRow] = []
  private var rangAt = Instant(microseconds: 0)
  private static let repetition = TimeSpan.seconds(45)

  init(screen: Screen, isListening: Bool) {
    self.screen = screen
    cursor = isListening ? 0 : nil
  }

  mutating func ring(_ page: ReportPage, now: Instant) throws {
    guard let cursor, let latest = page.alarmCursor else { return }
    let isNew = latest > cursor
    if isNew {
      self.cursor = latest
      waiting = page.alarms ?? []
    }
    guard !waiting.isEmpty, isNew || now - rangAt >= Self.repetition else { return }
    rangAt = now
    for row in waiting {
      if screen.isJSON { try screen.emit(Ring(critical: row), isPretty: false) } else { screen.say(CriticalText.alarm(row, now: now, on: screen)) }
    }
    if screen.isErrorTerminal { Screen.write("\u{07}", to: 2) }
  }
}
