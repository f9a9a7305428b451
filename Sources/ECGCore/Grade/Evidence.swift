/// One reason of a statement: as people read it, and as a number where it is one.
struct Fact: Sendable, Equatable, ExpressibleByStringInterpolation {
  var text: String
  var value: EvidenceValue?
  init(text: String, value: EvidenceValue? = nil) {
    self.text = text
    self.value = value
  }
  init(stringLiteral text: String) { self.init(text: text) }
}

/// Numbers as they stand in evidence.
enum Evidence {
  /// A limit and the side of it on which a value makes a statement true.
  struct Limit: Sendable {
    var value: Double
    var side: EvidenceValue.Side
    static func above(_ value: Double) -> Limit { Limit(value: value, side: .above) }
    static func below(_ value: Double) -> Limit { Limit(value: value, side: .below) }
  }

  static func seconds(_ label: String, _ value: Double, _ name: String = "rrSeconds", _ limit: Limit? = nil) -> Fact {
    fact("\(label) \(tenths(value)) s", name, value, "s", limit)
  }

  static func rate(_ value: Double, _ limit: Limit? = nil) -> Fact {
    fact("HR \(Int(value.rounded()))/min", "heartRatePerMinute", value, "/min", limit)
  }

  static func atrialRate(_ periodSeconds: Double) -> Fact {
    fact("atria \(Int((60 / periodSeconds).rounded()))/min", "atrialRatePerMinute", 60 / periodSeconds, "/min", nil)
  }

  static func milliseconds(_ label: String, _ value: Double, _ name: String, _ limit: Limit? = nil) -> Fact {
    fact("\(label) \(Int(value.rounded())) ms", name, value, "ms", limit)
  }

  /// 100 µV are one millimetre at standard gain.
  static func millimetres(_ label: String, _ microvolts: Double, _ leads: [LeadName], _ name: String, _ limit: Limit? = nil) -> Fact {
    let sign = microvolts >= 0 ? "+" : "-"
    let text = "\(label) \(sign)\(tenths(abs(microvolts) / 100)) mm \(leads.map(\.rawValue).joined(separator: ", "))"
    return fact(text, name, microvolts, "µV", limit, leads)
  }

  static func millivolts(_ label: String, _ microvolts: Double, _ name: String, _ limit: Limit? = nil) -> Fact {
    fact("\(label) \(tenths(microvolts / 1000)) mV", name, microvolts, "µV", limit)
  }

  static func degrees(_ label: String, _ value: Double, _ name: String) -> Fact {
    fact("\(label) \(Int(value.rounded()))°", name, value, "°", nil)
  }

  /// `share` is of one.
  static func percent(_ label: String, _ share: Double, _ name: String, _ limit: Limit? = nil) -> Fact {
    fact("\(label) \(tenths(share * 100)) %", name, share * 100, "%", limit)
  }

  static func ratio(_ label: String, _ value: Double, _ name: String, _ limit: Limit? = nil) -> Fact {
    fact("\(label) \(tenths(value))", name, value, "", limit)
  }

  static func count(_ text: String, _ value: Int, _ name: String) -> Fact { fact(text, name, Double(value), "", nil) }

  static func tenths(_ value: Double) -> String {
    let scaled = Int((abs(value) * 10).rounded())
    return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / 10).\(scaled % 10)"
  }

  private static func fact(_ text: String, _ name: String, _ value: Double, _ unit: String, _ limit: Limit?, _ leads: [LeadName] = []) -> Fact {
    Fact(text: text, value: EvidenceValue(name: name, value: value, unit: unit, limit: limit?.value, side: limit?.side, leads: leads))
  }
}
