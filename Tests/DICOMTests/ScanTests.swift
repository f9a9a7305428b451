import Foundation
import Testing

@testable import DICOM

@Suite struct ScanTests {
  private func code(_ bytes: [UInt8]) -> DICOMFault.Code? {
    do throws(DICOMFault) {
      _ = try DICOMScan.scan(bytes: bytes)
      return nil
    } catch { return error.code }
  }

  // MARK: What is accepted

  @Test func readsTheHeader() throws {
    let object = try DICOMScan.scan(path: TestFiles.fixture("MR_small.dcm"))
    #expect(object.transferSyntax == .explicitLittleEndian)
    #expect(object.sopClassUID == "1.2.840.10008.5.1.4.1.1.4")
    #expect(object.dataSet.codeString(.modality) == "MR")
    #expect(object.dataSet.codeString(.studyDate) == "20040826")
    #expect(object.pixels?.rows == 64)
    #expect(object.pixels?.byteCount == 8192)
    #expect(object.dataSet.decimals(.windowCenter) == [600])
    #expect(object.dataSetOffset > 132)
  }

  @Test func sameObjectInEverySyntaxGivesTheSameIdentity() throws {
    let names = ["MR_small", "MR_small_RLE", "MR_small_jp2klossless", "MR_small_jpeg_ls_lossless", "MR_small_implicit", "MR_small_htj2k_rpcl"]
    let studies = try names.map { try DICOMScan.scan(path: TestFiles.fixture("\($0).dcm")).studyInstanceUID }
    #expect(Set(studies).count == 1)
  }

  @Test func dataSetOffsetPointsAtTheFirstElement() throws {
    let bytes = DICOMBytes.image()
    let offset = try DICOMScan.scan(bytes: bytes).dataSetOffset
    #expect(Array(bytes[offset..<offset + 4]) == [8, 0, 0x16, 0])
  }

  @Test(arguments: ["MR_small.dcm", "MR_small_implicit.dcm", "SC_rgb_small_odd_big_endian.dcm", "syn_12lead_deflated.dcm", "MR_small_RLE.dcm"])
  func bareDataSetsGiveTheSame(name: String) throws {
    let bytes = try TestFiles.fixtureBytes(name)
    let object = try DICOMScan.scan(bytes: bytes)
    let bare = try DICOMScan.scan(dataSet: Array(bytes[object.dataSetOffset...]), syntax: object.transferSyntax)
    #expect(bare.sopInstanceUID == object.sopInstanceUID)
    #expect(bare.elementCount == object.elementCount)
    #expect(bare.pixels?.byteCount == object.pixels?.byteCount)
    #expect(throws: DICOMFault.self) {
      try DICOMScan.scan(dataSet: Array(bytes[object.dataSetOffset...].dropLast(200)), syntax: object.transferSyntax)
    }
  }

  @Test func acceptsWhatTheFieldSends() throws {
    let padded = try DICOMScan.scan(bytes: DICOMBytes.image() + [UInt8](repeating: 0, count: 510))
    #expect(padded.remarks == [.trailingPadding])
    let zeroes = DICOMBytes.file(DICOMBytes.identity(instance: "1.02.3") + DICOMBytes.pixels(), instance: "1.02.3")
    #expect(try DICOMScan.scan(bytes: zeroes).remarks == [.flawedUIDComponent])
    #expect(try DICOMScan.scan(bytes: DICOMBytes.nestedAndClosed(64)).sopInstanceUID == "1.2.3.4")
    var polyglot = DICOMBytes.image()
    polyglot.replaceSubrange(0..<2, with: Array("MZ".utf8))
    #expect(try DICOMScan.scan(bytes: polyglot).remarks == [.foreignPreamble])
  }

  // MARK: Hostile input, by kind

  @Test func refusesWhatIsNoDICOM() {
    #expect(code([]) == .notDICOM)
    #expect(code([UInt8](repeating: 0, count: 131)) == .notDICOM)
    #expect(code([UInt8](repeating: 0, count: 128) + Array("DICM".utf8)) == .notDICOM)
    #expect(code(Array(repeating: 0x41, count: 4096)) == .notDICOM)
  }

  @Test(arguments: [65, 400, 6_000, 100_000]) func refusesDeepNesting(levels: Int) {
    #expect(code(DICOMBytes.nested(levels)) == .nestingTooDeep)
  }

  @Test func deepNestingNeedsNoStack() async throws {
    let bytes = DICOMBytes.nested(100_000)
    let result: DICOMFault.Code? = await withCheckedContinuation { continuation in
      let isStarted = DedicatedThread.start(stackBytes: 524_288) {
        do throws(DICOMFault) {
          _ = try DICOMScan.scan(bytes: bytes)
          continuation.resume(returning: nil)
        } catch { continuation.resume(returning: error.code) }
      }
      if !isStarted { continuation.resume(returning: nil) }
    }
    #expect(result == .nestingTooDeep)
  }

  @Test(arguments: [UInt32(0xFFFF_FFFE), 0x7FFF_FFFE, 65]) func refusesLengthsOutsideTheFile(length: UInt32) {
    let dataSet = DICOMBytes.identity() + DICOMBytes.element(0x10, 0x4000, "UT", [UInt8](repeating: 0x20, count: 64), length: length)
    #expect(code(DICOMBytes.file(dataSet)) == .lengthOutsideFile)
  }

  @Test func refusesAnItemLongerThanItsSequence() {
    let item: [UInt8] = [0xFE, 0xFF, 0x00, 0xE0, 0x40, 0, 0, 0]
    let dataSet = DICOMBytes.identity() + DICOMBytes.element(0x40, 0xA730, "SQ", item) + DICOMBytes.pixels()
    #expect(code(DICOMBytes.file(dataSet)) == .lengthOutsideFile)
  }

  @Test(arguments: ["MR_small.dcm", "MR_small_RLE.dcm", "MR_small_implicit.dcm", "syn_12lead_deflated.dcm", "SC_rgb_small_odd_big_endian.dcm"])
  func refusesEveryCut(name: String) throws {
    let whole = try TestFiles.fixtureBytes(name)
    let object = try DICOMScan.scan(bytes: whole)
    // MR_small ends with an element of trailing padding, which nobody can miss; nothing else may be cut.
    let last =
      object.pixels.map { ($0.fragmentCount == nil && name != "syn_12lead_deflated.dcm") ? $0.valueOffset + $0.byteCount : whole.count }
      ?? whole.count
    let step = max(1, whole.count / 1500)
    for length in stride(from: 0, to: last, by: step) {
      #expect(code(Array(whole[..<length])) != nil, "cut at \(length)")
    }
  }

  @Test(arguments: [UInt32(0), 10, 500, 0xFFFF_FFFF]) func refusesAWrongMetaGroupLength(length: UInt32) {
    let refused = code(DICOMBytes.file(DICOMBytes.identity() + DICOMBytes.pixels(), groupLength: length))
    #expect(refused == .badFileMeta || refused == .badElement)
  }

  @Test func refusesImageSizesThatDoNotFit() {
    let huge = DICOMBytes.identity() + DICOMBytes.pixels(rows: 65_535, columns: 65_535, byteCount: 262_144)
    #expect(code(DICOMBytes.file(huge)) == .pixelLengthMismatch)
    #expect(code(DICOMBytes.file(DICOMBytes.identity() + DICOMBytes.pixels(rows: 0))) == .badValue)
    #expect(code(DICOMBytes.file(DICOMBytes.identity() + DICOMBytes.pixels(frames: "2"))) == .pixelLengthMismatch)
  }

  @Test(arguments: ["2147483647", "-1", "abc", "1\\2", "1e3"]) func refusesFrameCounts(text: String) {
    #expect(code(DICOMBytes.image(frames: text)) == .badValue)
  }

  @Test(arguments: ["UL", "SS", "LO"]) func refusesRowsOfAnotherVR(vr: String) {
    let good = DICOMBytes.number(0x28, 0x10, 8)
    let value: [UInt8] = vr == "UL" ? [8, 0, 0, 0] : [8, 0]
    #expect(code(replacing(good, by: DICOMBytes.element(0x28, 0x10, vr, value))) == .badValue)
  }

  @Test func refusesEmptyAndRepeatedRows() {
    let good = DICOMBytes.number(0x28, 0x10, 8)
    #expect(code(replacing(good, by: DICOMBytes.element(0x28, 0x10, "US", []))) == .badValue)
    #expect(code(replacing(good, by: DICOMBytes.element(0x28, 0x10, "US", [8, 0, 8, 0]))) == .badValue)
    #expect(code(replacing(good, by: good + good)) == .duplicateElement)
  }

  private func replacing(_ part: [UInt8], by other: [UInt8]) -> [UInt8] {
    let bytes = DICOMBytes.image()
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: part) }) else { return bytes }
    return Array(bytes[..<place]) + other + bytes[(place + part.count)...]
  }

  private static let evilUIDs = [
    "../../../../x", "..", ".", "/abs", "C:\\x", "a/b", "1.2\u{0}.3", "1.2.3 .4", String(repeating: "1", count: 65),
    String(repeating: "1.", count: 1000),
    "1.2.3\\1.2.4", "1.2.３", ".1.2", "-1.2",
  ]

  @Test(arguments: evilUIDs) func refusesEvilUIDs(uid: String) {
    #expect(code(DICOMBytes.file(DICOMBytes.identity(instance: uid) + DICOMBytes.pixels())) == .badUID)
    #expect(code(DICOMBytes.file(DICOMBytes.identity(study: uid) + DICOMBytes.pixels())) == .badUID)
    #expect(code(DICOMBytes.file(DICOMBytes.identity(series: uid) + DICOMBytes.pixels())) == .badUID)
  }

  @Test func refusesMissingAndContradictingUIDs() {
    #expect(code(DICOMBytes.file(DICOMBytes.identity(instance: "") + DICOMBytes.pixels())) == .missingAttribute)
    #expect(code(DICOMBytes.file(DICOMBytes.identity(study: "") + DICOMBytes.pixels())) == .missingAttribute)
    #expect(code(DICOMBytes.file(DICOMBytes.identity() + DICOMBytes.pixels(), instance: "1.2.3.5")) == .uidMismatch)
    #expect(code(DICOMBytes.file(DICOMBytes.identity() + DICOMBytes.pixels(), sopClass: DICOMBytes.twelveLeadECG)) == .uidMismatch)
  }

  @Test func refusesUnknownSyntaxes() {
    #expect(code(DICOMBytes.file(DICOMBytes.identity(), syntax: "1.2.3.4.5")) == .unsupportedTransferSyntax)
  }

  @Test func stopsInflatingAtTheCap() throws {
    var limits = ScanLimits()
    limits.maximumInflatedBytes = 50_000
    #expect(throws: DICOMFault(.inflatedTooLarge)) { try DICOMScan.scan(path: TestFiles.fixture("syn_12lead_deflated.dcm"), limits: limits) }
  }

  @Test func refusesImpossibleWaveforms() {
    typealias Waveform = DICOMBytes.Waveform
    #expect(code(DICOMBytes.waveform(Waveform())) == nil)
    #expect(code(DICOMBytes.waveform(Waveform(channels: 0))) == .badValue)
    #expect(code(DICOMBytes.waveform(Waveform(channels: 13_000))) == .waveformLengthMismatch)
    #expect(code(DICOMBytes.waveform(Waveform(samples: 100_000))) == .waveformLengthMismatch)
    for rate in ["0", "-1", "NaN", "inf", "1e9", "x"] { #expect(code(DICOMBytes.waveform(Waveform(rate: rate))) == .badValue) }
    for sensitivity in ["0", "inf", "nan", "x"] { #expect(code(DICOMBytes.waveform(Waveform(sensitivity: sensitivity))) == .badValue) }
  }

  // MARK: The larger data

  @Test(.enabled(if: TestFiles.hasTestData, Comment(rawValue: TestFiles.testDataComment)))
  func legalFilesPassAndTheRestHasItsReason() throws {
    let folders = ["images", "waveforms", "charsets", "documents"]
    let files = folders.flatMap { TestFiles.files(below: $0) }
    var refused: [String: Int] = [:]
    for path in files {
      do throws(DICOMFault) { _ = try DICOMScan.scan(path: path) } catch { refused[error.code.rawValue, default: 0] += 1 }
    }
    #expect(files.count == 285)
    // No preamble (7), UIDs that contradict the meta group (14), no study or SOP class (6), damaged meta group (2) or structure (2).
    #expect(refused == ["not-dicom": 7, "uid-mismatch": 14, "missing-attribute": 6, "bad-file-meta": 2, "bad-element": 2])
  }

  @Test(.enabled(if: TestFiles.hasTestData, Comment(rawValue: TestFiles.testDataComment)))
  func malformedFilesAreRefusedWithTheirCode() throws {
    let expected: [String: DICOMFault.Code] = [
      "empty.dcm": .notDICOM, "short_131_bytes.dcm": .notDICOM, "preamble_only.dcm": .notDICOM, "png_renamed.dcm": .notDICOM,
      "nesting_200.dcm": .nestingTooDeep, "nesting_20000_undefined.dcm": .nestingTooDeep, "element_length_past_eof.dcm": .lengthOutsideFile,
      "pixel_length_4g.dcm": .lengthOutsideFile, "truncated_ecg_90.dcm": .lengthOutsideFile, "truncated_image_15.dcm": .truncated,
      "meta_group_length_4g.dcm": .badFileMeta, "meta_group_length_zero.dcm": .badFileMeta, "dims_65535_no_data.dcm": .pixelLengthMismatch,
      "frames_2147483647.dcm": .badValue, "wrong_vr_rows_lo.dcm": .badValue, "bits_allocated_0.dcm": .badValue,
      "sop_uid_path_traversal.dcm": .badUID, "study_uid_too_long.dcm": .badUID, "sop_uid_mismatch_meta.dcm": .uidMismatch,
      "duplicate_patient_name.dcm": .duplicateElement, "wf_sampling_zero.dcm": .badValue, "wf_channels_16_defs_12.dcm": .waveformLengthMismatch,
      "sq_length_longer_than_parent.dcm": .lengthOutsideFile, "item_delimiter_missing.dcm": .truncated, "ts_unknown.dcm": .unsupportedTransferSyntax,
      "encap_no_frames.dcm": .pixelLengthMismatch, "pixel_data_short_half.dcm": .pixelLengthMismatch, "group2_in_dataset.dcm": .badElement,
    ]
    let folder = try #require(TestFiles.testData).appending(path: "malformed")
    for (name, wanted) in expected {
      do throws(DICOMFault) {
        _ = try DICOMScan.scan(path: folder.appending(path: name).path)
        Issue.record("\(name) was accepted")
      } catch { #expect(error.code == wanted, "\(name)") }
    }
    for name in ["polyglot_tiff_preamble.dcm", "dup_uid_a.dcm", "html_script_in_name.dcm", "control_chars_in_name.dcm"] {
      #expect(throws: Never.self, "\(name)") { try DICOMScan.scan(path: folder.appending(path: name).path) }
    }
  }
}
