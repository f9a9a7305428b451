import Foundation
import HubModel
import Trust

/// Two ways of sending at once, until all is sent or the hub is gone: `storescu`, and HTTP clients. Acknowledgements go into the ledger.
struct MixedUpload {
  let region: Region
  let client: WireClient
  let ledger: KillLedger
  private static let dicomCount = 30
  private static let httpThreads = 3

  /// - Parameter round: makes new objects; no two rounds send the same.
  func start(round: Int) throws -> Running<Void> {
    let base = UInt64(round) * 1_000
    let dicom = try (0..<Self.dicomCount).map { index -> (path: String, recipe: ImageRecipe) in
      let recipe = ImageRecipe(base + UInt64(index), rows: 48, columns: 48)
      return (try region.write(recipe.file, to: "kill/\(round)-\(index).dcm"), recipe)
    }
    let shared = Unchecked(self)
    return Threads.start {
      _ = Threads.run(Self.httpThreads + 1) { lane in
        lane == 0 ? shared.value.storeByDICOM(dicom) : shared.value.uploadUntilGone(from: base + UInt64(lane) * 100)
      }
    }
  }

  private func storeByDICOM(_ objects: [(path: String, recipe: ImageRecipe)]) {
    guard let outcome = try? region.storescu(objects.map(\.path), from: Region.qingshan, options: ["-R", "-xe"], seconds: 60) else { return }
    let acknowledged = Set(StoreLog(outcome.all).acknowledged)
    for object in objects where acknowledged.contains(object.path) {
      ledger.acknowledgeDICOM(uid: object.recipe.instanceUID, dataSetDigest: SHA256Digest(hashing: object.recipe.dataSet).hex)
    }
    for object in objects { unlink(object.path) }
  }

  private func uploadUntilGone(from number: UInt64) {
    let recipes = (0..<40).map { ImageRecipe(number + UInt64($0), rows: 48, columns: 48) }
    let files = recipes.map(\.file)
    guard let upload = try? client.openUpload(files, isComplete: true) else { return }
    for (recipe, file) in zip(recipes, files) {
      guard let answer = try? client.put(file, to: upload.id, seconds: 10) else { return }
      if answer.isSuccess { ledger.acknowledgeUpload(uid: recipe.instanceUID, digest: Digests.key(file)) }
    }
  }
}
