import Glibc

/// Gives large blocks back to the system as soon as they are freed. By itself the C library raises its limit for that with each large block
/// that is freed, and keeps the next ones: a day's recording then costs several megabytes that nobody uses (mallopt(3)).
enum LeanMemory {
  private typealias Setting = @convention(c) (Int32, Int32) -> Int32
  private typealias Trim = @convention(c) (Int) -> Int32
  // As in <malloc.h>, which Swift's Glibc does not show.
  private static let trimThreshold: Int32 = -1
  private static let mmapThreshold: Int32 = -3
  private static let arenaMax: Int32 = -8
  private static let blockBytes: Int32 = 64 << 10

  /// For the whole process; call it before the first large block. Where the C library has no such setting nothing happens.
  static func begin() {
    guard let symbol = dlsym(nil, "mallopt") else { return }
    let set = unsafeBitCast(symbol, to: Setting.self)
    for (parameter, value) in [(mmapThreshold, blockBytes), (trimThreshold, blockBytes), (arenaMax, 1)] { _ = set(parameter, value) }
  }

  /// Gives back what lies free in between.
  static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
