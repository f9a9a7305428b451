/// One element as it is written, true or not: explicit VR little endian (PS3.5 §7.1.2).
struct RecipeElement {
  var group: UInt16
  var element: UInt16
  var vr: String
  var value: [UInt8]
  /// What the length field says; by default the truth.
  var statedLength: UInt32?

  init(_ tag: UInt32, _ vr: String, _ value: [UInt8], statedLength: UInt32? = nil) {
    group = UInt16(tag >> 16)
    element = UInt16(tag & 0xFFFF)
    self.vr = vr
    self.value = value.count % 2 == 0 || statedLength != nil ? value : value + [vr == "UI" || vr == "OB" ? 0 : 0x20]
    self.statedLength = statedLength
  }

  init(_ tag: UInt32, _ vr: String, _ text: String) { self.init(tag, vr, Array(text.utf8)) }
  init(_ tag: UInt32, number: UInt16) { self.init(tag, "US", number.littleEndianBytes) }

  var tag: UInt32 { UInt32(group) << 16 | UInt32(element) }

  var bytes: [UInt8] {
    let head = group.littleEndianBytes + element.littleEndianBytes + Array(vr.utf8)
    let length = statedLength ?? UInt32(value.count)
    if ["OB", "OW", "SQ", "UN", "UT"].contains(vr) { return head + [0, 0] + length.littleEndianBytes + value }
    return head + UInt16(truncatingIfNeeded: length).littleEndianBytes + value
  }
}

extension FixedWidthInteger {
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}

/// A small image object whose every element can be bent.
struct ImageRecipe {
  static let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
  static let explicitLittleEndian = "1.2.840.10008.1.2.1"

  var instanceUID: String
  var studyUID: String
  /// Of the file meta group; by default those of the data set.
  var metaClassUID = ImageRecipe.secondaryCapture
  var metaInstanceUID: String
  private(set) var elements: [UInt32: RecipeElement] = [:]

  /// - Parameter number: makes the UIDs; two recipes with one number are the same object.
  init(_ number: UInt64, study: UInt64? = nil, rows: Int = 16, columns: Int = 16, patientName: String = "TEST^RECIPE") {
    instanceUID = "1.2.826.0.1.3680043.10.1.\(number)"
    studyUID = "1.2.826.0.1.3680043.10.2.\(study ?? number)"
    metaInstanceUID = instanceUID
    put(RecipeElement(0x0008_0016, "UI", Self.secondaryCapture))
    put(RecipeElement(0x0008_0018, "UI", instanceUID))
    put(RecipeElement(0x0008_0020, "DA", "20261122"))
    put(RecipeElement(0x0008_0030, "TM", "101500"))
    put(RecipeElement(0x0008_0060, "CS", "OT"))
    put(RecipeElement(0x0010_0010, "PN", patientName))
    put(RecipeElement(0x0010_0020, "LO", "P\(study ?? number)"))
    put(RecipeElement(0x0020_000D, "UI", studyUID))
    put(RecipeElement(0x0020_000E, "UI", studyUID + ".1"))
    put(RecipeElement(0x0028_0002, number: 1))
    put(RecipeElement(0x0028_0004, "CS", "MONOCHROME2"))
    put(RecipeElement(0x0028_0010, number: UInt16(rows)))
    put(RecipeElement(0x0028_0011, number: UInt16(columns)))
    put(RecipeElement(0x0028_0100, number: 8))
    put(RecipeElement(0x0028_0101, number: 8))
    put(RecipeElement(0x0028_0102, number: 7))
    put(RecipeElement(0x0028_0103, number: 0))
    // Pixels that differ from object to object.
    let pixels = (0..<(rows * columns)).map { UInt8(truncatingIfNeeded: UInt64($0) &* 31 &+ number &* 7) }
    put(RecipeElement(0x7FE0_0010, "OW", pixels))
  }

  mutating func put(_ element: RecipeElement) { elements[element.tag] = element }
  mutating func remove(_ tag: UInt32) { elements[tag] = nil }

  func with(_ element: RecipeElement) -> ImageRecipe {
    var copy = self
    copy.put(element)
    return copy
  }

  private var ordered: [RecipeElement] { elements.values.sorted { $0.tag < $1.tag } }
  var dataSet: [UInt8] { ordered.flatMap(\.bytes) }

  /// Offsets in `dataSet` where one element ends and the next begins; neither 0 nor the end.
  var borders: [Int] {
    var offset = 0
    return ordered.dropLast().map { element in
      offset += element.bytes.count
      return offset
    }
  }

  var file: [UInt8] { PartTen.file(dataSet, classUID: metaClassUID, instanceUID: metaInstanceUID) }
}

/// Preamble, magic word and file meta group around a data set (PS3.10 §7.1).
enum PartTen {
  static func file(
    _ dataSet: [UInt8], classUID: String = ImageRecipe.secondaryCapture, instanceUID: String, syntax: String = ImageRecipe.explicitLittleEndian,
    groupLength: UInt32? = nil
  ) -> [UInt8] {
    let meta = [
      RecipeElement(0x0002_0001, "OB", [0, 1]), RecipeElement(0x0002_0002, "UI", classUID), RecipeElement(0x0002_0003, "UI", instanceUID),
      RecipeElement(0x0002_0010, "UI", syntax), RecipeElement(0x0002_0012, "UI", "1.2.826.0.1.3680043.10.3"),
    ].flatMap(\.bytes)
    let length = RecipeElement(0x0002_0000, "UL", (groupLength ?? UInt32(meta.count)).littleEndianBytes)
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length.bytes + meta + dataSet
  }
}
