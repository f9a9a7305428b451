import HubModel

/// One thing looked at, in one plain sentence.
struct CheckResult: Sendable, Codable, Equatable {
  enum Level: String, Sendable, Codable, Comparable, CaseIterable {
    case good, attention, fault
    static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    var mark: String {
      switch self {
      case .good: "✓"
      case .attention: "!"
      case .fault: "✗"
      }
    }
    var tint: Tint {
      switch self {
      case .good: .good
      case .attention: .caution
      case .fault: .alarm
      }
    }
  }
  /// A stable name: `tls-chain`.
  var check: String
  var level: Level
  var chinese: String
  var english: String
}

/// What a check-up has found so far; each result is shown when it is known.
final class CheckUp {
  private(set) var results: [CheckResult] = []
  private let screen: Screen

  init(screen: Screen) { self.screen = screen }

  var worst: CheckResult.Level { results.map(\.level).max() ?? .good }

  func add(_ check: String, _ level: CheckResult.Level, _ chinese: String, _ english: String) {
    results.append(CheckResult(check: check, level: level, chinese: chinese, english: english))
    if screen.isJSON { return }
    screen.say(screen.painted(level.mark, level.tint) + " " + PlainText.escaped(screen.text(chinese, english)))
  }

  /// Days that a certificate or the like still lives; a month before its end it is time to think of the next.
  func add(_ check: String, daysLeft days: Int64, attentionBelow limit: Int64, of chinese: String, _ english: String) {
    if days < 0 {
      add(check, .fault, "\(chinese)已过期 \(-days) 天。", "\(english) ended \(-days) days ago.")
    } else {
      add(check, days < limit ? .attention : .good, "\(chinese)还有 \(days) 天到期。", "\(english) is good for \(days) more days.")
    }
  }

  private struct Document: Encodable {
    var worst: CheckResult.Level
    var checks: [CheckResult]
  }

  /// The document for scripts, and the exit code of the worst.
  func conclude() throws {
    if screen.isJSON { try screen.emit(Document(worst: worst, checks: results)) }
    switch worst {
    case .good: return
    case .attention: throw ExitMeaning.needsAttention.code
    case .fault: throw ExitMeaning.refused.code
    }
  }
}
