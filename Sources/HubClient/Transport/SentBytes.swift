import Synchronization

/// The bytes of one attempt, told as they go out and taken back when the attempt fails.
///
/// The library that reads the body may read one more piece after the attempt has failed: such a piece is not told.
final class SentBytes: Sendable {
  private let tell: (@Sendable (Int64) -> Void)?
  /// `nil` once taken back.
  private let count = Mutex<Int64?>(0)

  init(_ tell: (@Sendable (Int64) -> Void)?) { self.tell = tell }

  func add(_ bytes: Int64) {
    count.withLock { count in
      guard let before = count else { return }
      count = before + bytes
      tell?(bytes)
    }
  }

  func takeBack() {
    count.withLock { count in
      if let told = count { tell?(-told) }
      count = nil
    }
  }
}
