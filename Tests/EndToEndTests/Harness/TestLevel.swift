import Foundation
import HubTesting

/// How much is tested, and with what luck.
enum TestLevel {
  /// `READINGHUB_TEST_LEVEL=all` runs the long variants.
  static let isAll = ProcessInfo.processInfo.environment["READINGHUB_TEST_LEVEL"] == "all"

  /// `READINGHUB_TEST_SEED` repeats a run's choices; printed by each test that uses it.
  static let seed: UInt64 = ProcessInfo.processInfo.environment["READINGHUB_TEST_SEED"].flatMap(UInt64.init) ?? 20_261_122

  static func random(_ purpose: String) -> SeededRandom {
    print("seed of \(purpose): \(seed) (repeat with READINGHUB_TEST_SEED=\(seed))")
    return SeededRandom(seed: seed)
  }
}

/// What went wrong with a peer, a process or an answer, as opposed to with an expectation.
struct HarnessFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Waits for what takes time, but not for ever.
enum Wait {
  /// Asks every 20 ms until `body` answers; throws after `seconds`.
  static func until<Value>(_ what: String, seconds: Double = 20, _ body: () throws -> Value?) throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(seconds))
    while true {
      if let value = try body() { return value }
      guard clock.now < deadline else { throw HarnessFailure("waited \(seconds) s in vain for \(what)") }
      usleep(20_000)
    }
  }

  static func untilTrue(_ what: String, seconds: Double = 20, _ body: () throws -> Bool) throws {
    _ = try until(what, seconds: seconds) { try body() ? true : nil }
  }

  /// Whether `body` comes true in time.
  static func isTrue(within seconds: Double, _ body: () -> Bool) -> Bool { (try? untilTrue("", seconds: seconds, body)) != nil }

  /// Seconds that `body` took.
  static func measure<Value>(_ body: () throws -> Value) rethrows -> (value: Value, seconds: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try body()
    let duration = start.duration(to: clock.now).components
    return (value, Double(duration.seconds) + Double(duration.attoseconds) / 1e18)
  }
}

/// How many descriptors this process may have; many systems begin with 1,024.
enum OwnDescriptors {
  static func raise() throws {
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    getrlimit(kind, &limit)
    limit.rlim_cur = min(limit.rlim_max, 16_384)
    guard setrlimit(kind, &limit) == 0, limit.rlim_cur >= 4_096 else {
      throw HarnessFailure("this process may open too few files: \(limit.rlim_max)")
    }
  }
}
