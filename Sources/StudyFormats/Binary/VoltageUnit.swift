/// Units of voltage as devices write them.
enum VoltageUnit {
  /// Microvolts for one unit; `nil` for what is no voltage. The micro sign comes in any encoding: what is not ASCII before `V` is it.
  static func microvolts(_ unit: ArraySlice<UInt8>) -> Double? {
    let bytes = unit.filter { $0 > 0x20 }
    let ascii = String(decoding: bytes.filter { $0 < 0x80 }, as: UTF8.self).lowercased()
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return ascii == "v" ? 1 : nil }
    switch ascii {
    case "uv", "microv", "microvolt", "microvolts": return 1
    case "mv", "millivolt", "millivolts": return 1000
    case "v", "volt", "volts": return 1_000_000
    case "nv": return 0.001
    default: return nil
    }
  }
}
