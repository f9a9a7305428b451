/// The pre-scan every object passes before it is acknowledged or shown to any other DICOM code.
package enum DICOMScan {
  /// Scans a Part 10 file (PS3.10): structure, identifiers, and that image and waveform data are as long as they claim.
  /// Time is linear in the number of elements, memory bounded, stack flat.
  /// - Throws: `DICOMFault` with the reason for refusing.
  package static func scan(path: String, limits: ScanLimits = ScanLimits()) throws(DICOMFault) -> ScannedObject {
    try scan(source: FileBytes.open(path: path), limits: limits) { () throws(DICOMFault) in try FileBytes.open(path: path) }
  }

  /// Scans a Part 10 file held in memory.
  package static func scan(bytes: [UInt8], limits: ScanLimits = ScanLimits()) throws(DICOMFault) -> ScannedObject {
    try scan(source: MemoryBytes(bytes), limits: limits) { () throws(DICOMFault) in MemoryBytes(bytes) }
  }

  /// Scans a bare data set whose syntax is known from elsewhere, such as a presentation context. Offsets count from its first byte.
  package static func scan(dataSet bytes: [UInt8], syntax: TransferSyntax, limits: ScanLimits = ScanLimits()) throws(DICOMFault) -> ScannedObject {
    let source: any ByteSource =
      syntax.isDeflated ? try InflatedBytes(MemoryBytes(bytes), maximumLength: limits.maximumInflatedBytes) : MemoryBytes(bytes)
    var scanner = DataSetScanner(ByteStream(source), syntax: syntax, limits: limits)
    let dataSet = try scanner.scan()
    return try ScanRules(dataSet: dataSet, meta: FileMetaInformation(transferSyntax: syntax), dataSetOffset: 0, scanner: scanner).check()
  }

  /// Whether the bytes begin as a Part 10 file does: 128 bytes of preamble and `DICM`.
  package static func looksLikePart10(_ start: some Collection<UInt8>) -> Bool {
    start.dropFirst(128).prefix(4).elementsEqual([0x44, 0x49, 0x43, 0x4D])
  }

  private static func scan(
    source: any ByteSource, limits: ScanLimits, again: () throws(DICOMFault) -> any ByteSource
  ) throws(DICOMFault) -> ScannedObject {
    let fileStream = ByteStream(source)
    let meta = try FileMetaInformation.read(fileStream)
    let offset = fileStream.position
    let dataSetStream = try stream(of: meta.transferSyntax, from: fileStream, offset: offset, limits: limits, again: again)
    var scanner = DataSetScanner(dataSetStream, syntax: meta.transferSyntax, limits: limits)
    let dataSet = try scanner.scan()
    return try ScanRules(dataSet: dataSet, meta: meta, dataSetOffset: offset, scanner: scanner).check()
  }

  private static func stream(
    of syntax: TransferSyntax, from fileStream: ByteStream, offset: Int, limits: ScanLimits, again: () throws(DICOMFault) -> any ByteSource
  ) throws(DICOMFault) -> ByteStream {
    guard syntax.isDeflated else { return fileStream }
    let source = try again()
    guard try source.pass(offset) == offset else { throw DICOMFault(.truncated) }
    return ByteStream(try InflatedBytes(source, maximumLength: limits.maximumInflatedBytes))
  }

  /// A stream over the (inflated) data set whose positions are those of `ScannedElement.valueOffset`.
  static func valueStream(source: any ByteSource, object: ScannedObject, limits: ScanLimits) throws(DICOMFault) -> ByteStream {
    guard object.transferSyntax.isDeflated else { return ByteStream(source) }
    guard try source.pass(object.dataSetOffset) == object.dataSetOffset else { throw DICOMFault(.truncated) }
    return ByteStream(try InflatedBytes(source, maximumLength: limits.maximumInflatedBytes))
  }
}
