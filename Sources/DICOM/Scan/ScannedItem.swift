/// One element that the scan kept: its raw bytes, or its items, or only its place.
package struct ScannedElement: Sendable, Equatable {
  package var vr: ValueRepresentation
  /// Offset of the value from the start of the file (of the inflated data set for deflated files).
  package var valueOffset: Int
  /// Bytes of the value; -1 for undefined length.
  package var valueLength: Int
  /// The value as it lies in the file; empty where only its place was kept.
  package var bytes: [UInt8] = []
  package var items: [ScannedItem] = []
}

/// A data set, or an item of a sequence: the elements the scan kept. Typed values come out; text stays bytes.
package struct ScannedItem: Sendable, Equatable {
  // In order of their tags, in two arrays: items are small and many, and a dictionary each would cost more than the whole scan.
  private var tags: [DICOMTag] = []
  private var elements: [ScannedElement] = []
  package var isBigEndian: Bool
  /// The Specific Character Set (0008,0005) of this item or of the nearest one around it.
  package var characterSet: [UInt8] = []

  init(isBigEndian: Bool, characterSet: [UInt8] = []) {
    self.isBigEndian = isBigEndian
    self.characterSet = characterSet
  }

  package subscript(tag: DICOMTag) -> ScannedElement? {
    let place = place(of: tag)
    return place < tags.count && tags[place] == tag ? elements[place] : nil
  }

  /// Adds an element; false when its tag is there already.
  mutating func add(_ element: ScannedElement, tag: DICOMTag) -> Bool {
    let place = place(of: tag)
    guard place == tags.count || tags[place] != tag else { return false }
    tags.insert(tag, at: place)
    elements.insert(element, at: place)
    return true
  }

  /// Puts a sequence's items into the element added when it was opened.
  mutating func setItems(_ items: [ScannedItem], tag: DICOMTag) {
    let place = place(of: tag)
    if place < tags.count, tags[place] == tag { elements[place].items = items }
  }

  /// Where `tag` is or belongs; elements mostly come in order, so the end is tried first.
  private func place(of tag: DICOMTag) -> Int {
    guard let last = tags.last, last >= tag else { return tags.count }
    var low = 0
    var high = tags.count
    while low < high {
      let middle = (low + high) / 2
      if tags[middle] < tag { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package func bytes(_ tag: DICOMTag) -> [UInt8] { self[tag]?.bytes ?? [] }
  package func items(_ tag: DICOMTag) -> [ScannedItem] { self[tag]?.items ?? [] }

  /// Values of a string attribute in the default repertoire (UI, CS, DA, TM, DT, AS, IS, DS): split at `\`, padding removed, non-ASCII dropped.
  package func codeStrings(_ tag: DICOMTag) -> [String] {
    bytes(tag).split(separator: 0x5C, omittingEmptySubsequences: false).map { String(decoding: Self.trimmed($0).filter { $0 < 0x80 }, as: UTF8.self) }
  }

  /// The first value of a string attribute in the default repertoire; `nil` when absent or empty.
  package func codeString(_ tag: DICOMTag) -> String? {
    guard let first = codeStrings(tag).first, !first.isEmpty else { return nil }
    return first
  }

  /// The first value of US, SS, UL, SL or IS.
  package func integer(_ tag: DICOMTag) -> Int? {
    guard let element = self[tag] else { return nil }
    switch element.vr {
    case .US: return word(element.bytes).map(Int.init)
    case .SS: return word(element.bytes).map { Int(Int16(bitPattern: $0)) }
    case .UL: return doubleWord(element.bytes).map(Int.init)
    case .SL: return doubleWord(element.bytes).map { Int(Int32(bitPattern: $0)) }
    default:
      guard let text = codeString(tag), text.utf8.count <= 12 else { return nil }
      return Int(text.hasPrefix("+") ? String(text.dropFirst()) : text)
    }
  }

  /// Every value of DS, IS, FL or FD that is a number; not-a-number and infinite values come out as they are.
  package func decimals(_ tag: DICOMTag) -> [Double] {
    guard let element = self[tag] else { return [] }
    switch element.vr {
    case .FD: return stride(from: 0, to: element.bytes.count / 8 * 8, by: 8).map { Double(bitPattern: wide(element.bytes, at: $0)) }
    case .FL: return stride(from: 0, to: element.bytes.count / 4 * 4, by: 4).map { Double(Float(bitPattern: doubleWord(element.bytes, at: $0) ?? 0)) }
    case .US, .SS, .UL, .SL: return integer(tag).map { [Double($0)] } ?? []
    default: return codeStrings(tag).compactMap(Self.decimal)
    }
  }

  package func decimal(_ tag: DICOMTag) -> Double? { decimals(tag).first }

  private static func decimal(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.count <= 32 else { return nil }
    return Double(text)
  }

  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let last = rest.last, last == 0x20 || last == 0 { rest.removeLast() }
    while rest.first == 0x20 { rest.removeFirst() }
    return rest
  }

  private func word(_ bytes: [UInt8]) -> UInt16? {
    guard bytes.count >= 2 else { return nil }
    return isBigEndian ? UInt16(bytes[0]) << 8 | UInt16(bytes[1]) : UInt16(bytes[1]) << 8 | UInt16(bytes[0])
  }

  private func doubleWord(_ bytes: [UInt8], at offset: Int = 0) -> UInt32? {
    guard bytes.count >= offset + 4 else { return nil }
    let little = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    return isBigEndian ? little.byteSwapped : little
  }

  private func wide(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    let little = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    return isBigEndian ? little.byteSwapped : little
  }
}
