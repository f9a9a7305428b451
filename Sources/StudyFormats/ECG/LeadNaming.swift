import DICOM
import ECGCore

/// What senders call leads, to the names of the AHA and ISO 11073-91064. Words that name no known lead are kept.
enum LeadNaming {
  /// A lead's name from free text: `avr`, `Lead I (Einthoven)`, `aVR, augmented voltage, right`, `MDC_ECG_LEAD_V1`.
  static func name(_ text: String, channel: Int) -> LeadName {
    if let known = known(text) { return known }
    let words = cleaned(text)
    return LeadName(rawValue: words.isEmpty ? "Ch \(channel + 1)" : words)
  }

  /// The lead that a text names, if it is one of the known.
  static func known(_ text: String) -> LeadName? {
    var key = cleaned(text).uppercased()
    if let end = key.firstIndex(where: { "(,[".contains($0) }), end > key.startIndex { key = String(key[..<end]) }
    for prefix in ["MDC_ECG_LEAD_", "ECG ", "EKG ", "LEAD ", "LEAD_", "导联"] where key.hasPrefix(prefix) { key.removeFirst(prefix.count) }
    key = key.filter { $0 != " " && $0 != "_" }
    return names[key].map(LeadName.init(rawValue:))
  }

  /// The lead of a DICOM channel: its code (CID 3001: MDC `2:n`, SCPECG `5.6.3-9-n`, one numbering), its meaning, or its label.
  ///
  /// - Returns: the name, and the code's name where the words beside it name another lead: then the words are taken, for they
  ///   are what people at the device saw.
  static func name(_ source: CodedConcept?, label: String?, channel: Int) -> (name: LeadName, contradictedCode: LeadName?) {
    let coded = source.flatMap(coded)
    let spoken = (source?.meaning).flatMap(known) ?? label.flatMap(known)
    if let spoken { return (spoken, coded.flatMap { $0 == spoken ? nil : $0 }) }
    if let coded { return (coded, nil) }
    // Code 0 is "unspecified lead": its words say nothing.
    let meaning = source?.value == unspecifiedCode ? "" : source?.meaning ?? ""
    return (name([meaning, label ?? "", source?.value ?? ""].first { !$0.isEmpty } ?? "", channel: channel), nil)
  }

  /// Later leads of a name already taken get a number: `II`, `II #2`.
  static func distinct(_ names: [LeadName]) -> [LeadName] {
    var seen: [LeadName: Int] = [:]
    return names.map { name in
      let count = (seen[name] ?? 0) + 1
      seen[name] = count
      return count == 1 ? name : LeadName(rawValue: "\(name.rawValue) #\(count)")
    }
  }

  /// CID 3001, "Unspecified lead".
  static let unspecifiedCode = "2:0"

  /// The number of a known lead in ISO 11073-10102, partition 2 (CID 3001).
  static func code(of name: LeadName) -> Int? { codes[name.rawValue] }

  private static let codes: [String: Int] = {
    var codes: [String: Int] = [:]
    for code in 1...69 {
      if let name = names(byCode: code) { codes[name] = code }
    }
    return codes
  }()

  private static func coded(_ source: CodedConcept) -> LeadName? {
    let value = source.value.uppercased()
    if value.hasPrefix("MDC_ECG_LEAD_") { return known(value) }
    for prefix in ["2:", "5.6.3-9-"] where value.hasPrefix(prefix) {
      return Int(value.dropFirst(prefix.count)).flatMap { names(byCode: $0) }.map(LeadName.init(rawValue:))
    }
    // The whole code: partition 2 in the upper 16 bits.
    if source.scheme == "MDC", let whole = Int(value), whole > 131_072 { return names(byCode: whole - 131_072).map(LeadName.init(rawValue:)) }
    return nil
  }

  private static func names(byCode code: Int) -> String? {
    switch code {
    case 1: "I"
    case 2: "II"
    case 3...9: "V\(code - 2)"
    case 10...15: "V\(code - 8)R"
    case 16: "X"
    case 17: "Y"
    case 18: "Z"
    case 61: "III"
    case 62: "aVR"
    case 63: "aVL"
    case 64: "aVF"
    case 65: "-aVR"
    case 66: "V8"
    case 67: "V9"
    case 68: "V8R"
    case 69: "V9R"
    default: nil
    }
  }

  private static let names: [String: String] = {
    let known = LeadName.standardTwelve.map(\.rawValue) + ["V7", "V8", "V9"] + (1...9).map { "V\($0)R" }
    return Dictionary(uniqueKeysWithValues: (known + ["-aVR", "MLI", "MLII", "MLIII", "X", "Y", "Z"]).map { ($0.uppercased(), $0) })
  }()

  /// Without control characters and outer spaces, 40 characters at most.
  private static func cleaned(_ text: String) -> String {
    let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(40)
    return String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
  }
}
