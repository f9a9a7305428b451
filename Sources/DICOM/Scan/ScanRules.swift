/// What must hold of a whole object once its structure does: identifiers, image and waveform lengths.
struct ScanRules {
  let dataSet: ScannedItem
  let meta: FileMetaInformation
  let dataSetOffset: Int
  let scanner: DataSetScanner
  private var remarks: Set<ScannedObject.Remark>

  init(dataSet: ScannedItem, meta: FileMetaInformation, dataSetOffset: Int, scanner: DataSetScanner) {
    self.dataSet = dataSet
    self.meta = meta
    self.dataSetOffset = dataSetOffset
    self.scanner = scanner
    remarks = scanner.remarks.union(meta.remarks)
  }

  func check() throws(DICOMFault) -> ScannedObject {
    var rules = self
    return try rules.checkedObject()
  }

  private mutating func checkedObject() throws(DICOMFault) -> ScannedObject {
    let sopClass = try requiredUID(.sopClassUID)
    let instance = try requiredUID(.sopInstanceUID)
    try compare(meta.sopClassUID, with: sopClass, at: .sopClassUID)
    try compare(meta.sopInstanceUID, with: instance, at: .sopInstanceUID)
    let kind = StorageClass(sopClassUID: sopClass)
    let study = try uid(.studyInstanceUID)
    let series = try uid(.seriesInstanceUID)
    if kind != .nonPatient, study == nil { throw DICOMFault(.missingAttribute, at: .studyInstanceUID) }
    try checkKind(kind)
    var pixelRules = PixelRules(dataSet: dataSet, syntax: meta.transferSyntax, fragments: scanner.pixelFragments)
    let pixels = try pixelRules.layout(isRequired: kind == .image)
    remarks.formUnion(pixelRules.remarks)
    var waveformRules = WaveformRules(dataSet: dataSet)
    try waveformRules.check(isRequired: kind == .waveform)
    remarks.formUnion(waveformRules.remarks)
    return ScannedObject(
      transferSyntax: meta.transferSyntax, sopClassUID: sopClass, sopInstanceUID: instance, studyInstanceUID: study,
      seriesInstanceUID: series, dataSetOffset: dataSetOffset, dataSet: dataSet, pixels: pixels, remarks: remarks,
      elementCount: scanner.elementCount)
  }

  private mutating func compare(_ stated: String?, with found: String, at tag: DICOMTag) throws(DICOMFault) {
    guard let stated, stated != found else { return }
    guard scanner.limits.takesForeignMeta else { throw DICOMFault(.uidMismatch, at: tag) }
    remarks.insert(.foreignMeta)
  }

  /// A file cut at an element's border leaves no torn element, but the part its class is made for is missing.
  private func checkKind(_ kind: StorageClass) throws(DICOMFault) {
    switch kind {
    case .structuredReport:
      guard dataSet[KeptAttributes.contentSequence] != nil else { throw DICOMFault(.missingAttribute, at: KeptAttributes.contentSequence) }
    case .encapsulatedDocument:
      guard let document = dataSet[.encapsulatedDocument], document.valueLength > 0 else {
        throw DICOMFault(.missingAttribute, at: .encapsulatedDocument)
      }
    default: break
    }
  }

  private mutating func requiredUID(_ tag: DICOMTag) throws(DICOMFault) -> String {
    guard let uid = try uid(tag) else { throw DICOMFault(.missingAttribute, at: tag) }
    return uid
  }

  /// `nil` when absent or empty.
  private mutating func uid(_ tag: DICOMTag) throws(DICOMFault) -> String? {
    guard let element = dataSet[tag], !element.bytes.isEmpty else { return nil }
    guard let uid = UniqueIdentifier(paddedBytes: element.bytes) else { throw DICOMFault(.badUID, at: tag) }
    if uid.hasFlawedComponent { remarks.insert(.flawedUIDComponent) }
    return uid.text
  }
}

/// A DICOM UID (PS3.5 §9): digits and dots, at most 64. Nothing else ever becomes one, so none can be a path.
package struct UniqueIdentifier: Hashable, Sendable {
  package let text: String
  /// Components such as `01`, or an empty one (`1.2..3.`): against the standard, met in the field.
  package let hasFlawedComponent: Bool

  /// The value as it lies in an element: padding NULs (and, from the field, spaces) at the end are dropped.
  package init?(paddedBytes: [UInt8]) {
    var rest = paddedBytes[...]
    while let last = rest.last, last == 0 || last == 0x20 { rest.removeLast() }
    guard (1...64).contains(rest.count), rest.allSatisfy({ $0 == 0x2E || (0x30...0x39).contains($0) }) else { return nil }
    guard rest.first != 0x2E else { return nil }
    let components = rest.split(separator: 0x2E, omittingEmptySubsequences: false)
    text = String(decoding: rest, as: UTF8.self)
    hasFlawedComponent = components.contains { $0.isEmpty || ($0.count > 1 && $0.first == 0x30) }
  }
}
