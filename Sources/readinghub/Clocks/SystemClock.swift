import Glibc
import HubModel

/// The one place that asks the machine for the time.
struct SystemClock: HubClock {
  func now() -> Moment {
    Moment(
      wall: Instant(microseconds: Self.microseconds(CLOCK_REALTIME)), monotonic: MonotonicInstant(microseconds: Self.microseconds(CLOCK_BOOTTIME)))
  }

  /// CLOCK_BOOTTIME runs on while the machine sleeps, so a lease does not outlive a suspended laptop.
  private static func microseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }

  /// Differs after every start of the machine: monotonic times of another boot mean nothing.
  static func bootIdentity() -> String {
    guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return "unknown" }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 64)
    guard fgets(&buffer, 64, file) != nil else { return "unknown" }
    return String(decoding: buffer.prefix { $0 > 32 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
