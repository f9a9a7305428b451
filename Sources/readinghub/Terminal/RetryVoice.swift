import Foundation
import HubClient
import HubModel
import Synchronization

/// Says on standard error that something is tried again, so that a waiting command is not a silent one: one line a second at most for
/// one code, since several objects may wait for the same hub.
final class RetryVoice: Sendable {
  private let screen: Screen
  private let clock: any HubClock
  private let lastTold = Mutex<[String: MonotonicInstant]>([:])

  init(screen: Screen, clock: any HubClock) {
    self.screen = screen
    self.clock = clock
  }

  func tell(_ error: ClientError, pause: TimeSpan) {
    guard let line = line(error, pause: pause) else { return }
    // A progress bar may stand on this line; it is drawn anew by itself.
    Screen.write((screen.isErrorTerminal ? "\r\u{1B}[2K" : "") + line + "\n", to: STDERR_FILENO)
  }

  /// `nil` where the same was said within the last second.
  func line(_ error: ClientError, pause: TimeSpan) -> String? {
    let now = clock.now().monotonic
    let isNews = lastTold.withLock { told in
      if let last = told[error.code], now - last < .seconds(1) { return false }
      told[error.code] = now
      return true
    }
    guard isNews else { return nil }
    let tenths = (pause.microseconds + 50_000) / 100_000
    let seconds = "\(tenths / 10).\(tenths % 10)"
    let code = PlainText.escaped(error.code)
    return screen.text("\(seconds) 秒后重试（\(code)）", "trying again (\(code)) in \(seconds) s")
  }
}
