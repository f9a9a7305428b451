/// The filters a device says it applied, in one line as it is printed.
struct DeviceFilters: Equatable {
  var highPassHertz: Double?
  var lowPassHertz: Double?
  var notchHertz: Double?

  /// `0.05–150 Hz, AC 50 Hz`; empty when nothing usable is stated.
  var text: String {
    var parts: [String] = []
    switch (Self.usable(highPassHertz), Self.usable(lowPassHertz)) {
    case (let high?, let low?): parts.append("\(Self.number(high))–\(Self.number(low)) Hz")
    case (let high?, nil): parts.append("≥ \(Self.number(high)) Hz")
    case (nil, let low?): parts.append("≤ \(Self.number(low)) Hz")
    case (nil, nil): break
    }
    if let notch = Self.usable(notchHertz) { parts.append("AC \(Self.number(notch)) Hz") }
    return parts.joined(separator: ", ")
  }

  private static func usable(_ hertz: Double?) -> Double? { hertz.flatMap { $0.isFinite && $0 > 0 && $0 < 1e5 ? $0 : nil } }

  private static func number(_ hertz: Double) -> String { hertz == hertz.rounded() ? String(Int(hertz)) : String(hertz) }
}
