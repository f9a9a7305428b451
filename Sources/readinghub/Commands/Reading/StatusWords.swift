import HubAPI
import HubModel

/// A report version's status as people read it.
enum StatusWords {
  static func text(_ status: ReportVersion.Status, on screen: Screen) -> String {
    switch status {
    case .draft: screen.text("草稿", "draft")
    case .preliminary: screen.text("初步报告", "preliminary")
    case .final: screen.text("正式报告", "final")
    case .amended: screen.text("修订报告", "amended")
    case .corrected: screen.text("更正报告", "corrected")
    case .appended: screen.text("补充报告", "appended")
    case .enteredInError: screen.text("已撤回", "WITHDRAWN (entered in error)")
    }
  }

  static func tint(_ status: ReportVersion.Status) -> Tint? {
    switch status {
    case .draft: .faint
    case .final: nil
    case .preliminary, .amended, .corrected, .appended: .caution
    case .enteredInError: .alarm
    }
  }

  /// Of a report after which another came: with the second signature, or as a later version.
  static func superseded(by newer: Int, version: Int, on screen: Screen) -> String {
    guard newer != version else { return screen.text("已审核签发", "issued meanwhile with both signatures") }
    return screen.text("已被第 \(newer) 版取代", "superseded by version \(newer)")
  }

  static func painted(_ status: ReportVersion.Status, on screen: Screen) -> String {
    let words = text(status, on: screen)
    return tint(status).map { screen.painted(words, $0) } ?? words
  }
}

/// Every version of a report, in lines; the one that counts is marked.
enum HistoryText {
  static func lines(_ versions: [ReportVersionRow], on screen: Screen) -> [String] {
    versions.map { row in
      var line = "  v\(row.number)  " + StatusWords.painted(row.status, on: screen) + "  " + PlainText.escaped(row.author)
      if let signedAt = row.signedAt { line += "  " + TimeWords.local(signedAt.instant) }
      if let supersedes = row.supersedes { line += "  " + screen.text("取代第 \(supersedes) 版", "takes the place of v\(supersedes)") }
      if let reason = row.reason { line += "  " + screen.text("原因：", "reason: ") + PlainText.escaped(reason) }
      if row.isLatest { line += "  " + screen.painted(screen.text("← 现行", "← latest"), .good) }
      return line
    }
  }
}
