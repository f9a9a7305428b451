/// Rows in aligned columns, East Asian widths counted, cut to the terminal.
struct TextTable {
  struct Column {
    var title: String
    /// The most columns a cell may take.
    var limit = 40
    var isRightAligned = false
    /// How far it may be narrowed where the terminal is too narrow for all columns.
    var least: Int?
  }
  struct Cell {
    var text: String
    var tint: Tint?
    init(_ text: String, _ tint: Tint? = nil) {
      self.text = PlainText.escaped(text)
      self.tint = tint
    }
  }
  private let columns: [Column]
  private var rows: [[Cell]] = []

  init(_ columns: [Column]) { self.columns = columns }

  mutating func add(_ cells: [Cell]) { rows.append(cells) }

  /// - Parameters:
  ///   - terminalColumns: where lines are cut; `nil` for a file or a pipe.
  ///   - usesColour: whether tints are drawn.
  func lines(terminalColumns: Int?, usesColour: Bool) -> [String] {
    let head = columns.map { Cell($0.title, .faint) }
    let all = [head] + rows
    let wanted = columns.indices.map { index in all.map { min(DisplayWidth.columns(of: $0[index].text), columns[index].limit) }.max() ?? 0 }
    let (widths, gap) = fitted(wanted, to: terminalColumns)
    return all.map { cells in
      let cut = cells.enumerated().map { Cell(DisplayWidth.cut($1.text, to: widths[$0]), $1.tint) }
      return line(cut, widths: widths, gap: gap, terminalColumns: terminalColumns, usesColour: usesColour)
    }
  }

  /// Narrows what may be narrowed, the widest first, then the gaps, until the line fits or nothing gives.
  private func fitted(_ wanted: [Int], to terminalColumns: Int?) -> (widths: [Int], gap: Int) {
    guard let terminalColumns else { return (wanted, 2) }
    var widths = wanted
    func excess(gap: Int) -> Int { widths.reduce(0, +) + gap * (widths.count - 1) - terminalColumns }
    let gap = excess(gap: 2) > 0 ? 1 : 2
    while excess(gap: gap) > 0 {
      let yielding = columns.indices.filter { index in columns[index].least.map { widths[index] > $0 } ?? false }
      guard let widest = yielding.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return (widths, gap)
  }

  private func line(_ cells: [Cell], widths: [Int], gap: Int, terminalColumns: Int?, usesColour: Bool) -> String {
    var result = ""
    var used = 0
    for (index, cell) in cells.enumerated() {
      let isLast = index == cells.count - 1
      var text = DisplayWidth.padded(
        cell.text, to: isLast && !columns[index].isRightAligned ? 0 : widths[index], isRightAligned: columns[index].isRightAligned)
      if let terminalColumns {
        guard used < terminalColumns else { break }
        text = DisplayWidth.cut(text, to: terminalColumns - used)
      }
      used += DisplayWidth.columns(of: text) + gap
      result += (usesColour ? cell.tint?.paint(text) ?? text : text) + (isLast ? "" : String(repeating: " ", count: gap))
    }
    while result.hasSuffix(" ") { result.removeLast() }
    return result
  }
}

/// Colours by meaning (ECMA-48 SGR).
enum Tint: String, Sendable {
  case alarm = "1;31"
  case caution = "33"
  case good = "32"
  case active = "36"
  case faint = "2"

  func paint(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
