import Foundation
import HubModel
import HubTesting
import Testing

/// Every image of the outside test data, in the syntax it has, by real peers, and back.
@Suite(
  "Encoded data sets come back identical", .ownThread, .enabled(if: Samples.hasOutside, Comment(rawValue: Samples.skipReason)),
  .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)), .enabled(if: Peers.hasPython, Comment(rawValue: Peers.pythonReason)))
struct SyntaxTests {
  /// Folders of one transfer syntax each, and how `storescu` is told to use it; the other syntaxes it cannot send.
  static let storescuOptions: [String: String] = [
    "implicit-le": "-xi", "explicit-le": "-xe", "explicit-be": "-xb", "deflated": "-xd", "rle": "-xr", "jpeg-baseline": "-xy",
    "jpeg-extended": "-xx", "jpeg-lossless-sv1": "-xs", "jpegls-lossless": "-xt", "jpegls-near": "-xu", "j2k-lossless": "-xv", "j2k": "-xw",
  ]

  /// Files that are refused, rightly, and why.
  static let refusals: [String: String] = [:]

  @Test("pynetdicom sends each file's data set as it lies there; what C-STORE does not take comes by upload")
  func bytesOfFiles() throws {
    try Region.run { region in
      for folder in Self.imageFolders {
        let files = try Self.described(Samples.files(under: folder), in: region)
        guard !files.isEmpty else { continue }
        let clinic = try region.freshClinic("RAW_" + folder.lastPathComponent.prefix(12))
        let answers = try RawSender(region: region, clinic: clinic).send(files.map(\.job))
        var stored: [DescribedFile] = []
        for (file, answer) in zip(files, answers) {
          if try Self.isStored(file, answer, by: clinic, in: region) { stored.append(file) }
        }
        try Self.expectBack(stored.map { ($0.part.instanceUID, $0.part.dataSet, $0.name) }, of: clinic, in: region)
        print("\(folder.lastPathComponent): \(stored.count) of \(files.count) files stored and back")
      }
    }
  }

  @Test("storescu's encoding of each file is kept as a bit-preserving storescp keeps it")
  func storescuEncoding() throws {
    try Region.run { region in
      for folder in Self.imageFolders {
        guard let option = Self.storescuOptions[folder.lastPathComponent] else { continue }
        let clinic = try region.freshClinic("SCU_" + folder.lastPathComponent.prefix(12))
        let files = Samples.files(under: folder).map(\.path)
        let outcome = try region.storescu(files, from: clinic, options: ["-R", option])
        let reference = try ReferenceStore.receive(files, options: ["-R", option], in: region)
        let refused = StoreLog(outcome.all).entries.filter { $0.response != "Success" }.map { URL(fileURLWithPath: $0.file).lastPathComponent }
        #expect(Set(refused).isSubset(of: Set(Self.refusals.keys)), "\(folder.lastPathComponent): \(refused)")
        #expect(!reference.isEmpty)
        let kept = reference.filter { received in !refused.contains { Self.refusals[$0] != nil && received.name.contains($0) } }
        try Self.expectBack(kept.map { ($0.part.instanceUID, $0.part.dataSet, $0.name) }, of: clinic, in: region)
        print("\(folder.lastPathComponent): \(files.count) files, \(reference.count) at storescp, \(refused.count) refused")
      }
    }
  }

  // MARK: Steps

  static var imageFolders: [URL] {
    guard let images = Samples.outside?.appendingPathComponent("dicom/images") else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: images.path)) ?? []
    return names.sorted().map { images.appendingPathComponent($0, isDirectory: true) }
  }

  struct DescribedFile {
    var name: String
    var bytes: [UInt8]
    var part: PartTenFile
    var job: RawSender.Job
  }

  /// Writes each Part 10 file's data set out for the raw sender; files without a meta group are left out.
  static func described(_ files: [URL], in region: Region) throws -> [DescribedFile] {
    try files.compactMap { url in
      let bytes = [UInt8](try Data(contentsOf: url))
      guard let part = try? PartTenFile(bytes), !part.instanceUID.isEmpty else { return nil }
      let path = try region.write(part.dataSet, to: "raw/\(url.deletingLastPathComponent().lastPathComponent)/\(url.lastPathComponent)")
      let job = RawSender.Job(dataset: path, sopClass: part.classUID, sopInstance: part.instanceUID, transferSyntax: part.syntax)
      return DescribedFile(name: url.lastPathComponent, bytes: bytes, part: part, job: job)
    }
  }

  private static func isStored(_ file: DescribedFile, _ answer: RawSender.Answer, by clinic: Region.Party, in region: Region) throws -> Bool {
    if let code = refusals[file.name] {
      #expect(answer.comment == code, "\(file.name): \(answer)")
      return false
    }
    guard answer.outcome == "refused" else {
      #expect(answer.isSuccess, "\(file.name): \(answer)")
      return answer.isSuccess
    }
    // The syntax was not accepted at negotiation: the other door takes it.
    let upload = try region.client(clinic).upload(file.bytes, isComplete: false)
    #expect(upload.isSuccess, "\(file.name) by upload: \(upload.status) \(upload.text)")
    return upload.isSuccess
  }

  private static func expectBack(_ sent: [(uid: String, dataSet: [UInt8], name: String)], of clinic: Region.Party, in region: Region) throws {
    let reader = try region.client(Region.radiologist)
    let wanted = Set(sent.map(\.uid))
    let objects = try Wait.until("\(wanted.count) objects of \(clinic.name)", seconds: 60) {
      let objects = try reader.objects(of: clinic.name)
      return wanted.isSubset(of: objects.keys) ? objects : nil
    }
    for file in sent {
      guard let kept = objects[file.uid] else { continue }
      let back = try PartTenFile(reader.bytes(of: kept.object, in: kept.reading))
      #expect(back.dataSet == file.dataSet, "\(file.name): \(back.dataSet.count) bytes back, \(file.dataSet.count) sent")
    }
  }
}

/// DCMTK's own receiver, bit for bit: what `storescu` puts on the wire.
enum ReferenceStore {
  static func receive(_ files: [String], options: [String], in region: Region) throws -> [(name: String, part: PartTenFile)] {
    let folder = region.file("reference-\(try LoopbackSocket.freePort())")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let port = try LoopbackSocket.freePort()
    let receiver = try ChildProcess(
      "/usr/bin/storescp", ["-B", "+xa", "-od", folder, "\(port)"], environment: Peers.dcmtkEnvironment, output: folder + ".out",
      errors: folder + ".err")
    defer { receiver.end() }
    try Wait.untilTrue("storescp") { (try? LoopbackSocket(port: port, seconds: 1))?.close() != nil }
    _ = try Peers.dcmtk("storescu", ["-nh"] + options + ["127.0.0.1", "\(port)"] + files, in: region.folder.path)
    return try Samples.files(under: URL(fileURLWithPath: folder)).map { url in
      (url.lastPathComponent, try PartTenFile([UInt8](Data(contentsOf: url))))
    }
  }
}
