import Foundation
import HubModel
import Synchronization

/// A progress bar on standard error for reading through a long recording: only on a terminal, and only when it takes longer than a moment.
final class RecordingProgress: Sendable {
  private struct State {
    var doneSeconds = 0.0
    var lastDrawn: MonotonicInstant
    var isShown = false
  }
  private let state: Mutex<State>
  private let screen: Screen
  private let clock: any HubClock
  private let label: String
  private let totalSeconds: Double
  private let begun: MonotonicInstant

  /// Nothing is drawn before so much time has passed, and not oftener than ten times a second.
  static let patience = TimeSpan.milliseconds(700)
  static let interval = TimeSpan.milliseconds(100)

  init(label: String, totalSeconds: Double, screen: Screen, clock: any HubClock) {
    self.label = label
    self.totalSeconds = totalSeconds
    self.screen = screen
    self.clock = clock
    begun = clock.now().monotonic
    state = Mutex(State(lastDrawn: begun))
  }

  func advance(bySeconds seconds: Double) {
    guard screen.isErrorTerminal else { return }
    let now = clock.now().monotonic
    state.withLock { state in
      state.doneSeconds += seconds
      guard now - begun >= Self.patience, now - state.lastDrawn >= Self.interval else { return }
      state.lastDrawn = now
      state.isShown = true
      let columns = Screen.columns(of: STDERR_FILENO) - DisplayWidth.columns(of: label) - 1
      let line = Self.line(
        doneSeconds: state.doneSeconds, totalSeconds: totalSeconds, elapsed: now - begun, columns: columns, language: screen.language)
      Screen.write("\r\u{1B}[2K" + label + " " + line, to: STDERR_FILENO)
    }
  }

  /// Takes the bar away.
  func end() {
    state.withLock { state in
      if state.isShown { Screen.write("\r\u{1B}[2K", to: STDERR_FILENO) }
      state.isShown = false
    }
  }

  /// `[######----]  60%  14.4 h of 24.0 h  7s left`, never wider than `columns`.
  static func line(doneSeconds: Double, totalSeconds: Double, elapsed: TimeSpan, columns: Int, language: Language) -> String {
    let share = totalSeconds > 0 ? min(1, doneSeconds / totalSeconds) : 1
    func hours(_ seconds: Double) -> String { "\((seconds / 360).rounded() / 10) h" }
    var words = DisplayWidth.padded("\(Int(100 * share))%", to: 4, isRightAligned: true)
    words += "  " + hours(doneSeconds) + (language == .zh ? " / " : " of ") + hours(totalSeconds)
    if share > 0.02, share < 1 {
      let left = TimeSpan(microseconds: Int64(Double(elapsed.microseconds) * (1 - share) / share))
      words += "  " + (language == .zh ? "剩余 " : "") + TimeWords.short(left, in: language) + (language == .zh ? "" : " left")
    }
    let width = min(40, columns - DisplayWidth.columns(of: words) - 5)
    guard width >= 5 else { return DisplayWidth.cut(words, to: max(1, columns - 1)) }
    let filled = Int(Double(width) * share)
    return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "] " + words
  }
}
