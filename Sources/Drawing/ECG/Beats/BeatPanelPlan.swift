/// Where the panels of a page of beats lie: columns of three leads as on the page of traces, each panel on whole millimetres.
struct BeatPanelPlan: Equatable {
  static let gap = 5.0
  /// Within a panel, left of the beat: the millivolt bar.
  static let leadIn = 5.0
  /// A panel lower than this shows no numbers.
  static let lowestForNumbers = 30.0

  let columns: Int
  let rows: Int
  let millimetresPerSecond: Double
  private let grid: Area

  init(leadCount: Int, grid: Area) {
    self.grid = grid
    columns = leadCount > 4 ? 4 : 2
    rows = min(Self.maximumRows, max(1, (leadCount + columns - 1) / columns))
    millimetresPerSecond = leadCount > 4 ? 50 : 100
  }

  static let maximumRows = 6
  var capacity: Int { columns * rows }
  var width: Double { columns == 4 ? 65 : 135 }
  /// A multiple of five, so that each panel is whole squares.
  var height: Double { (((grid.height - Double(rows - 1) * 2) / Double(rows)) / 5).rounded(.down) * 5 }

  /// Down the columns: I II III, aVR aVL aVF …
  func panel(_ index: Int) -> Area {
    let (column, row) = (index / rows, index % rows)
    let step = rows == 1 ? 0 : (grid.height - height) / Double(rows - 1)
    return Area(x: grid.x + Double(column) * (width + Self.gap), y: grid.y + Double(row) * step, width: width, height: height)
  }

  /// Zero level of a panel, on a whole millimetre; R waves point upwards.
  func baseline(of panel: Area) -> Double { panel.y + (0.58 * panel.height).rounded() }
}
