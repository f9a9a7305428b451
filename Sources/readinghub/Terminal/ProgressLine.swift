import Foundation
import HubModel
import Synchronization

/// A progress bar on standard error, drawn at most ten times a second and only on a terminal.
final class ProgressLine: Sendable {
  private struct State {
    var meter: ProgressMeter
    var lastDrawn: MonotonicInstant?
    var isShown = false
  }
  private let state: Mutex<State>
  private let screen: Screen
  private let clock: any HubClock
  private let label: String

  init(label: String, totalBytes: Int64, screen: Screen, clock: any HubClock) {
    self.label = label
    self.screen = screen
    self.clock = clock
    state = Mutex(State(meter: ProgressMeter(totalBytes: totalBytes, at: clock.now().monotonic)))
  }

  func advance(by bytes: Int64) {
    let now = clock.now().monotonic
    state.withLock { state in
      state.meter.advance(by: bytes, at: now)
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
      state.lastDrawn = now
      draw(&state, at: now)
    }
  }

  /// Writes a line above the bar.
  func interrupt(with line: String) {
    state.withLock { state in
      clear(&state)
      Screen.write(line + "\n", to: STDERR_FILENO)
      draw(&state, at: clock.now().monotonic)
    }
  }

  /// Takes the bar away.
  func end() { state.withLock { clear(&$0) } }

  private func draw(_ state: inout State, at now: MonotonicInstant) {
    guard screen.isErrorTerminal else { return }
    let width = Screen.columns(of: STDERR_FILENO) - DisplayWidth.columns(of: label) - 1
    Screen.write("\r\u{1B}[2K" + label + " " + state.meter.line(columns: width, at: now, language: screen.language), to: STDERR_FILENO)
    state.isShown = true
  }

  private func clear(_ state: inout State) {
    guard state.isShown else { return }
    Screen.write("\r\u{1B}[2K", to: STDERR_FILENO)
    state.isShown = false
  }
}
