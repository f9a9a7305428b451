/// Tag, VR and length of one element (PS3.5 §7.1).
struct ElementHeader {
  /// The length 0xFFFFFFFF: the value ends with a delimitation item.
  static let undefinedLength = Int(UInt32.max)

  var tag: DICOMTag
  var vr: ValueRepresentation
  var length: Int

  var isUndefinedLength: Bool { length == Self.undefinedLength }

  /// The next tag, not consumed; `nil` at the end of the stream.
  static func peekTag(_ stream: ByteStream, bigEndian: Bool) throws(DICOMFault) -> DICOMTag? {
    guard try stream.has(4) else {
      guard try !stream.has(1) else { throw DICOMFault(.truncated) }
      return nil
    }
    return DICOMTag(stream.peekUInt16(at: 0, bigEndian: bigEndian), stream.peekUInt16(at: 2, bigEndian: bigEndian))
  }

  /// Reads a header; the tag has been peeked.
  static func read(_ stream: ByteStream, tag: DICOMTag, explicit: Bool, bigEndian: Bool) throws(DICOMFault) -> ElementHeader {
    guard try stream.has(8) else { throw DICOMFault(.truncated, at: tag) }
    guard explicit, tag.group != 0xFFFE else {
      let length = Int(stream.peekUInt32(at: 4, bigEndian: bigEndian))
      stream.advance(8)
      return ElementHeader(tag: tag, vr: explicit || tag.group == 0xFFFE ? .unknown : KeptAttributes.vr(tag), length: length)
    }
    let vr = ValueRepresentation(stream.peekUInt8(at: 4), stream.peekUInt8(at: 5))
    switch vr.headerForm {
    case .short:
      let length = Int(stream.peekUInt16(at: 6, bigEndian: bigEndian))
      stream.advance(8)
      return ElementHeader(tag: tag, vr: vr, length: length)
    case nil where !vr.isPlausible:
      throw DICOMFault(.badElement, at: tag)
    case .long, nil:
      guard try stream.has(12) else { throw DICOMFault(.truncated, at: tag) }
      let length = Int(stream.peekUInt32(at: 8, bigEndian: bigEndian))
      stream.advance(12)
      return ElementHeader(tag: tag, vr: vr, length: length)
    }
  }
}
