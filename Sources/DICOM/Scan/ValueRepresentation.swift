/// A value representation (PS3.5 §6.2) as its two letters; `unknown` where implicit VR leaves it open.
package struct ValueRepresentation: Hashable, Sendable, CustomStringConvertible {
  /// The two ASCII letters, first letter in the upper byte; 0 when not known.
  package let code: UInt16

  package init(_ first: UInt8, _ second: UInt8) { code = UInt16(first) << 8 | UInt16(second) }
  private init(_ name: StaticString) {
    precondition(name.utf8CodeUnitCount == 2)
    code = UInt16(name.utf8Start[0]) << 8 | UInt16(name.utf8Start[1])
  }
  private init(code: UInt16) { self.code = code }

  package static let unknown = ValueRepresentation(code: 0)
  package static let SQ = ValueRepresentation("SQ")
  package static let UN = ValueRepresentation("UN")
  package static let OB = ValueRepresentation("OB")
  package static let OW = ValueRepresentation("OW")
  package static let OL = ValueRepresentation("OL")
  package static let US = ValueRepresentation("US")
  package static let SS = ValueRepresentation("SS")
  package static let UL = ValueRepresentation("UL")
  package static let SL = ValueRepresentation("SL")
  package static let FL = ValueRepresentation("FL")
  package static let FD = ValueRepresentation("FD")
  package static let IS = ValueRepresentation("IS")
  package static let DS = ValueRepresentation("DS")
  package static let UI = ValueRepresentation("UI")
  package static let PN = ValueRepresentation("PN")
  package static let LO = ValueRepresentation("LO")
  package static let SH = ValueRepresentation("SH")
  package static let ST = ValueRepresentation("ST")
  package static let CS = ValueRepresentation("CS")
  package static let DA = ValueRepresentation("DA")
  package static let TM = ValueRepresentation("TM")
  package static let DT = ValueRepresentation("DT")
  package static let AS = ValueRepresentation("AS")

  package enum HeaderForm { case short, long }

  /// How an explicit element header of this VR is laid out (PS3.5 table 7.1-1): `long` has a 32-bit length after two reserved bytes.
  /// `nil` for letters the standard does not know.
  package var headerForm: HeaderForm? { isPlausible ? Self.forms[Self.index(code)] : nil }

  /// By letters: looked up for every element, so an array.
  private static let forms: [HeaderForm?] = {
    var forms = [HeaderForm?](repeating: nil, count: 26 * 26)
    let short: [StaticString] = [
      "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US",
    ]
    let long: [StaticString] = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]
    for name in short { forms[index(ValueRepresentation(name).code)] = .short }
    for name in long { forms[index(ValueRepresentation(name).code)] = .long }
    return forms
  }()

  private static func index(_ code: UInt16) -> Int { (Int(code >> 8) - 0x41) * 26 + Int(code & 0xFF) - 0x41 }

  /// Two upper-case letters: PS3.5 §6.2.2 lays out VRs of later editions in the long form.
  package var isPlausible: Bool {
    let first = UInt8(code >> 8)
    let second = UInt8(code & 0xFF)
    return (0x41...0x5A).contains(first) && (0x41...0x5A).contains(second)
  }

  package var description: String {
    code == 0 ? "??" : String(decoding: [UInt8(code >> 8), UInt8(code & 0xFF)], as: UTF8.self)
  }
}
