import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("The same object again", .ownThread)
struct SameObjectTests {
  private static let conflictStatus = 0xC011

  @Test("same bytes get the same receipt by every door; other bytes under the same UID conflict and the first stays")
  func conflict() throws {
    try Region.run { region in
      let first = ImageRecipe(1)
      let other = first.with(RecipeElement(0x0010_0010, "PN", "OTHER^NAME"))
      let client = try region.client(Region.qingshan)
      let receipt: ObjectReceipt = try client.upload(first.file).decoded()
      let again: ObjectReceipt = try client.upload(first.file).decoded()
      #expect(receipt.result == .stored && again.result == .alreadyHeld)
      #expect(again.arrival == receipt.arrival && again.digest == receipt.digest && again.receivedAt == receipt.receivedAt)
      let conflict = try client.upload(other.file)
      #expect(conflict.status == 409 && conflict.problemCode == "object-conflict", "\(conflict.text)")
      let refusals: [RefusalRow] = try client.ask(.get("refusals?limit=10"))
      #expect(refusals.first?.code == "object-conflict" && refusals.first?.digest == Digests.key(other.file))
      try Self.expectKept(first, count: 1, in: region)
      if Peers.hasPython { try Self.expectByDICOM(first, other, in: region) }
    }
  }

  private static func expectByDICOM(_ first: ImageRecipe, _ other: ImageRecipe, in region: Region) throws {
    let jobs = try [first, other].enumerated().map { index, recipe in
      RawSender.Job(
        dataset: try region.write(recipe.dataSet, to: "same-\(index).raw"), sopClass: recipe.metaClassUID, sopInstance: recipe.instanceUID)
    }
    let answers = try RawSender(region: region, clinic: Region.qingshan).send(jobs)
    #expect(answers[0].isSuccess, "the same data set by the other door: \(answers[0])")
    #expect(answers[1].status == conflictStatus && answers[1].comment == "object-conflict", "\(answers[1])")
    try expectKept(first, count: 1, in: region)
    // The other clinic's name for it is its own.
    let theirs = try RawSender(region: region, clinic: Region.baihe).send([jobs[1]])
    #expect(theirs[0].isSuccess, "\(theirs[0])")
    try expectKept(other, count: 1, clinic: Region.baihe, in: region)
    try expectKept(first, count: 1, in: region)
  }

  private static func expectKept(_ recipe: ImageRecipe, count: Int, clinic: Region.Party = Region.qingshan, in region: Region) throws {
    let reader = try region.client(Region.radiologist)
    let objects = try Wait.until("the stored object") {
      let objects = try reader.objects(of: clinic.name)
      return objects.isEmpty ? nil : objects
    }
    #expect(objects.count == count)
    let kept = try #require(objects[recipe.instanceUID])
    #expect(try PartTenFile(reader.bytes(of: kept.object, in: kept.reading)).dataSet == recipe.dataSet)
  }

  @Test("one hundred times the same at once: one object, a hundred successes")
  func hundredSame() throws {
    try Region.run { region in
      let object = ImageRecipe(2).file
      let client = try region.client(Region.qingshan)
      let answers = Threads.run(100) { _ in try? client.upload(object).decoded(as: ObjectReceipt.self) }
      #expect(answers.count { $0 != nil } == 100)
      #expect(answers.count { $0?.result == .stored } == 1)
      #expect(Set(answers.map { $0?.arrival }).count == 1)
      try Self.expectKept(ImageRecipe(2), count: 1, in: region)
      #expect(region.hub.objectFiles.count == 1 && region.hub.partialFiles.isEmpty)
    }
  }

  @Test("twenty different objects under one UID at once: one is kept, nineteen conflict")
  func manyDifferent() throws {
    try Region.run { region in
      let recipes = (0..<20).map { ImageRecipe(3).with(RecipeElement(0x0010_0010, "PN", "NAME^\($0)")) }
      let files = recipes.map(\.file)
      let client = try region.client(Region.qingshan)
      let answers = Threads.run(files.count) { try? client.upload(files[$0]) }
      let winners = answers.indices.filter { answers[$0]?.isSuccess == true }
      #expect(winners.count == 1)
      #expect(answers.count { $0?.problemCode == "object-conflict" && $0?.status == 409 } == files.count - 1)
      try Self.expectKept(recipes[try #require(winners.first)], count: 1, in: region)
    }
  }
}
