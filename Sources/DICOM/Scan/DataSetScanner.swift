/// Walks a data set once, element by element, with its own stack: no recursion, one small buffer, every length checked before it is believed.
struct DataSetScanner {
  private struct Level {
    enum Kind { case item, sequence }
    var kind: Kind
    /// Where a defined length ends; `Int.max` for undefined length.
    var end: Int
    /// The nearest defined end of this level and all around it.
    var limit: Int
    var isExplicit: Bool
    var isBigEndian: Bool
    var isKept: Bool
    var tag: DICOMTag
    var previous: DICOMTag?
  }

  private let stream: ByteStream
  private let syntax: TransferSyntax
  let limits: ScanLimits
  private var levels: [Level]
  private var nesting = 0
  private var keptBytes = 0
  private var openItems: [ScannedItem]
  private var openSequences: [ScannedElement] = []
  private(set) var elementCount = 0
  private(set) var remarks: Set<ScannedObject.Remark> = []
  private(set) var pixelFragments: FragmentTally?

  init(_ stream: ByteStream, syntax: TransferSyntax, limits: ScanLimits) {
    self.stream = stream
    self.syntax = syntax
    self.limits = limits
    openItems = [ScannedItem(isBigEndian: syntax.isBigEndian)]
    levels = [
      Level(
        kind: .item, end: .max, limit: .max, isExplicit: syntax.isExplicitVR, isBigEndian: syntax.isBigEndian, isKept: true,
        tag: .item, previous: nil)
    ]
  }

  private var top: Level {
    get { levels[levels.count - 1] }
    set { levels[levels.count - 1] = newValue }
  }

  private var isAtTopLevel: Bool { levels.count == 1 }

  /// Scans to the end of the stream and gives the kept attributes of the top level.
  mutating func scan() throws(DICOMFault) -> ScannedItem {
    while true {
      while stream.position == top.end { close() }
      guard let tag = try nextTag() else { break }
      elementCount += 1
      guard elementCount <= limits.maximumElementCount else { throw DICOMFault(.tooManyElements, at: tag) }
      if top.kind == .sequence {
        try scanItem(tag)
      } else if tag == .itemDelimitation {
        try closeDelimited(.item, tag)
      } else {
        try scanElement(tag)
      }
    }
    guard isAtTopLevel else { throw DICOMFault(.truncated, at: top.tag) }
    var root = openItems[0]
    root.characterSet = root.bytes(.specificCharacterSet)
    return root
  }

  /// The next tag; `nil` at the end or where only zero padding follows the top level.
  private mutating func nextTag() throws(DICOMFault) -> DICOMTag? {
    guard isAtTopLevel else { return try ElementHeader.peekTag(stream, bigEndian: top.isBigEndian) }
    if try stream.has(8), stream.peekUInt32(at: 0, bigEndian: false) != 0 {
      return try ElementHeader.peekTag(stream, bigEndian: top.isBigEndian)
    }
    guard try stream.has(1) else { return nil }
    guard try stream.restIsZero(limit: 1_048_576) else { throw DICOMFault(try stream.has(8) ? .badElement : .truncated) }
    remarks.insert(.trailingPadding)
    return nil
  }

  // MARK: Items and sequences

  private mutating func scanItem(_ tag: DICOMTag) throws(DICOMFault) {
    if tag == .sequenceDelimitation { return try closeDelimited(.sequence, tag) }
    guard tag == .item else { throw DICOMFault(.badElement, at: tag) }
    let header = try ElementHeader.read(stream, tag: tag, explicit: false, bigEndian: top.isBigEndian)
    try open(.item, header: header, explicit: top.isExplicit, bigEndian: top.isBigEndian, kept: top.isKept)
    guard top.isKept else { return }
    guard charge(64) else { throw DICOMFault(.tooManyElements, at: top.tag) }
    let around = openItems[openItems.count - 1]
    let inherited = around[.specificCharacterSet]?.bytes ?? around.characterSet
    openItems.append(ScannedItem(isBigEndian: top.isBigEndian, characterSet: inherited))
  }

  private mutating func open(_ kind: Level.Kind, header: ElementHeader, explicit: Bool, bigEndian: Bool, kept: Bool) throws(DICOMFault) {
    var end = Int.max
    if !header.isUndefinedLength {
      end = stream.position + header.length
      guard end <= top.limit else { throw DICOMFault(.lengthOutsideFile, at: header.tag) }
      try stream.expect(header.length, at: header.tag)
    }
    if kind == .sequence {
      nesting += 1
      guard nesting <= limits.maximumNesting else { throw DICOMFault(.nestingTooDeep, at: header.tag) }
    }
    levels.append(
      Level(
        kind: kind, end: end, limit: min(end, top.limit), isExplicit: explicit, isBigEndian: bigEndian, isKept: kept,
        tag: header.tag, previous: nil))
  }

  private mutating func closeDelimited(_ kind: Level.Kind, _ tag: DICOMTag) throws(DICOMFault) {
    let header = try ElementHeader.read(stream, tag: tag, explicit: false, bigEndian: top.isBigEndian)
    guard !isAtTopLevel, top.kind == kind, top.end == .max, header.length == 0, stream.position <= top.limit else {
      throw DICOMFault(.badElement, at: tag)
    }
    close()
  }

  private mutating func close() {
    let level = levels.removeLast()
    if level.kind == .sequence {
      nesting -= 1
      guard level.isKept, let sequence = openSequences.popLast() else { return }
      openItems[openItems.count - 1].setItems(sequence.items, tag: level.tag)
    } else if level.isKept {
      var item = openItems.removeLast()
      if let own = item[.specificCharacterSet]?.bytes { item.characterSet = own }
      openSequences[openSequences.count - 1].items.append(item)
    }
  }

  // MARK: Elements

  private mutating func scanElement(_ tag: DICOMTag) throws(DICOMFault) {
    guard tag.group != 0xFFFE, !(tag.group <= 2 && isAtTopLevel) else { throw DICOMFault(.badElement, at: tag) }
    try chooseEncodingOfItem()
    try checkOrder(tag)
    let header = try ElementHeader.read(stream, tag: tag, explicit: top.isExplicit, bigEndian: top.isBigEndian)
    if header.isUndefinedLength { return try scanUndefinedLength(header) }
    guard header.length <= top.limit - stream.position else { throw DICOMFault(.lengthOutsideFile, at: tag) }
    if header.length & 1 == 1 { remarks.insert(.oddLength) }
    if top.isExplicit, header.vr.headerForm == nil { remarks.insert(.unknownVR) }
    if try isSequence(header) { return try openSequence(header, explicit: top.isExplicit) }
    try keepOrSkip(header)
  }

  /// Some devices write implicit VR inside the items of explicit files; the first element of an item tells.
  private mutating func chooseEncodingOfItem() throws(DICOMFault) {
    guard !isAtTopLevel, top.isExplicit, top.previous == nil, try stream.has(8) else { return }
    let vr = ValueRepresentation(stream.peekUInt8(at: 4), stream.peekUInt8(at: 5))
    guard vr.headerForm == nil, !vr.isPlausible else { return }
    top.isExplicit = false
    remarks.insert(.deviatingVR)
  }

  private mutating func checkOrder(_ tag: DICOMTag) throws(DICOMFault) {
    if let previous = top.previous, tag <= previous {
      guard tag != previous else { throw DICOMFault(.duplicateElement, at: tag) }
      remarks.insert(.tagsOutOfOrder)
    }
    top.previous = tag
  }

  /// Explicit VR says so; in implicit VR a value that begins with a fitting item header is one.
  private func isSequence(_ header: ElementHeader) throws(DICOMFault) -> Bool {
    if header.vr == .SQ { return true }
    guard !top.isExplicit, header.vr == .unknown, header.length >= 8, header.tag != .pixelData, try stream.has(8) else { return false }
    let tag = DICOMTag(stream.peekUInt16(at: 0, bigEndian: top.isBigEndian), stream.peekUInt16(at: 2, bigEndian: top.isBigEndian))
    let length = Int(stream.peekUInt32(at: 4, bigEndian: top.isBigEndian))
    return tag == .item && (length == ElementHeader.undefinedLength || length <= header.length - 8)
  }

  private mutating func scanUndefinedLength(_ header: ElementHeader) throws(DICOMFault) {
    switch header.vr {
    case .SQ: return try openSequence(header, explicit: top.isExplicit)
    case .UN: return try openSequence(header, explicit: false)
    case .OB, .OW:
      let place = stream.position
      let tally = try FragmentTally.scan(stream, bigEndian: top.isBigEndian, limit: top.limit)
      guard isAtTopLevel, header.tag == .pixelData else { return }
      pixelFragments = tally
      try store(ScannedElement(vr: header.vr, valueOffset: place, valueLength: -1), tag: header.tag)
    default:
      guard !top.isExplicit, header.tag != .pixelData else { throw DICOMFault(.badElement, at: header.tag) }
      try openSequence(header, explicit: false)
    }
  }

  private mutating func openSequence(_ header: ElementHeader, explicit: Bool) throws(DICOMFault) {
    let kept = top.isKept && (!isAtTopLevel || KeptAttributes.keep(header.tag) == .items)
    let isKnownPlace = isAtTopLevel && KeptAttributes.keep(header.tag) == .place
    let element = ScannedElement(vr: .SQ, valueOffset: stream.position, valueLength: header.isUndefinedLength ? -1 : header.length)
    if isKnownPlace || kept { try store(element, tag: header.tag) }
    // UN of undefined length holds implicit VR little endian whatever is around it (PS3.5 §6.2.2 note 4).
    let isUnknown = header.vr == .UN
    try open(.sequence, header: header, explicit: explicit, bigEndian: isUnknown ? false : top.isBigEndian, kept: kept)
    if kept { openSequences.append(element) }
  }

  private mutating func keepOrSkip(_ header: ElementHeader) throws(DICOMFault) {
    let keep: KeptAttributes.Keep? = isAtTopLevel ? KeptAttributes.keep(header.tag) : top.isKept ? .value : nil
    guard let keep else { return try stream.skip(header.length, at: header.tag) }
    var element = ScannedElement(vr: header.vr, valueOffset: stream.position, valueLength: header.length)
    if keep == .value, header.length <= KeptAttributes.maximumValueLength, header.tag != .waveformData {
      guard charge(header.length + 64) else { throw DICOMFault(.tooManyElements, at: header.tag) }
      element.bytes = try stream.read(header.length, at: header.tag)
    } else {
      guard keep != .value || !isAtTopLevel else { throw DICOMFault(.badValue, at: header.tag) }
      try stream.skip(header.length, at: header.tag)
    }
    try store(element, tag: header.tag)
  }

  private mutating func store(_ element: ScannedElement, tag: DICOMTag) throws(DICOMFault) {
    guard openItems[openItems.count - 1].add(element, tag: tag) else {
      throw DICOMFault(.duplicateElement, at: tag)
    }
  }

  private mutating func charge(_ count: Int) -> Bool {
    keptBytes += count
    return keptBytes <= KeptAttributes.maximumKeptBytes
  }
}

/// The fragments of encapsulated Pixel Data (PS3.5 annex A.4), counted.
struct FragmentTally: Sendable, Equatable {
  var offsetTableLength = 0
  var fragmentCount = 0
  var byteCount = 0

  /// Walks from the first item to the sequence delimitation item.
  static func scan(_ stream: ByteStream, bigEndian: Bool, limit: Int) throws(DICOMFault) -> FragmentTally {
    var tally = FragmentTally()
    var isFirst = true
    while true {
      guard let tag = try ElementHeader.peekTag(stream, bigEndian: bigEndian) else { throw DICOMFault(.truncated, at: .pixelData) }
      let header = try ElementHeader.read(stream, tag: tag, explicit: false, bigEndian: bigEndian)
      if tag == .sequenceDelimitation {
        guard header.length == 0 else { throw DICOMFault(.badElement, at: .pixelData) }
        return tally
      }
      guard tag == .item, !header.isUndefinedLength else { throw DICOMFault(.badElement, at: .pixelData) }
      guard header.length <= limit - stream.position else { throw DICOMFault(.lengthOutsideFile, at: .pixelData) }
      try stream.skip(header.length, at: .pixelData)
      if isFirst {
        tally.offsetTableLength = header.length
        isFirst = false
      } else {
        tally.fragmentCount += 1
        tally.byteCount += header.length
      }
    }
  }
}
