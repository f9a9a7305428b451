/// Preamble, magic word and File Meta Information (PS3.10 §7.1).
struct FileMetaInformation {
  private static let maximumLength = 65_536

  var transferSyntax: TransferSyntax
  var sopClassUID: String?
  var sopInstanceUID: String?
  var remarks: Set<ScannedObject.Remark> = []

  /// Reads up to the data set's first byte.
  static func read(_ stream: ByteStream) throws(DICOMFault) -> FileMetaInformation {
    guard try stream.has(132 + 8) else { throw DICOMFault(.notDICOM) }
    let isZero = (0..<128).allSatisfy { stream.peekUInt8(at: $0) == 0 }
    guard stream.peekUInt32(at: 128, bigEndian: true) == 0x4449_434D else { throw DICOMFault(.notDICOM) }
    stream.advance(132)
    guard stream.peekUInt16(at: 0, bigEndian: false) == 2 else { throw DICOMFault(.badFileMeta) }
    do {
      var group = try readGroup(stream)
      if !isZero { group.remarks.insert(.foreignPreamble) }
      return group
    } catch {
      guard [.truncated, .lengthOutsideFile, .badElement].contains(error.code) else { throw error }
      throw DICOMFault(error.code == .badElement ? .badFileMeta : .truncated, at: error.tag)
    }
  }

  private static func readGroup(_ stream: ByteStream) throws(DICOMFault) -> FileMetaInformation {
    var values = ScannedItem(isBigEndian: false)
    var declaredEnd: Int?
    let start = stream.position
    while let tag = try ElementHeader.peekTag(stream, bigEndian: false), tag.group == 2 {
      if let declaredEnd, stream.position >= declaredEnd { break }
      let header = try ElementHeader.read(stream, tag: tag, explicit: true, bigEndian: false)
      guard !header.isUndefinedLength, stream.position - start + header.length <= maximumLength else { throw DICOMFault(.badFileMeta, at: tag) }
      let element = ScannedElement(
        vr: header.vr, valueOffset: stream.position, valueLength: header.length, bytes: try stream.read(header.length, at: tag))
      guard values.add(element, tag: tag) else { throw DICOMFault(.badFileMeta, at: tag) }
      if tag == .fileMetaInformationGroupLength {
        guard header.vr == .UL, let length = values.integer(tag), stream.position == start + 12 else { throw DICOMFault(.badFileMeta, at: tag) }
        declaredEnd = stream.position + length
      }
    }
    if let declaredEnd, declaredEnd != stream.position { throw DICOMFault(.badFileMeta, at: .fileMetaInformationGroupLength) }
    guard let syntaxUID = values.codeString(.transferSyntaxUID) else { throw DICOMFault(.badFileMeta, at: .transferSyntaxUID) }
    guard let syntax = TransferSyntax(uid: syntaxUID) else { throw DICOMFault(.unsupportedTransferSyntax, at: .transferSyntaxUID) }
    return FileMetaInformation(
      transferSyntax: syntax, sopClassUID: values.codeString(.mediaStorageSOPClassUID),
      sopInstanceUID: values.codeString(.mediaStorageSOPInstanceUID),
      remarks: declaredEnd == nil ? [.missingFileMetaGroupLength] : [])
  }
}
