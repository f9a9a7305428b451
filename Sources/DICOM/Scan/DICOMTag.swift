/// A data element's tag: group in the upper 16 bits, element in the lower (PS3.5 §7.1).
package struct DICOMTag: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let rawValue: UInt32

  package init(_ group: UInt16, _ element: UInt16) { rawValue = UInt32(group) << 16 | UInt32(element) }

  package var group: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }
  package var element: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  package static func < (left: DICOMTag, right: DICOMTag) -> Bool { left.rawValue < right.rawValue }

  /// `(gggg,eeee)` in upper-case hexadecimal.
  package var description: String { "(\(Self.hex(group)),\(Self.hex(element)))" }

  private static func hex(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}

// The attributes the hub reads (PS3.6 §6), by keyword.
extension DICOMTag {
  package static let fileMetaInformationGroupLength = DICOMTag(0x0002, 0x0000)
  package static let mediaStorageSOPClassUID = DICOMTag(0x0002, 0x0002)
  package static let mediaStorageSOPInstanceUID = DICOMTag(0x0002, 0x0003)
  package static let transferSyntaxUID = DICOMTag(0x0002, 0x0010)

  package static let specificCharacterSet = DICOMTag(0x0008, 0x0005)
  package static let imageType = DICOMTag(0x0008, 0x0008)
  package static let sopClassUID = DICOMTag(0x0008, 0x0016)
  package static let sopInstanceUID = DICOMTag(0x0008, 0x0018)
  package static let studyDate = DICOMTag(0x0008, 0x0020)
  package static let seriesDate = DICOMTag(0x0008, 0x0021)
  package static let acquisitionDate = DICOMTag(0x0008, 0x0022)
  package static let contentDate = DICOMTag(0x0008, 0x0023)
  package static let acquisitionDateTime = DICOMTag(0x0008, 0x002A)
  package static let studyTime = DICOMTag(0x0008, 0x0030)
  package static let seriesTime = DICOMTag(0x0008, 0x0031)
  package static let acquisitionTime = DICOMTag(0x0008, 0x0032)
  package static let contentTime = DICOMTag(0x0008, 0x0033)
  package static let accessionNumber = DICOMTag(0x0008, 0x0050)
  package static let modality = DICOMTag(0x0008, 0x0060)
  package static let manufacturer = DICOMTag(0x0008, 0x0070)
  package static let institutionName = DICOMTag(0x0008, 0x0080)
  package static let referringPhysicianName = DICOMTag(0x0008, 0x0090)
  package static let codeValue = DICOMTag(0x0008, 0x0100)
  package static let codingSchemeDesignator = DICOMTag(0x0008, 0x0102)
  package static let codeMeaning = DICOMTag(0x0008, 0x0104)
  package static let timezoneOffsetFromUTC = DICOMTag(0x0008, 0x0201)
  package static let stationName = DICOMTag(0x0008, 0x1010)
  package static let studyDescription = DICOMTag(0x0008, 0x1030)
  package static let seriesDescription = DICOMTag(0x0008, 0x103E)
  package static let institutionalDepartmentName = DICOMTag(0x0008, 0x1040)
  package static let manufacturerModelName = DICOMTag(0x0008, 0x1090)

  package static let patientName = DICOMTag(0x0010, 0x0010)
  package static let patientID = DICOMTag(0x0010, 0x0020)
  package static let issuerOfPatientID = DICOMTag(0x0010, 0x0021)
  package static let patientBirthDate = DICOMTag(0x0010, 0x0030)
  package static let patientSex = DICOMTag(0x0010, 0x0040)
  package static let patientAge = DICOMTag(0x0010, 0x1010)
  package static let patientSize = DICOMTag(0x0010, 0x1020)
  package static let patientWeight = DICOMTag(0x0010, 0x1030)

  package static let bodyPartExamined = DICOMTag(0x0018, 0x0015)
  package static let protocolName = DICOMTag(0x0018, 0x1030)

  package static let studyInstanceUID = DICOMTag(0x0020, 0x000D)
  package static let seriesInstanceUID = DICOMTag(0x0020, 0x000E)
  package static let studyID = DICOMTag(0x0020, 0x0010)
  package static let seriesNumber = DICOMTag(0x0020, 0x0011)
  package static let instanceNumber = DICOMTag(0x0020, 0x0013)
  package static let frameOfReferenceUID = DICOMTag(0x0020, 0x0052)

  package static let samplesPerPixel = DICOMTag(0x0028, 0x0002)
  package static let photometricInterpretation = DICOMTag(0x0028, 0x0004)
  package static let planarConfiguration = DICOMTag(0x0028, 0x0006)
  package static let numberOfFrames = DICOMTag(0x0028, 0x0008)
  package static let rows = DICOMTag(0x0028, 0x0010)
  package static let columns = DICOMTag(0x0028, 0x0011)
  package static let bitsAllocated = DICOMTag(0x0028, 0x0100)
  package static let bitsStored = DICOMTag(0x0028, 0x0101)
  package static let highBit = DICOMTag(0x0028, 0x0102)
  package static let pixelRepresentation = DICOMTag(0x0028, 0x0103)
  package static let windowCenter = DICOMTag(0x0028, 0x1050)
  package static let windowWidth = DICOMTag(0x0028, 0x1051)
  package static let rescaleIntercept = DICOMTag(0x0028, 0x1052)
  package static let rescaleSlope = DICOMTag(0x0028, 0x1053)
  package static let redPaletteDescriptor = DICOMTag(0x0028, 0x1101)
  package static let greenPaletteDescriptor = DICOMTag(0x0028, 0x1102)
  package static let bluePaletteDescriptor = DICOMTag(0x0028, 0x1103)
  package static let redPaletteData = DICOMTag(0x0028, 0x1201)
  package static let greenPaletteData = DICOMTag(0x0028, 0x1202)
  package static let bluePaletteData = DICOMTag(0x0028, 0x1203)
  package static let lossyImageCompression = DICOMTag(0x0028, 0x2110)

  package static let requestedProcedureDescription = DICOMTag(0x0032, 0x1060)

  package static let encapsulatedDocument = DICOMTag(0x0042, 0x0011)
  package static let documentTitle = DICOMTag(0x0042, 0x0010)
  package static let mimeTypeOfEncapsulatedDocument = DICOMTag(0x0042, 0x0012)

  package static let floatPixelData = DICOMTag(0x7FE0, 0x0008)
  package static let doubleFloatPixelData = DICOMTag(0x7FE0, 0x0009)
  package static let pixelData = DICOMTag(0x7FE0, 0x0010)

  package static let item = DICOMTag(0xFFFE, 0xE000)
  package static let itemDelimitation = DICOMTag(0xFFFE, 0xE00D)
  package static let sequenceDelimitation = DICOMTag(0xFFFE, 0xE0DD)
}

// Waveform Module (PS3.3 §C.10.9).
extension DICOMTag {
  package static let waveformSequence = DICOMTag(0x5400, 0x0100)
  package static let waveformBitsAllocated = DICOMTag(0x5400, 0x1004)
  package static let waveformSampleInterpretation = DICOMTag(0x5400, 0x1006)
  package static let waveformPaddingValue = DICOMTag(0x5400, 0x100A)
  package static let waveformData = DICOMTag(0x5400, 0x1010)
  package static let multiplexGroupTimeOffset = DICOMTag(0x0018, 0x1068)
  package static let waveformOriginality = DICOMTag(0x003A, 0x0004)
  package static let numberOfWaveformChannels = DICOMTag(0x003A, 0x0005)
  package static let numberOfWaveformSamples = DICOMTag(0x003A, 0x0010)
  package static let samplingFrequency = DICOMTag(0x003A, 0x001A)
  package static let multiplexGroupLabel = DICOMTag(0x003A, 0x0020)
  package static let channelDefinitionSequence = DICOMTag(0x003A, 0x0200)
  package static let channelLabel = DICOMTag(0x003A, 0x0203)
  package static let channelSourceSequence = DICOMTag(0x003A, 0x0208)
  package static let channelSensitivity = DICOMTag(0x003A, 0x0210)
  package static let channelSensitivityUnitsSequence = DICOMTag(0x003A, 0x0211)
  package static let channelSensitivityCorrectionFactor = DICOMTag(0x003A, 0x0212)
  package static let channelBaseline = DICOMTag(0x003A, 0x0213)
  package static let channelTimeSkew = DICOMTag(0x003A, 0x0214)
  package static let waveformBitsStored = DICOMTag(0x003A, 0x021A)
  package static let filterLowFrequency = DICOMTag(0x003A, 0x0220)
  package static let filterHighFrequency = DICOMTag(0x003A, 0x0221)
  package static let notchFilterFrequency = DICOMTag(0x003A, 0x0222)
  package static let waveformAnnotationSequence = DICOMTag(0x0040, 0xB020)
  package static let unformattedTextValue = DICOMTag(0x0070, 0x0006)
}
