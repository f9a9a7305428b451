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
    let all: [[Cell]] = [head] + rows
    let (widths, gap) = fitted(wantedWidths(of: all), to: terminalColumns)
    return all.map { (cells: [Cell]) -> String in
      var cut: [Cell] = []
      for (index, cell) in cells.enumerated() { cut.append(Cell(DisplayWidth.cut(cell.text, to: widths[index]), cell.tint)) }
      return line(cut, widths: widths, gap: gap, terminalColumns: terminalColumns, usesColour: usesColour)
    }
  }

  private func wantedWidths(of all: [[Cell]]) -> [Int] {
    var widths = [Int](repeating: 0, count: columns.count)
    for cells in all {
      for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], min(DisplayWidth.columns(of: cell.text), columns[index].limit)) }
    }
    return widths
  }

  /// Narrows what may be narrowed, the widest first, then the gaps, until the line fits or nothing gives.
  private func fitted(_ wanted: [Int], to terminalColumns: Int?) -> (widths: [Int], gap: Int) {
    guard let terminalColumns else { return (wanted, 2) }
    var widths = wanted
    let gapCount: Int = max(0, widths.count - 1)
    var total: Int = widths.reduce(0, +)
    let gap: Int = total + 2 * gapCount > terminalColumns ? 1 : 2
    while total + gap * gapCount > terminalColumns {
      var widest: Int?
      for index in columns.indices {
        guard let least = columns[index].least, widths[index] > least else { continue }
        if let known = widest, widths[known] >= widths[index] { continue }
        widest = index
      }
      guard let widest else { break }
      widths[widest] -= 1
      total -= 1
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
