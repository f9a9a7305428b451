import CChildProcess
import CDCMTK

/// The child's side of frame decoding: the hidden mode `decode-frame PATH FRAME [CENTER WIDTH]` of the program.
package enum FrameDecodingChild {
  package static let modeName = "decode-frame"

  /// Decodes one frame and leaves it in descriptor 3, as `SandboxedFrameDecoder` arranged. The arguments are those after the mode's name.
  /// - Returns: the exit status; a refused image is no failure of the child.
  package static func run(arguments: [String]) -> Int32 {
    let result = Int32(RH_CHILD_RESULT_DESCRIPTOR)
    guard arguments.count == 2 || arguments.count == 4, let frame = Int(arguments[1]) else { return 64 }
    var window: DisplayWindow?
    if arguments.count == 4 {
      guard let center = Double(arguments[2]), let width = Double(arguments[3]) else { return 64 }
      window = DisplayWindow(center: center, width: width)
    }
    do throws(DICOMFault) {
      try decode(path: arguments[0], frame: frame, window: window, into: result)
    } catch {
      FrameResultRecord.write(error.code, to: result)
    }
    return 0
  }

  private static func decode(path: String, frame: Int, window: DisplayWindow?, into result: Int32) throws(DICOMFault) {
    let object = try DICOMScan.scan(path: path)
    let pixels = try FrameLimits.check(object, frame: frame)
    guard let codec = FrameCodec(object.transferSyntax) else { throw DICOMFault(.codecNotSupported) }
    switch codec {
    case .dcmtk:
      let isScattered = pixels.frameCount > 1 && pixels.fragmentCount.map { $0 != pixels.frameCount } ?? false
      let codestream = isScattered ? try FragmentReader(path: path, pixels: pixels).frame(frame, of: pixels.frameCount) : nil
      try render(path, frame, native: codestream.map { NativeFrame.encoded($0, pixels: pixels) }, window, into: result)
    case .openJPEG:
      let codestream = try FragmentReader(path: path, pixels: pixels).frame(frame, of: pixels.frameCount)
      let native = try JPEG2000Decoder.decode(
        codestream, pixels: pixels, photometricInterpretation: pixels.photometricInterpretation)
      try render(path, frame, native: native, window, into: result)
    case .encapsulatedNative(let isDeflated):
      let fragment = try FragmentReader(path: path, pixels: pixels).frame(frame, of: pixels.frameCount)
      let native = try NativeFrame.unwrapped(fragment, object: object, pixels: pixels, isDeflated: isDeflated)
      try render(path, frame, native: native, window, into: result)
    }
  }

  private static func render(
    _ path: String, _ frame: Int, native: NativeFrame?, _ window: DisplayWindow?, into result: Int32
  ) throws(DICOMFault) {
    var rendered = rh_rendered_frame()
    defer { rh_rendered_frame_free(&rendered) }
    var shimWindow = rh_window(center: window?.center ?? 0, width: window?.width ?? 0)
    let outcome = withUnsafePointer(to: &shimWindow) { pointer in
      let chosen = window == nil ? nil : pointer
      guard let native else { return rh_render_frame(path, UInt(frame), nil, chosen, &rendered) }
      return native.withShim { rh_render_frame(path, UInt(frame), $0, chosen, &rendered) }
    }
    guard outcome == RH_RENDER_DONE else { throw DICOMFault(outcome == RH_RENDER_TOO_LARGE ? .imageTooLarge : .imageUndecodable) }
    let isWritten = FrameResultRecord.write(
      rows: rendered.rows, columns: rendered.columns, samplesPerPixel: rendered.samples_per_pixel,
      pixels: UnsafeRawBufferPointer(start: rendered.bytes, count: rendered.length), to: result)
    guard isWritten else { throw DICOMFault(.imageTooLarge) }
  }
}
