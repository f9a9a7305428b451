import CChildProcess
import Foundation
import Testing

@testable import DICOM

@Suite(.enabled(if: TestFiles.program != nil, "SKIPPED: the program readinghub is not built beside the tests"))
struct PixelTests {
  private let decoder: SandboxedFrameDecoder

  init() throws { decoder = SandboxedFrameDecoder(executablePath: try #require(TestFiles.program)) }

  private func frame(_ name: String, window: DisplayWindow? = nil) async throws -> RenderedFrame {
    try await decoder.frame(ofFile: TestFiles.fixture(name), window: window)
  }

  /// MR_small has window 600/1600 and no rescale: PS3.3 §C.11.2.1.2.1 gives the grey level of each stored value.
  @Test func windowsByTheHeader() async throws {
    let frame = try await frame("MR_small.dcm")
    #expect((frame.rows, frame.columns, frame.samplesPerPixel) == (64, 64, 1))
    for (column, stored) in [905.0, 1019, 1227, 1259, 761].enumerated() {
      let expected = ((stored - 599.5) / 1599 + 0.5) * 255
      #expect(abs(Double(frame.bytes[column]) - expected) <= 1.5, "column \(column)")
    }
  }

  @Test(arguments: [
    "MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_implicit.dcm", "MR_small_htj2k_rpcl.dcm",
  ])
  func losslessSyntaxesShowTheSameImage(name: String) async throws {
    let native = try await frame("MR_small.dcm")
    #expect(try await frame(name) == native)
  }

  @Test(arguments: ["CT_small_htj2k_lossless.dcm", "CT_small_jpeg_lossless_57.dcm"]) func losslessCTShowsTheSameImage(name: String) async throws {
    let lung = DisplayWindow(center: -600, width: 1500)
    let native = try await frame("CT_small.dcm", window: lung)
    #expect(try await frame(name, window: lung) == native)
    #expect(try await frame("CT_small.dcm") != native)
  }

  /// Bars from the top: red, light red, green, light green, blue, light blue, black, grey, light grey, white.
  @Test(arguments: ["SC_rgb_rle.dcm", "SC_rgb_jpeg_dcmtk.dcm", "SC_ybr_full_422_uncompressed.dcm"]) func showsColours(name: String) async throws {
    let frame = try await frame(name)
    #expect((frame.rows, frame.columns, frame.samplesPerPixel) == (100, 100, 3))
    func pixel(_ row: Int) -> [UInt8] { Array(frame.bytes[(row * 100 + 50) * 3..<(row * 100 + 50) * 3 + 3]) }
    func isNear(_ pixel: [UInt8], _ color: [UInt8]) -> Bool { zip(pixel, color).allSatisfy { abs(Int($0) - Int($1)) < 12 } }
    #expect(isNear(pixel(5), [255, 0, 0]))
    #expect(isNear(pixel(25), [0, 255, 0]))
    #expect(isNear(pixel(45), [0, 0, 255]))
    #expect(isNear(pixel(95), [255, 255, 255]))
  }

  @Test func invertsMonochrome1() async throws {
    let folder = try TemporaryFolder()
    func shown(_ interpretation: String) async throws -> RenderedFrame {
      var bytes = DICOMBytes.image()
      for index in 0..<64 { bytes[bytes.count - 64 + index] = UInt8(index * 4) }
      let part = Array("MONOCHROME2 ".utf8)
      let place = try #require(bytes.indices.first { bytes[$0...].starts(with: part) })
      bytes.replaceSubrange(place..<place + part.count, with: Array(interpretation.utf8))
      return try await decoder.frame(ofFile: try folder.write(bytes, as: UUID().uuidString))
    }
    let usual = try await shown("MONOCHROME2 ")
    let inverted = try await shown("MONOCHROME1 ")
    #expect(usual.bytes.first == 0 && usual.bytes.last == 255)
    #expect(zip(inverted.bytes, usual.bytes).allSatisfy { abs(255 - Int($1) - Int($0)) <= 1 })
  }

  @Test func saysWhatIsNotThere() async throws {
    await #expect(throws: DICOMFault(.frameNotFound)) { try await decoder.frame(1, ofFile: TestFiles.fixture("MR_small.dcm")) }
    await #expect(throws: DICOMFault(.frameNotFound)) { try await decoder.frame(ofFile: TestFiles.fixture("waveform_ecg.dcm")) }
    await #expect(throws: DICOMFault(.unreadableFile)) { try await decoder.frame(ofFile: TestFiles.fixture("absent.dcm")) }
  }

  @Test func refusesHugeImagesBeforeAnyDecoder() async throws {
    let folder = try TemporaryFolder()
    let fragments =
      [0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, 4, 0, 0, 0, 0xFF, 0xD8, 0xFF, 0xD9, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0] as [UInt8]
    let native = DICOMBytes.pixels(rows: 65_500, columns: 65_500, byteCount: 0)
    let module = Array(native.dropLast(12)) + DICOMBytes.element(0x7FE0, 0x10, "OB", fragments, length: .max)
    let path = try folder.write(DICOMBytes.file(DICOMBytes.identity() + module, syntax: "1.2.840.10008.1.2.4.50"))
    await #expect(throws: DICOMFault(.imageTooLarge)) { try await decoder.frame(ofFile: path) }
  }

  @Test func damagedFramesEndTheChildOnly() async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(state: 99)
    for name in ["MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPEG-lossy.dcm"] {
      let object = try DICOMScan.scan(path: TestFiles.fixture(name))
      let place = try #require(object.pixels).valueOffset + 16
      for round in 0..<4 {
        var bytes = try TestFiles.fixtureBytes(name)
        for _ in 0..<20 { bytes[Int.random(in: place..<bytes.count - 16, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
        let path = try folder.write(bytes, as: "\(name)-\(round)")
        do throws(DICOMFault) {
          let frame = try await decoder.frame(ofFile: path)
          #expect(frame.bytes.count == frame.rows * frame.columns * frame.samplesPerPixel)
        } catch {
          #expect([.imageUndecodable, .imageTooLarge, .badElement, .truncated, .lengthOutsideFile, .pixelLengthMismatch].contains(error.code))
        }
      }
    }
    #expect(try await frame("MR_small.dcm").rows == 64)
  }

  @Test func limitsAreEnforced() async throws {
    var limits = SandboxedFrameDecoder.Limits()
    limits.wallMilliseconds = 1
    let hurried = SandboxedFrameDecoder(executablePath: try #require(TestFiles.program), limits: limits)
    await #expect(throws: DICOMFault(.decoderTimeout)) { try await hurried.frame(ofFile: TestFiles.fixture("CT_small.dcm")) }
    limits = SandboxedFrameDecoder.Limits()
    limits.addressSpaceBytes = 33_554_432
    let cramped = SandboxedFrameDecoder(executablePath: try #require(TestFiles.program), limits: limits)
    await #expect(throws: DICOMFault.self) { try await cramped.frame(ofFile: TestFiles.fixture("CT_small.dcm")) }
    let absent = SandboxedFrameDecoder(executablePath: "/nonexistent/program")
    await #expect(throws: DICOMFault(.decoderUnavailable)) { try await absent.frame(ofFile: TestFiles.fixture("CT_small.dcm")) }
  }

  @Test(.enabled(if: TestFiles.hasTestData, Comment(rawValue: TestFiles.testDataComment)))
  func hostileImagesAreRefused() async throws {
    let folder = try #require(TestFiles.testData).appending(path: "malformed")
    for name in ["j2k_garbage", "jls_garbage", "jpeg_garbage", "jpeg_soi_eoi_only", "jpeg_truncated_scan", "rle_16_segments", "rle_bad_offsets"] {
      await #expect(throws: DICOMFault(.imageUndecodable), "\(name)") { try await decoder.frame(ofFile: folder.appending(path: "\(name).dcm").path) }
    }
    await #expect(throws: DICOMFault(.imageTooLarge)) { try await decoder.frame(ofFile: folder.appending(path: "jpeg_bomb_65500.dcm").path) }
    let jxl = try #require(TestFiles.testData).appending(path: "images/jxl/ultrasound_jpeg_xl.dcm").path
    await #expect(throws: DICOMFault(.codecNotSupported)) { try await decoder.frame(ofFile: jxl) }
  }

  @Test(.enabled(if: TestFiles.hasTestData, Comment(rawValue: TestFiles.testDataComment)))
  func findsFramesScatteredOverFragments() async throws {
    let folder = try #require(TestFiles.testData).appending(path: "images/jpegls-lossless")
    for frame in 0..<2 {
      let whole = try await decoder.frame(frame, ofFile: folder.appending(path: "CT0012.not_fragmented_no_bot_jpeg_ls.80.dcm").path)
      let scattered = try await decoder.frame(frame, ofFile: folder.appending(path: "CT0012.fragmented_no_bot_jpeg_ls.80.dcm").path)
      #expect(whole == scattered)
    }
  }

  /// Window and rescale of enhanced objects stand in their functional groups.
  @Test(.enabled(if: TestFiles.hasTestData, Comment(rawValue: TestFiles.testDataComment)))
  func windowsEnhancedObjects() async throws {
    let path = try #require(TestFiles.testData).appending(path: "images/explicit-le/eCT_Supplemental.dcm").path
    let usual = try await decoder.frame(ofFile: path)
    #expect(try await decoder.frame(ofFile: path, window: DisplayWindow(center: 49, width: 102)) == usual)
    #expect(try await decoder.frame(ofFile: path, window: DisplayWindow(center: -600, width: 300)) != usual)
  }

  @Test func killsWhatDoesNotEnd() {
    var limits = rh_child_limits(address_space_bytes: 1 << 30, data_bytes: 1 << 28, cpu_seconds: 5, file_bytes: 1 << 20, open_files: 16)
    let result = rh_memory_file("test")
    defer { close(result) }
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sleep"), strdup("60")]
    defer { for argument in arguments { free(argument) } }
    var pointers: [UnsafePointer<CChar>?] = arguments.map { UnsafePointer($0) } + [nil]
    let child = rh_child_start("/bin/sleep", &pointers, result, &limits)
    var code: Int32 = 0
    let start = ContinuousClock.now
    #expect(rh_child_wait(child, 50, &code) == RH_CHILD_TIMED_OUT)
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
