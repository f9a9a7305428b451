/// A frame as it is to be seen: eight bits a sample, rows from the top.
package struct RenderedFrame: Sendable, Equatable {
  package var rows: Int
  package var columns: Int
  /// 1 (grey) or 3 (RGB).
  package var samplesPerPixel: Int
  /// rows × columns × samplesPerPixel bytes.
  package var bytes: [UInt8]
}

/// Window centre and width in the image's modality units (Hounsfield for CT).
package struct DisplayWindow: Sendable, Hashable {
  package var center: Double
  package var width: Double

  package init(center: Double, width: Double) {
    self.center = center
    self.width = width
  }
}

/// Which decoder reads a transfer syntax's frames.
enum FrameCodec {
  /// DCMTK: native, deflated, RLE, JPEG, JPEG-LS.
  case dcmtk
  /// OpenJPEG: JPEG 2000 and HTJ2K.
  case openJPEG
  /// Each frame's bytes as they are, or deflated.
  case encapsulatedNative(isDeflated: Bool)

  /// `nil` for what cannot be shown: JPEG XL, video, the retired JPEG processes nobody implements.
  init?(_ syntax: TransferSyntax) {
    guard syntax.isEncapsulated else {
      self = .dcmtk
      return
    }
    switch syntax.uid.dropFirst("1.2.840.10008.1.2".count) {
    case ".5", ".4.50", ".4.51", ".4.53", ".4.55", ".4.57", ".4.70", ".4.80", ".4.81": self = .dcmtk
    case ".4.90", ".4.91", ".4.92", ".4.93", ".4.201", ".4.202", ".4.203": self = .openJPEG
    case ".1.98": self = .encapsulatedNative(isDeflated: false)
    case ".8.1": self = .encapsulatedNative(isDeflated: true)
    default: return nil
    }
  }
}

/// What may be decoded and shown at all.
enum FrameLimits {
  /// 16,384 × 16,384; the largest radiographs have a twentieth of it.
  static let maximumPixelCount = 268_435_456
  /// Native bytes of one frame.
  static let maximumFrameBytes = 134_217_728
  static let maximumFragmentBytes = 134_217_728

  /// Refuses, from the header alone, what no decoder should be started for. `frame` counts from 0.
  static func check(_ object: ScannedObject, frame: Int) throws(DICOMFault) -> PixelLayout {
    guard let pixels = object.pixels, (0..<pixels.frameCount).contains(frame) else { throw DICOMFault(.frameNotFound) }
    guard pixels.element == .pixelData, FrameCodec(object.transferSyntax) != nil else { throw DICOMFault(.codecNotSupported) }
    let pixelCount = pixels.rows * pixels.columns
    guard pixelCount <= maximumPixelCount, pixelCount * pixels.samplesPerPixel * ((pixels.bitsAllocated + 7) / 8) <= maximumFrameBytes else {
      throw DICOMFault(.imageTooLarge)
    }
    return pixels
  }
}
