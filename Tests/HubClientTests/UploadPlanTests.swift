import Foundation
import HubClient
import HubModel
import HubTesting
import Testing

@Suite("What is uploaded")
struct UploadPlanTests {
  private static let dicom = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [UInt8](repeating: 1, count: 10)
  private static let header = Array("100 2 360 10\n100.dat 212 200 11 1024 0 0 0 MLII\n100.dat 212 200 11 1024 0 0 0 V5\n".utf8)

  private func write(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws -> String {
    let path = folder.path + "/" + name
    try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("A folder gives its DICOM files and WFDB pairs by content and leaves the rest alone")
  func folder() throws {
    let folder = try TemporaryFolder()
    let image = try write(Self.dicom, "a/noending", in: folder)
    let record = try write(Self.header, "b/100.hea", in: folder)
    let signal = try write([1, 2, 3], "b/100.dat", in: folder)
    let words = try write(Array("read me".utf8), "b/ORIGIN.md", in: folder)
    let directory = try write(Self.dicom, "DICOMDIR", in: folder)
    _ = try write(Self.dicom, ".hidden/x.dcm", in: folder)
    let plan = UploadPlanner.plan(paths: [folder.path])
    #expect(
      plan.candidates == [
        UploadCandidate(parts: [FilePart(path: image, sizeBytes: 142)], format: .dicom),
        UploadCandidate(
          parts: [FilePart(path: record, sizeBytes: Int64(Self.header.count)), FilePart(path: signal, sizeBytes: 3)], format: .wfdb),
      ])
    #expect(plan.candidates[1].headerBytes == Int64(Self.header.count))
    #expect(plan.refusals.isEmpty)
    #expect(Set(plan.ignored) == [words, directory])
  }

  @Test("Half a WFDB record is refused, whichever half it is")
  func halves() throws {
    let folder = try TemporaryFolder()
    let header = try write(Self.header, "100.hea", in: folder)
    let signal = try write([1, 2, 3], "200.dat", in: folder)
    let plan = UploadPlanner.plan(paths: [header, signal])
    #expect(plan.candidates.isEmpty)
    #expect(plan.refusals == [.init(path: header, code: .missingCompanionFile), .init(path: signal, code: .missingCompanionFile)])
  }

  @Test("Naming both halves, or one file twice, is one object")
  func once() throws {
    let folder = try TemporaryFolder()
    let header = try write(Self.header, "100.hea", in: folder)
    let signal = try write([1, 2, 3], "100.dat", in: folder)
    let plan = UploadPlanner.plan(paths: [signal, header, folder.path, folder.path + "/./100.hea"])
    #expect(plan.candidates.count == 1)
    #expect(plan.refusals.isEmpty)
  }

  @Test("A header that points elsewhere does not pull in files from there")
  func pointingElsewhere() throws {
    let folder = try TemporaryFolder()
    _ = try write([9], "secret.dat", in: folder)
    let header = try write(Array("100 1 360 10\n../secret.dat 16 200\n".utf8), "in/100.hea", in: folder)
    #expect(UploadPlanner.plan(paths: [header]).refusals == [.init(path: header, code: .unsupportedWaveform)])
  }

  @Test("A record in several signal files is one object; files of another length than stated are refused")
  func severalFiles() throws {
    let folder = try TemporaryFolder()
    let header = try write(Array("r 2 360 4\na.dat 16 200\nb.dat 24 200\n".utf8), "r.hea", in: folder)
    let first = try write([UInt8](repeating: 1, count: 8), "a.dat", in: folder)
    let second = try write([UInt8](repeating: 1, count: 12), "b.dat", in: folder)
    let plan = UploadPlanner.plan(paths: [folder.path])
    #expect(plan.candidates.map(\.paths) == [[header, first, second]])
    #expect(plan.candidates.first?.headerBytes == plan.candidates.first?.parts.first?.sizeBytes)
    #expect(plan.refusals.isEmpty)
    _ = try write([UInt8](repeating: 1, count: 13), "b.dat", in: folder)
    #expect(UploadPlanner.plan(paths: [header]).refusals == [.init(path: header, code: .badWaveform)])
  }

  @Test("A record of segments is one object with the headers in front; its segments are none of their own")
  func segments() throws {
    let folder = try TemporaryFolder()
    let last = try write(Array("b 1 360 2\nb.dat 16 200\n".utf8), "b.hea", in: folder)
    let lastSignals = try write([1, 1, 1, 1], "b.dat", in: folder)
    let first = try write(Array("c 1 360 2\nc.dat 16 200\n".utf8), "c.hea", in: folder)
    let firstSignals = try write([1, 1, 1, 1], "c.dat", in: folder)
    let record = try write(Array("a/3 1 360 9\nc 2\n~ 5\nb 2\n".utf8), "a.hea", in: folder)
    let plan = UploadPlanner.plan(paths: [folder.path])
    #expect(plan.candidates.map(\.paths) == [[record, first, last, firstSignals, lastSignals]])
    #expect(plan.candidates.first?.headerBytes == plan.candidates.first?.parts.prefix(3).reduce(0) { $0 + $1.sizeBytes })
    #expect(plan.refusals.isEmpty)
    let broken = try write(Array("d/2 1 360 4\nc 2\nmissing 2\n".utf8), "d.hea", in: folder)
    #expect(UploadPlanner.plan(paths: [broken]).refusals == [.init(path: broken, code: .missingCompanionFile)])
  }

  @Test("ECGs of devices' formats are found by content, whatever their name")
  func deviceFormats() throws {
    let folder = try TemporaryFolder()
    let muse = try write(Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<RestingECG>".utf8), "a.bin", in: folder)
    let annotated = try write(Array("<AnnotatedECG xmlns=\"urn:hl7-org:v3\">".utf8), "b.txt", in: folder)
    let other = try write(Array("<?xml version=\"1.0\"?><html/>".utf8), "c.xml", in: folder)
    let plan = UploadPlanner.plan(paths: [folder.path])
    #expect(plan.candidates.map(\.format) == [.muse, .aecg])
    #expect(plan.candidates.map(\.paths) == [[muse], [annotated]])
    #expect(plan.candidates.allSatisfy { $0.headerBytes == nil })
    #expect(plan.ignored == [other])
    #expect(UploadPlanner.plan(paths: [other]).refusals == [.init(path: other, code: .unknownFormat)])
  }

  @Test("A named file that is nothing we know is refused; one that claims to be DICOM goes to the hub's own judgement")
  func strangers() throws {
    let folder = try TemporaryFolder()
    let words = try write(Array("hello".utf8), "letter.txt", in: folder)
    let claims = try write(Array("hello".utf8), "x.dcm", in: folder)
    let empty = try write([], "empty.dcm", in: folder)
    let plan = UploadPlanner.plan(paths: [words, claims, empty, folder.path + "/absent"])
    #expect(plan.candidates.map(\.paths) == [[claims]])
    #expect(
      plan.refusals == [
        .init(path: words, code: .unknownFormat), .init(path: empty, code: .notDICOM), .init(path: folder.path + "/absent", code: .unreadableFile),
      ])
  }
}
