import HubClient
import HubModel
import Synchronization
import Testing

@testable import readinghub

private final class SteppedClock: HubClock {
  private let microseconds = Mutex<Int64>(0)
  func advance(by span: TimeSpan) { microseconds.withLock { $0 += span.microseconds } }
  func now() -> Moment {
    let now = microseconds.withLock { $0 }
    return Moment(wall: Instant(microseconds: now), monotonic: MonotonicInstant(microseconds: now))
  }
}

@Suite("Words while something is tried again")
struct RetryVoiceTests {
  @Test("Each code is named with its pause, at most once a second")
  func lines() {
    let clock = SteppedClock()
    let voice = RetryVoice(screen: Screen(language: .en, isJSON: false, environment: [:]), clock: clock)
    let full = ClientError(HubError(.storageFailed))
    #expect(voice.line(full, pause: .milliseconds(1_250)) == "trying again (storage-failed) in 1.3 s")
    #expect(voice.line(full, pause: .seconds(2)) == nil)
    #expect(voice.line(ClientError(HubError(.hubUnreachable)), pause: .milliseconds(40)) == "trying again (hub-unreachable) in 0.0 s")
    clock.advance(by: .milliseconds(1_000))
    #expect(voice.line(full, pause: .seconds(15)) == "trying again (storage-failed) in 15.0 s")
    let chinese = RetryVoice(screen: Screen(language: .zh, isJSON: true, environment: [:]), clock: clock)
    #expect(chinese.line(full, pause: .seconds(3)) == "3.0 秒后重试（storage-failed）")
  }
}
