/// Rows × columns × samples × bits × frames against the Pixel Data that is really there.
struct PixelRules {
  private static let maximumFrameCount = 1_000_000

  let dataSet: ScannedItem
  let syntax: TransferSyntax
  let fragments: FragmentTally?
  private(set) var remarks: Set<ScannedObject.Remark> = []

  init(dataSet: ScannedItem, syntax: TransferSyntax, fragments: FragmentTally?) {
    self.dataSet = dataSet
    self.syntax = syntax
    self.fragments = fragments
  }

  /// - Parameter isRequired: the SOP class is one of images.
  mutating func layout(isRequired: Bool) throws(DICOMFault) -> PixelLayout? {
    let frameCount = try checkedFrameCount()
    guard let (tag, element) = pixelElement() else {
      try checkSizes()
      if isRequired, dataSet[KeptAttributes.pixelDataProviderURL] == nil { throw DICOMFault(.missingAttribute, at: .pixelData) }
      return nil
    }
    guard let rows = try unsigned(.rows), let columns = try unsigned(.columns), rows > 0, columns > 0 else {
      throw DICOMFault(.badValue, at: .rows)
    }
    let samples = try unsigned(.samplesPerPixel) ?? 1
    guard [1, 2, 3, 4].contains(samples) else { throw DICOMFault(.badValue, at: .samplesPerPixel) }
    let photometric = dataSet.codeString(.photometricInterpretation) ?? ""
    guard samples == 1 || !["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"].contains(photometric) else {
      throw DICOMFault(.badValue, at: .samplesPerPixel)
    }
    var layout = PixelLayout(
      rows: rows, columns: columns, samplesPerPixel: samples, bitsAllocated: try bitsAllocated(tag), frameCount: frameCount,
      photometricInterpretation: photometric, element: tag, valueOffset: element.valueOffset, byteCount: element.valueLength)
    notePalette(photometric)
    try checkLength(&layout)
    return layout
  }

  private func pixelElement() -> (DICOMTag, ScannedElement)? {
    for tag in [DICOMTag.pixelData, .floatPixelData, .doubleFloatPixelData] {
      if let element = dataSet[tag] { return (tag, element) }
    }
    return nil
  }

  /// Without Pixel Data the sizes may be absent, not nonsense.
  private func checkSizes() throws(DICOMFault) {
    for tag in [DICOMTag.rows, .columns] where dataSet[tag] != nil { _ = try unsigned(tag) }
  }

  private func unsigned(_ tag: DICOMTag) throws(DICOMFault) -> Int? {
    guard let element = dataSet[tag] else { return nil }
    guard element.vr == .US, element.bytes.count == 2, let value = dataSet.integer(tag) else { throw DICOMFault(.badValue, at: tag) }
    return value
  }

  private func checkedFrameCount() throws(DICOMFault) -> Int {
    guard let element = dataSet[.numberOfFrames], !element.bytes.isEmpty else { return 1 }
    guard element.vr == .IS, dataSet.codeStrings(.numberOfFrames).count == 1, let count = dataSet.integer(.numberOfFrames),
      (0...Self.maximumFrameCount).contains(count)
    else { throw DICOMFault(.badValue, at: .numberOfFrames) }
    // Zero comes from devices that leave the count blank; the length check then speaks for one frame.
    return max(count, 1)
  }

  private func bitsAllocated(_ tag: DICOMTag) throws(DICOMFault) -> Int {
    let implied = tag == .floatPixelData ? 32 : tag == .doubleFloatPixelData ? 64 : nil
    guard let bits = try unsigned(.bitsAllocated) ?? implied, bits == 1 || (bits % 4 == 0 && (4...64).contains(bits)) else {
      throw DICOMFault(.badValue, at: .bitsAllocated)
    }
    if tag == .pixelData, let stored = try unsigned(.bitsStored) {
      guard stored >= 1, stored <= bits else { throw DICOMFault(.badValue, at: .bitsStored) }
    }
    return bits
  }

  private mutating func notePalette(_ photometric: String) {
    guard photometric == "PALETTE COLOR" else { return }
    let tags = [DICOMTag.redPaletteData] + KeptAttributes.segmentedPalette.prefix(1)
    if !tags.contains(where: { dataSet[$0] != nil }) { remarks.insert(.missingPalette) }
  }

  private mutating func checkLength(_ layout: inout PixelLayout) throws(DICOMFault) {
    if layout.element == .pixelData, syntax.isEncapsulated {
      guard let fragments else { throw DICOMFault(.badElement, at: .pixelData) }
      layout.byteCount = fragments.byteCount
      layout.fragmentCount = fragments.fragmentCount
      let isVideo = syntax.uid.hasPrefix("1.2.840.10008.1.2.4.10")
      guard fragments.fragmentCount >= (isVideo ? 1 : layout.frameCount), fragments.byteCount > 0 else {
        throw DICOMFault(.pixelLengthMismatch, at: .pixelData)
      }
      return
    }
    guard fragments == nil else { throw DICOMFault(.badElement, at: .pixelData) }
    let bits = layout.rows * layout.columns * layout.samplesPerPixel * layout.bitsAllocated
    let (total, overflow) = bits.multipliedReportingOverflow(by: layout.frameCount)
    guard !overflow else { throw DICOMFault(.pixelLengthMismatch, at: layout.element) }
    var expected = total / 8 + (total % 8 == 0 ? 0 : 1)
    if layout.photometricInterpretation == "YBR_FULL_422", layout.samplesPerPixel == 3 { expected = expected / 3 * 2 }
    guard layout.byteCount >= expected else { throw DICOMFault(.pixelLengthMismatch, at: layout.element) }
    if layout.byteCount > expected + 1 { remarks.insert(.excessPixelData) }
  }
}
