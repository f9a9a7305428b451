/// An 8 × 8 matrix over the independent leads, row by row.
struct LeadMatrix: Sendable, Equatable {
  static let size = 8
  private(set) var values: [Double]

  init(_ values: [Double]) {
    precondition(values.count == Self.size * Self.size)
    self.values = values
  }

  static let identity = LeadMatrix { $0 == $1 ? 1 : 0 }

  init(_ value: (Int, Int) -> Double) {
    values = (0..<(Self.size * Self.size)).map { value($0 / Self.size, $0 % Self.size) }
  }

  /// Row `row` takes what `source[row]` held.
  init(taking source: [Int]) { self.init { source[$0] == $1 ? 1 : 0 } }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * Self.size + column] }
    set { values[row * Self.size + column] = newValue }
  }

  static func * (left: LeadMatrix, right: LeadMatrix) -> LeadMatrix {
    LeadMatrix { row, column in (0..<size).reduce(0) { $0 + left[row, $1] * right[$1, column] } }
  }

  var transposed: LeadMatrix { LeadMatrix { self[$1, $0] } }

  /// Sum of the products of equal places: the trace of `selfᵀ · other`.
  func inner(_ other: LeadMatrix) -> Double {
    var sum = 0.0
    for index in values.indices { sum += values[index] * other.values[index] }
    return sum
  }
}
