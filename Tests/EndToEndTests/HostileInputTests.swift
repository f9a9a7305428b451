import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Refused means nothing stored", .ownThread)
struct HostileInputTests {
  @Test("hostile files by upload: each with its code, nothing kept, the hub well")
  func byUpload() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      var refused = 0
      for recipe in HostileRecipes.all {
        guard let file = recipe.file else { continue }
        let (answer, seconds) = try Wait.measure { try client.upload(file) }
        #expect((400...499).contains(answer.status) && recipe.codes.contains(answer.problemCode ?? ""), "\(recipe): \(answer.status) \(answer.text)")
        #expect(seconds < 5, "\(recipe) took \(seconds) s")
        refused += 1
        try Self.expectWell(recipe.name, in: region)
      }
      try Self.expectNothingStored(in: region)
      let refusals: [RefusalRow] = try client.ask(.get("refusals?limit=1000"))
      #expect(refusals.count == refused, "\(refusals.count) refusals recorded of \(refused)")
      try Self.expectEmptyFile(in: region)
      try Self.expectGoodObject(ImageRecipe(1), from: Region.qingshan, in: region)
    }
  }

  @Test(
    "hostile data sets by C-STORE: each with its status and code, nothing kept, the hub well",
    .enabled(if: Peers.hasPython && Peers.hasDCMTK, Comment(rawValue: Peers.pythonReason)))
  func byDICOM() throws {
    try Region.run { region in
      let recipes = HostileRecipes.all.filter { $0.dataSet != nil }
      let jobs = try recipes.enumerated().map { index, recipe in
        RawSender.Job(
          dataset: try region.write(recipe.dataSet ?? [], to: "hostile/\(index)"), sopClass: ImageRecipe.secondaryCapture,
          sopInstance: recipe.commandInstanceUID)
      }
      let answers = try RawSender(region: region, clinic: Region.qingshan).send(jobs)
      for (recipe, answer) in zip(recipes, answers) {
        #expect(answer.outcome == "answered" && recipe.codes.contains(answer.comment), "\(recipe): \(answer)")
        let isFailure = answer.status.map { (0xA700...0xCFFF).contains($0) || (0x0100...0x01FF).contains($0) } ?? false
        #expect(isFailure, "\(recipe): \(answer)")
        if answer.comment == "uid-mismatch" { #expect(answer.status == 0xA900) }
        if answer.comment == "nesting-too-deep" { #expect((answer.status ?? 0) & 0xF000 == 0xC000) }
      }
      try Self.expectWell("C-STORE", in: region)
      try Self.expectNothingStored(in: region)
      #expect(try region.echoscu(calling: Region.qingshan.aeTitle).status == 0)
      try Self.expectGoodObject(ImageRecipe(2), from: Region.qingshan, in: region)
    }
  }

  @Test("a file cut anywhere is never stored")
  func cuts() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      let ecg = try SampleStudy("ecg-normal").bytes[0]
      let image = ImageRecipe(7)
      let start = image.file.count - image.dataSet.count
      var cut = stride(from: 1_024, to: ecg.count, by: 1_024).map { Array(ecg[..<$0]) }
      cut += image.borders.map { Array(image.file[..<(start + $0)]) } + [Array(image.file[..<start]), Array(image.file.dropLast(1))]
      let upload = try client.openUpload(cut)
      for file in cut {
        let answer = try client.put(file, to: upload.id)
        #expect((400...499).contains(answer.status), "cut to \(file.count) bytes: \(answer.status) \(answer.text)")
      }
      try Self.expectNothingStored(in: region)
      guard Peers.hasPython else { return }
      let jobs = try image.borders.map { border in
        RawSender.Job(
          dataset: try region.write(Array(image.dataSet[..<border]), to: "cut/\(border)"), sopClass: ImageRecipe.secondaryCapture,
          sopInstance: image.instanceUID)
      }
      let answers = try RawSender(region: region, clinic: Region.qingshan).send(jobs, onOneAssociation: true)
      #expect(answers.allSatisfy { $0.outcome == "answered" && $0.status != 0 }, "\(answers)")
      try Self.expectNothingStored(in: region)
      try Self.expectGoodObject(image, from: Region.qingshan, in: region)
    }
  }

  @Test("an image that claims 65535 × 65535 costs no memory")
  func hugeClaim() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      try Self.expectGoodObject(ImageRecipe(1), from: Region.qingshan, in: region)
      let before = try region.hub.memoryKilobytes("VmHWM")
      for recipe in HostileRecipes.sizes + HostileRecipes.lengths { #expect(try client.upload(recipe.file ?? []).status == 422, "\(recipe)") }
      let after = try region.hub.memoryKilobytes("VmHWM")
      #expect(after - before < 64 << 10, "\(before) kB before, \(after) kB after")
    }
  }

  @Test(
    "every malformed file of the outside test data: an answer within 5 s, never a fault of the hub",
    .enabled(if: Samples.hasOutside, Comment(rawValue: Samples.skipReason)))
  func malformedFiles() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      let folder = try #require(Samples.outside).appendingPathComponent("dicom/malformed")
      var statuses: [Int: Int] = [:]
      for url in Samples.files(under: folder) {
        let bytes = [UInt8](try Data(contentsOf: url))
        guard !bytes.isEmpty else { continue }
        let (answer, seconds) = try Wait.measure { try client.upload(bytes) }
        #expect(answer.status < 500, "\(url.lastPathComponent): \(answer.status) \(answer.text)")
        #expect(seconds < 5, "\(url.lastPathComponent) took \(seconds) s")
        statuses[answer.status, default: 0] += 1
      }
      print("malformed files by status: \(statuses.sorted { $0.key < $1.key })")
      try Self.expectWell("malformed files", in: region)
      #expect(try region.hub.memoryKilobytes("VmHWM") < 600 << 10)
      #expect(region.hub.partialFiles.isEmpty)
      // Jobs over what was stored must not bring the hub down either.
      try Self.expectGoodObject(ImageRecipe(1), from: Region.baihe, in: region)
    }
  }

  // MARK: Expectations

  private static func expectWell(_ after: String, in region: Region) throws {
    #expect(region.hub.isRunning, "the hub is gone after \(after)")
    let (answer, seconds) = try Wait.measure { try region.hub.client.send(WireRequest(path: "/health/live")) }
    #expect(answer.status == 200 && seconds < 1, "after \(after): \(answer.status) in \(seconds) s")
  }

  private static func expectNothingStored(in region: Region) throws {
    #expect(region.hub.objectFiles.isEmpty, "\(region.hub.objectFiles)")
    #expect(try region.hub.objectsInLog(region).isEmpty)
    #expect(region.hub.partialFiles.isEmpty, "\(region.hub.partialFiles)")
    #expect(try region.client(Region.radiologist).readings(includesFinished: true).readings.isEmpty)
  }

  private static func expectGoodObject(_ recipe: ImageRecipe, from clinic: Region.Party, in region: Region) throws {
    let (receipt, seconds) = try Wait.measure { try region.client(clinic).upload(recipe.file).decoded(as: ObjectReceipt.self) }
    #expect(receipt.result == .stored && seconds < 1, "a good object: \(receipt.result) in \(seconds) s")
  }

  /// An empty file has no digest to announce; the command line itself says what it is.
  private static func expectEmptyFile(in region: Region) throws {
    let outcome = try region.tool.run(["upload", region.write([], to: "empty.dcm")], profile: Region.qingshan.profile)
    #expect(outcome.status == 5 && outcome.output.contains("not-dicom"), "\(outcome.all)")
    let item = Upload.Item(digest: Digests.key([]), sizeBytes: 0, format: .dicom, headerBytes: nil)
    let answer = try region.client(Region.qingshan).send(
      .post("uploads", NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: [item])))
    #expect(answer.status == 400)
  }
}
