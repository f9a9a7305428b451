/// Which elements a scan keeps, and the VR of those in implicit VR files, where the file does not say it (PS3.6 §6).
enum KeptAttributes {
  /// Longest value kept; a longer one of a kept text or number is no legal value.
  static let maximumValueLength = 65_536
  /// What one scan keeps altogether.
  static let maximumKeptBytes = 16 * 1_048_576

  enum Keep {
    case value
    /// Only that it is there, where and how long.
    case place
    /// The items with all their small values.
    case items
  }

  static func keep(_ tag: DICOMTag) -> Keep? { kept[tag] }

  private static let kept: [DICOMTag: Keep] = {
    var kept = values.mapValues { _ in Keep.value }
    for tag in places { kept[tag] = .place }
    for tag in sequences { kept[tag] = .items }
    return kept
  }()

  /// VR to assume in implicit VR; `unknown` leaves the value as bytes.
  static func vr(_ tag: DICOMTag) -> ValueRepresentation {
    if let vr = values[tag] ?? nestedValues[tag] { return vr }
    return sequences.contains(tag) || nestedSequences.contains(tag) ? .SQ : .unknown
  }

  static let contentSequence = DICOMTag(0x0040, 0xA730)
  static let pixelDataProviderURL = DICOMTag(0x0028, 0x7FE0)
  static let segmentedPalette = [DICOMTag(0x0028, 0x1221), DICOMTag(0x0028, 0x1222), DICOMTag(0x0028, 0x1223)]

  private static let places: Set<DICOMTag> = Set(
    [
      .pixelData, .floatPixelData, .doubleFloatPixelData, pixelDataProviderURL, contentSequence, .encapsulatedDocument,
      .redPaletteData, .greenPaletteData, .bluePaletteData,
    ] + segmentedPalette)

  private static let sequences: Set<DICOMTag> = [.waveformSequence, .waveformAnnotationSequence]

  private static let nestedSequences: Set<DICOMTag> = [
    .channelDefinitionSequence, .channelSourceSequence, .channelSensitivityUnitsSequence,
    DICOMTag(0x003A, 0x0209), DICOMTag(0x0040, 0xA043), DICOMTag(0x0040, 0xA168), DICOMTag(0x0040, 0x08EA), DICOMTag(0x0040, 0xA195),
  ]

  private static let values: [DICOMTag: ValueRepresentation] = [
    .specificCharacterSet: .CS, .imageType: .CS, .sopClassUID: .UI, .sopInstanceUID: .UI,
    .studyDate: .DA, .seriesDate: .DA, .acquisitionDate: .DA, .contentDate: .DA, .acquisitionDateTime: .DT,
    .studyTime: .TM, .seriesTime: .TM, .acquisitionTime: .TM, .contentTime: .TM,
    .accessionNumber: .SH, .modality: .CS, .manufacturer: .LO, .institutionName: .LO, .referringPhysicianName: .PN,
    .timezoneOffsetFromUTC: .SH, .stationName: .SH, .studyDescription: .LO, .seriesDescription: .LO,
    .institutionalDepartmentName: .LO, .manufacturerModelName: .LO,
    .patientName: .PN, .patientID: .LO, .issuerOfPatientID: .LO, .patientBirthDate: .DA, .patientSex: .CS, .patientAge: .AS,
    .patientSize: .DS, .patientWeight: .DS, .bodyPartExamined: .CS, .protocolName: .LO,
    .studyInstanceUID: .UI, .seriesInstanceUID: .UI, .studyID: .SH, .seriesNumber: .IS, .instanceNumber: .IS, .frameOfReferenceUID: .UI,
    .samplesPerPixel: .US, .photometricInterpretation: .CS, .planarConfiguration: .US, .numberOfFrames: .IS, .rows: .US, .columns: .US,
    .bitsAllocated: .US, .bitsStored: .US, .highBit: .US, .pixelRepresentation: .US,
    .windowCenter: .DS, .windowWidth: .DS, .rescaleIntercept: .DS, .rescaleSlope: .DS, .lossyImageCompression: .CS,
    .redPaletteDescriptor: .US, .greenPaletteDescriptor: .US, .bluePaletteDescriptor: .US,
    .requestedProcedureDescription: .LO, .documentTitle: .ST, .mimeTypeOfEncapsulatedDocument: .LO,
  ]

  private static let nestedValues: [DICOMTag: ValueRepresentation] = [
    .codeValue: .SH, .codingSchemeDesignator: .SH, .codeMeaning: .LO,
    .waveformBitsAllocated: .US, .waveformSampleInterpretation: .CS, .waveformPaddingValue: .OB, .waveformData: .OW,
    .multiplexGroupTimeOffset: .DS, .waveformOriginality: .CS, .numberOfWaveformChannels: .US, .numberOfWaveformSamples: .UL,
    .samplingFrequency: .DS, .multiplexGroupLabel: .SH, .channelLabel: .SH, .channelSensitivity: .DS,
    .channelSensitivityCorrectionFactor: .DS, .channelBaseline: .DS, .channelTimeSkew: .DS, .waveformBitsStored: .US,
    .filterLowFrequency: .DS, .filterHighFrequency: .DS, .notchFilterFrequency: .DS, .unformattedTextValue: .ST,
    DICOMTag(0x0040, 0xA0B0): .US, DICOMTag(0x0040, 0xA132): .UL, DICOMTag(0x0040, 0xA30A): .DS, DICOMTag(0x0040, 0xA180): .US,
  ]
}
