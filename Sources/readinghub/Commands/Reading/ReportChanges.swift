import HubAPI
import HubModel
import Reports

/// What the last version of a report changed against the one before, line by line.
enum ReportChanges {
  struct Change: Encodable, Equatable {
    var from: Int
    var to: Int
    var author: String
    /// Each begins with `+`, `-` or a blank.
    var lines: [String]
  }

  static func show(_ versions: [ReportVersionRow], on screen: Screen) throws {
    guard let change = change(versions) else {
      return screen.remark("只有一个版本。", "There is one version only.")
    }
    if screen.isJSON { return try screen.emit(change) }
    screen.say(
      "第 \(change.from) 版 → 第 \(change.to) 版，\(PlainText.escaped(change.author))",
      "version \(change.from) → \(change.to), \(PlainText.escaped(change.author))")
    for line in change.lines { screen.say(painted(line, on: screen)) }
  }

  /// What another doctor's version changed, without what stayed; nothing where the last two have one author.
  static func byAnother(_ versions: [ReportVersionRow], on screen: Screen) -> [String] {
    guard let change = change(versions), change.author != versions.dropLast().last?.author else { return [] }
    let author = PlainText.escaped(change.author)
    let changed = change.lines.filter { !$0.hasPrefix(" ") }.map { painted($0, on: screen) }
    return [screen.text("\(author)的修改：", "Changed by \(author):")] + changed
  }

  private static func painted(_ line: String, on screen: Screen) -> String {
    let tint: Tint? = line.hasPrefix("+") ? .good : line.hasPrefix("-") ? .alarm : nil
    let text = PlainText.escaped(line)
    return tint.map { screen.painted(text, $0) } ?? text
  }

  static func change(_ versions: [ReportVersionRow]) -> Change? {
    guard let new = versions.last, let old = versions.dropLast().last else { return nil }
    return Change(from: old.number, to: new.number, author: new.author, lines: lines(from: text(old), to: text(new)))
  }

  private static func text(_ version: ReportVersionRow) -> [String] {
    var lines = ["所见 Findings"]
    lines += split(version.findings)
    lines.append("诊断 Impression")
    lines += split(version.impression)
    if let grade = version.readerGrade { lines.append("分级 Grade: \(grade.rawValue)") }
    return lines
  }

  private static func split(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  static func lines(from old: [String], to new: [String]) -> [String] {
    TextDifference.lines(from: old, to: new).map { line in
      switch line.kind {
      case .kept: "  " + line.text
      case .removed: "- " + line.text
      case .added: "+ " + line.text
      }
    }
  }
}
