/// Rows in aligned columns, East Asian widths counted, cut to the terminal.
struct TextTable {
  struct Column {
    var title: String
    /// The most columns a cell may take.
    var limit = 40
    var isRightAligned = false
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
    let shown = rows.map { row in row.enumerated().map { Cell(DisplayWidth.cut($1.text, to: columns[$0].limit), $1.tint) } }
    let widths = columns.indices.map { index in
      shown.reduce(DisplayWidth.columns(of: columns[index].title)) { max($0, DisplayWidth.columns(of: $1[index].text)) }
    }
    let head = columns.map { Cell($0.title, .faint) }
    return ([head] + shown).map { line($0, widths: widths, terminalColumns: terminalColumns, usesColour: usesColour) }
  }

  private func line(_ cells: [Cell], widths: [Int], terminalColumns: Int?, usesColour: Bool) -> String {
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
      used += DisplayWidth.columns(of: text) + 2
      result += (usesColour ? cell.tint?.paint(text) ?? text : text) + (isLast ? "" : "  ")
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
