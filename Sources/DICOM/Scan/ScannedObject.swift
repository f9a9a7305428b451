/// What one pass over a DICOM object found; the object's structure and lengths hold.
package struct ScannedObject: Sendable {
  /// Things the field does against the standard that harm nobody: stored, and told.
  package enum Remark: String, Sendable, CaseIterable {
    case flawedUIDComponent = "flawed-uid-component"
    case missingFileMetaGroupLength = "missing-file-meta-group-length"
    case foreignPreamble = "foreign-preamble"
    case tagsOutOfOrder = "tags-out-of-order"
    case oddLength = "odd-length"
    case unknownVR = "unknown-vr"
    case trailingPadding = "trailing-padding"
    case excessPixelData = "excess-pixel-data"
    case excessWaveformData = "excess-waveform-data"
    case missingPalette = "missing-palette"
    case uncalibratedWaveform = "uncalibrated-waveform"
    case deviatingVR = "deviating-vr"
    /// Only where `ScanLimits.takesForeignMeta`; refused elsewhere.
    case foreignMeta = "foreign-meta"
  }

  package var transferSyntax: TransferSyntax
  package var sopClassUID: String
  package var sopInstanceUID: String
  /// `nil` only for SOP classes that stand outside any study (hanging protocols, palettes, implant templates).
  package var studyInstanceUID: String?
  package var seriesInstanceUID: String?

  /// Where the encoded data set begins in the file: the data-set digest runs from here to the end.
  package var dataSetOffset: Int
  /// The kept attributes of the data set's top level.
  package var dataSet: ScannedItem
  package var pixels: PixelLayout?
  package var remarks: Set<Remark>
  package var elementCount: Int
}

/// How the image is laid out; checked against the length of the Pixel Data.
package struct PixelLayout: Sendable, Equatable {
  package var rows: Int
  package var columns: Int
  package var samplesPerPixel: Int
  package var bitsAllocated: Int
  package var frameCount: Int
  package var photometricInterpretation: String
  package var element: DICOMTag
  /// Where the value of the Pixel Data begins in the file (in the inflated data set of deflated files).
  package var valueOffset: Int
  /// Bytes of native Pixel Data, or of all fragments together.
  package var byteCount: Int
  /// Fragments after the Basic Offset Table; `nil` for native Pixel Data.
  package var fragmentCount: Int?
}

/// Bounds of a scan. The defaults are the hub's.
package struct ScanLimits: Sendable {
  /// Sequences within sequences: DCMTK 3.6.7 recurses, and overflows the stack some thousand levels deep.
  package var maximumNesting = 64
  package var maximumElementCount = 4_000_000
  /// Bytes a deflated data set may inflate to.
  package var maximumInflatedBytes = 536_870_912
  /// Goes by the data set where the file meta group names another object: for a person's own look at a file, never for what is stored.
  package var takesForeignMeta = false

  package init() {}
}
