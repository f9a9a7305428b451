import ECGCore
import Foundation
import HubModel
import HubTesting
import StudyFormats
import Trust

/// The objects that clinics of a modelled hub have to send, made once.
struct ModelledObjects: Sendable {
  struct Object: Sendable {
    var bytes: Data
    var digest: BlobKey
  }

  let objects: [Object]
  /// What the core calls critical in the critical sample.
  let criticalCodes: [String]

  init() throws {
    let critical = try Data(contentsOf: Samples.studies.appendingPathComponent("ecg-acute-st-elevation/ecg.dcm"))
    let ordinary = try Data(contentsOf: Samples.studies.appendingPathComponent("ecg-normal/ecg.dcm"))
    objects = try ModelHub.objectNumbers.map { number in
      let bytes =
        switch ModelHub.kind(ofObject: number) {
        case .image: Self.image(number)
        case .document: Self.document(number, studyUID: Self.studyUID(number, critical, ordinary))
        case .criticalECG: Self.renamed(critical, number, studyUID: Self.studyUID(number, critical, ordinary))
        case .ordinaryECG: Self.renamed(ordinary, number, studyUID: Self.studyUID(number, critical, ordinary))
        }
      return Object(bytes: bytes, digest: try BlobKey(digestOf: bytes))
    }
    let document = try ECGLoader.load(bytes: Array(critical), format: .dicom, headerBytes: nil)
    criticalCodes = ECGAnalyzer().analyze(document.recording, patient: document.patientFacts).statements.filter { $0.grade == .critical }.map(\.code)
  }

  /// The same ECG under UIDs of its own: every UID that is made of a number gets another end.
  private static func renamed(_ file: Data, _ number: Int) -> Data {
    var bytes = file
    let prefix = Data("2.25.".utf8)
    var place = bytes.startIndex
    while let found = bytes.range(of: prefix, in: place..<min(2_048, bytes.endIndex)) {
      let digits = bytes[found.upperBound...].prefix { (48...57).contains($0) }
      bytes.replaceSubrange(digits.endIndex - 2..<digits.endIndex, with: Data(String(format: "%02d", number).utf8))
      place = digits.endIndex
    }
    return bytes
  }

  /// Under which an object's study is known: that of the object which usually begins it.
  private static func studyUID(_ number: Int, _ critical: Data, _ ordinary: Data) -> Data {
    let label = ModelHub.label(ofObject: number)
    let file =
      switch ModelHub.kind(ofObject: label) {
      case .image, .document: image(label)
      case .criticalECG: renamed(critical, label)
      case .ordinaryECG: renamed(ordinary, label)
      }
    return studyUIDPlace(in: file).map { Data(file[$0]) } ?? Data()
  }

  /// Of the value of (0020,000D) in explicit VR little endian.
  private static func studyUIDPlace(in file: Data) -> Range<Int>? {
    guard let tag = file.range(of: Data([0x20, 0, 0x0D, 0]) + Data("UI".utf8)) else { return nil }
    let length = Int(file[tag.upperBound]) + Int(file[tag.upperBound + 1]) * 256
    return tag.upperBound + 2..<tag.upperBound + 2 + length
  }

  private static func renamed(_ file: Data, _ number: Int, studyUID: Data) -> Data {
    var bytes = renamed(file, number)
    guard let place = studyUIDPlace(in: bytes), place.count == studyUID.count else { return bytes }
    bytes.replaceSubrange(place, with: studyUID)
    return bytes
  }

  /// A scanned paper, without the paper (PS3.3 A.45.1).
  private static func document(_ number: Int, studyUID: Data) -> Data {
    let uid = "1.2.826.0.1.3680043.10.7.\(number)"
    let capture = "1.2.840.10008.5.1.4.1.1.104.1"
    let person = "P\(ModelHub.label(ofObject: number) % 2)"
    let set =
      text(8, 0x16, "UI", capture) + text(8, 0x18, "UI", uid) + text(8, 0x20, "DA", "20251231") + text(8, 0x30, "TM", "101500")
      + text(8, 0x60, "CS", "DOC") + text(0x10, 0x10, "PN", person) + text(0x10, 0x20, "LO", person) + element(0x20, 0xD, "UI", studyUID)
      + text(0x20, 0xE, "UI", uid + ".2")
    let paper = little(UInt16(0x42)) + little(UInt16(0x11)) + Data("OB".utf8) + Data([0, 0]) + little(UInt32(4)) + Data("%PDF".utf8)
    return file(uid, capture, set + paper)
  }

  /// With its head (PS3.10 §7.1).
  private static func file(_ uid: String, _ sopClass: String, _ set: Data) -> Data {
    let meta = text(2, 2, "UI", sopClass) + text(2, 3, "UI", uid) + text(2, 0x10, "UI", "1.2.840.10008.1.2.1") + text(2, 0x12, "UI", "1.2.826.0.1")
    return Data(count: 128) + Data("DICM".utf8) + element(2, 0, "UL", little(UInt32(meta.count))) + meta + set
  }

  /// A small radiograph in explicit VR little endian (PS3.5 §7.1.2).
  private static func image(_ number: Int) -> Data {
    let uid = "1.2.826.0.1.3680043.10.7.\(number)"
    let capture = "1.2.840.10008.5.1.4.1.1.7"
    let label = ModelHub.label(ofObject: number)
    var set = text(8, 0x16, "UI", capture) + text(8, 0x18, "UI", uid) + text(8, 0x20, "DA", "20251231") + text(8, 0x30, "TM", "101500")
    set += text(8, 0x60, "CS", "DX") + text(0x10, 0x10, "PN", "P\(label % 2)") + text(0x10, 0x20, "LO", "P\(label % 2)")
    set += text(0x20, 0xD, "UI", "1.2.826.0.1.3680043.10.7.\(label).1") + text(0x20, 0xE, "UI", uid + ".2")
    set += number16(0x28, 2, 1) + text(0x28, 4, "CS", "MONOCHROME2") + number16(0x28, 0x10, 4) + number16(0x28, 0x11, 4)
    for (element, value) in [(0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)] { set += number16(0x28, UInt16(element), UInt16(value)) }
    set += little(UInt16(0x7FE0)) + little(UInt16(0x10)) + Data("OW".utf8) + Data([0, 0]) + little(UInt32(16)) + Data(count: 16)
    return file(uid, capture, set)
  }

  private static func text(_ group: UInt16, _ number: UInt16, _ vr: String, _ value: String) -> Data {
    element(group, number, vr, Data(value.utf8) + (value.utf8.count % 2 == 0 ? Data() : Data([vr == "UI" ? 0 : 0x20])))
  }
  private static func number16(_ group: UInt16, _ number: UInt16, _ value: UInt16) -> Data { element(group, number, "US", little(value)) }
  private static func element(_ group: UInt16, _ number: UInt16, _ vr: String, _ value: Data) -> Data {
    little(group) + little(number) + Data(vr.utf8) + little(UInt16(value.count)) + value
  }
  private static func little<Number: FixedWidthInteger>(_ value: Number) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
}

extension BlobKey {
  init(digestOf bytes: some Collection<UInt8>) throws {
    guard let key = BlobKey(rawValue: SHA256Digest(hashing: Array(bytes)).hex) else { throw HubError(.internalError) }
    self = key
  }
}
