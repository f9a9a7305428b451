/// Normal limits of 1,912 healthy children (Rijnbeek, Eur. Heart J. 22:702, 2001, tables 1 and 2): second and 98th percentiles of nine ages.
struct ChildLimits: Sendable {
  /// From this age on, years.
  let fromYears: Double
  let heartRatePerMinute: ClosedRange<Double>
  let prMilliseconds: ClosedRange<Double>
  let qrsMilliseconds: ClosedRange<Double>
  /// Bazett's.
  let qtcMilliseconds: ClosedRange<Double>
  let axisDegrees: ClosedRange<Double>

  private init(
    _ fromYears: Double, _ rate: ClosedRange<Double>, _ pr: ClosedRange<Double>, _ qrs: ClosedRange<Double>, _ qtc: ClosedRange<Double>,
    _ axis: ClosedRange<Double>
  ) {
    self.fromYears = fromYears
    heartRatePerMinute = rate
    prMilliseconds = pr
    qrsMilliseconds = qrs
    qtcMilliseconds = qtc
    axisDegrees = axis
  }

  static let boys = [
    ChildLimits(0, 129...192, 77...120, 50...85, 378...448, 75...140),
    ChildLimits(1 / 12, 126...187, 85...120, 52...77, 396...458, 37...138),
    ChildLimits(0.25, 112...165, 87...134, 54...85, 391...453, -6...107),
    ChildLimits(0.5, 106...194, 82...141, 52...86, 379...449, 14...122),
    ChildLimits(1, 97...155, 86...151, 54...88, 383...455, -4...118),
    ChildLimits(3, 73...123, 98...152, 58...92, 377...448, 7...112),
    ChildLimits(5, 62...113, 99...160, 63...98, 371...443, -10...112),
    ChildLimits(8, 55...101, 105...174, 67...103, 373...440, -21...114),
    ChildLimits(12, 48...99, 107...178, 78...111, 362...449, -9...112),
  ]

  static let girls = [
    ChildLimits(0, 136...216, 91...121, 54...79, 379...462, 63...155),
    ChildLimits(1 / 12, 126...200, 78...133, 48...77, 381...454, 39...121),
    ChildLimits(0.25, 122...191, 84...127, 50...78, 386...448, 17...108),
    ChildLimits(0.5, 106...187, 88...133, 52...80, 381...446, 1...102),
    ChildLimits(1, 95...178, 78...147, 54...85, 381...447, 2...121),
    ChildLimits(3, 78...124, 99...153, 58...88, 388...442, 3...106),
    ChildLimits(5, 68...115, 92...156, 59...95, 375...449, 27...117),
    ChildLimits(8, 58...110, 103...163, 66...99, 365...447, 5...117),
    ChildLimits(12, 54...107, 106...176, 72...106, 370...457, 5...101),
  ]

  /// `nil` from 16 years on and where the age is unknown. Unknown sex takes the wider of both limits.
  static func of(_ patient: PatientFacts) -> ChildLimits? {
    guard let age = patient.ageYears, age >= 0, age < 16 else { return nil }
    let place = boys.lastIndex { $0.fromYears <= age } ?? 0
    switch patient.sex {
    case .male: return boys[place]
    case .female: return girls[place]
    case nil: return boys[place].joined(with: girls[place])
    }
  }

  private func joined(with other: ChildLimits) -> ChildLimits {
    func wider(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> ClosedRange<Double> {
      min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
    return ChildLimits(
      fromYears, wider(heartRatePerMinute, other.heartRatePerMinute), wider(prMilliseconds, other.prMilliseconds),
      wider(qrsMilliseconds, other.qrsMilliseconds), wider(qtcMilliseconds, other.qtcMilliseconds), wider(axisDegrees, other.axisDegrees))
  }
}
