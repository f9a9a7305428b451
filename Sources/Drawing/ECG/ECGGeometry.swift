/// Where things lie on the ECG page, millimetres from the top-left corner of A4 landscape.
/// All traces start on a 5 mm line; with 25 mm/s the 250 mm of paper hold 10 s.
enum ECGGeometry {
  static let page = PageSize.a4Landscape
  static let grid = Area(x: 11, y: 46, width: 275, height: 150)
  /// Left of the traces, room for the calibration pulse.
  /// The grid above a legend, and the legend.
  static let gridOverLegend = Area(x: grid.x, y: grid.y, width: grid.width, height: 125)
  static let legend = Area(x: grid.x, y: gridOverLegend.bottom + 2.2, width: grid.width, height: grid.bottom - gridOverLegend.bottom - 2.2)
  static let traceX = grid.x + 15
  static let traceWidth = 250.0
  static let titleY = 6.5
  static let headerRuleY = 15.5
  static let columnsY = 17.6
  static let factsX = grid.x
  static let factsWidth = 84.0
  static let measurementsX = 100.0
  static let measurementsWidth = 84.0
  static let statementsX = 189.0
  static let statementsWidth = grid.x + grid.width - statementsX
  static let headerRowHeight = 3.85
  static let headerRows = 7
  static let footerY = 198.2

  /// Rows closer together than this have their lead names before the calibration pulse, where no trace runs.
  static let denseRowHeight = 20.0

  static func isDense(rowCount: Int, in grid: Area = grid) -> Bool { grid.height / Double(max(rowCount, 1)) < denseRowHeight }

  /// Zero line of a row, on a whole millimetre of the grid; a little under the row's middle, for R waves point upwards.
  /// Dense rows share the height so that the first row's 1 mV still fits.
  static func baseline(row: Int, of rowCount: Int, in grid: Area = grid) -> Double {
    guard isDense(rowCount: rowCount, in: grid) else {
      return grid.y + (grid.height / Double(max(rowCount, 1)) * (Double(row) + 0.56)).rounded()
    }
    let (above, below) = (12.0, 7.0)
    return grid.y + (above + (grid.height - above - below) * Double(row) / Double(rowCount - 1)).rounded()
  }

  /// A row's share of the grid, for tints.
  static func rowArea(row: Int, of rowCount: Int, in grid: Area = grid) -> Area {
    let height = grid.height / Double(max(rowCount, 1))
    let baseline = baseline(row: row, of: rowCount, in: grid)
    let top = max(grid.y, baseline - 0.56 * height)
    return Area(x: traceX, y: top, width: traceWidth, height: min(height, grid.bottom - top))
  }
}
