import Foundation

/// One number of the table of accuracy.
struct Figure: Codable {
  enum Goal: Codable {
    case atLeast(Double)
    case atMost(Double)
    /// Either sign.
    case within(Double)

    func isMet(by value: Double) -> Bool {
      switch self {
      case .atLeast(let limit): value >= limit
      case .atMost(let limit): value <= limit
      case .within(let limit): abs(value) <= limit
      }
    }

    var text: String {
      switch self {
      case .atLeast(let limit): "≥ \(Figure.short(limit))"
      case .atMost(let limit): "≤ \(Figure.short(limit))"
      case .within(let limit): "± \(Figure.short(limit))"
      }
    }
  }

  /// Data set and task.
  var work: String
  var name: String
  /// `%` or `ms`.
  var unit: String
  var value: Double
  var low: Double?
  var high: Double?
  /// What was counted: `55345 beats, 24 records`.
  var count: String
  var goal: Goal?

  init(_ work: String, _ name: String, unit: String, units: [[Double]], count: String, goal: Goal?, statistic: ([Double]) -> Double) {
    self.work = work
    self.name = name
    self.unit = unit
    let sums = units.reduce(into: [Double](repeating: 0, count: units.first?.count ?? 0)) { sums, unit in
      for place in sums.indices { sums[place] += unit[place] }
    }
    value = statistic(sums)
    let interval = Bootstrap.interval(units, statistic: statistic)
    (low, high) = (interval?.lowerBound, interval?.upperBound)
    self.count = count
    self.goal = goal
  }

  /// Percentages to hundredths, milliseconds to tenths.
  var valueText: String { text(value) }
  var intervalText: String { low.flatMap { low in high.map { "\(text(low)) … \(text($0))" } } ?? "–" }

  private func text(_ number: Double) -> String {
    unit == "%" ? String(format: "%.2f", number) : String(format: name == "bias" ? "%+.1f" : "%.1f", number)
  }

  private static func short(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(format: number > 90 ? "%.2f" : "%g", number)
  }

  var row: String {
    "  \(work): \(name) \(valueText) \(unit) [\(intervalText)], \(count)"
      + (goal.map { ", goal \($0.text)\($0.isMet(by: value) ? "" : ": MISSED")" } ?? "")
  }

  /// Prints them, and adds them to a file of JSON lines.
  static func report(_ figures: [Figure], file: String?) throws {
    for figure in figures { print(figure.row) }
    guard let file else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let earlier = (try? Data(contentsOf: URL(fileURLWithPath: file))) ?? Data()
    let added = try figures.reduce(into: Data()) { data, figure in data += try encoder.encode(figure) + Data("\n".utf8) }
    try (earlier + added).write(to: URL(fileURLWithPath: file))
  }

  /// `table FILE`: the figures of a run as a table of Markdown.
  static func printTable(_ words: ArraySlice<String>) throws {
    let words = try CommandWords(words, plainCount: 1, known: [])
    let lines = try Data(contentsOf: URL(fileURLWithPath: words.plain[0])).split(separator: UInt8(ascii: "\n"))
    print("| Work | Figure | Measured | 95 % | n | Goal | |\n|---|---|---|---|---|---|---|")
    for line in lines {
      let figure = try JSONDecoder().decode(Figure.self, from: Data(line))
      let met = figure.goal.map { $0.isMet(by: figure.value) ? "held" : "missed" } ?? ""
      let cells = [figure.work, figure.name, "\(figure.valueText) \(figure.unit)", figure.intervalText, figure.count, figure.goal?.text ?? "", met]
      print("| " + cells.joined(separator: " | ") + " |")
    }
  }
}
