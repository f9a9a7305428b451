import Foundation
import HubModel
import HubTesting
import Testing

@Suite("DICOM peers", .ownThread, .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)))
struct PeerTests {
  @Test("who may associate, and what the others are told")
  func associations() throws {
    try Region.run { region in
      let good = try region.echoscu(calling: Region.qingshan.aeTitle)
      #expect(good.status == 0, "\(good.all)")
      let stranger = try region.echoscu(calling: "STRANGER")
      #expect(stranger.status != 0 && stranger.all.contains("Calling AE Title Not Recognized"), "\(stranger.all)")
      for called in ["OTHERHUB", "../secret"] {
        let outcome = try region.echoscu(calling: Region.qingshan.aeTitle, called: called)
        #expect(outcome.status != 0 && outcome.all.contains("Called AE Title Not Recognized"), "\(outcome.all)")
      }
      try region.tool.expect(["admin", "clinic", "disable", "QINGSHAN"], profile: "admin")
      let disabled = try region.echoscu(calling: Region.qingshan.aeTitle)
      #expect(disabled.status != 0 && disabled.all.contains("Calling AE Title Not Recognized"), "\(disabled.all)")
      #expect(try region.echoscu(calling: Region.baihe.aeTitle).status == 0)
    }
  }

  @Test("storescu on one and on four associations at once; dcmsend")
  func storing() throws {
    try Region.run { region in
      let folder = region.file("objects")
      let files = try (0..<80).map { number -> String in
        try region.write(ImageRecipe(UInt64(number), study: UInt64(number / 4)).file, to: "objects/\(number).dcm")
      }
      let one = try region.storescu(Array(files[..<20]), from: Region.qingshan)
      #expect(StoreLog(one.all).acknowledged.count == 20, "\(one.all)")
      let outcomes = Threads.run(4) { [region = Unchecked(region)] index in
        try? region.value.storescu(Array(files[(20 + index * 10)..<(30 + index * 10)]), from: Region.qingshan)
      }
      #expect(outcomes.allSatisfy { StoreLog($0?.all ?? "").acknowledged.count == 10 })
      let address = ["-aet", Region.qingshan.aeTitle, "-aec", HubProcess.aeTitle, "127.0.0.1", "\(region.hub.dicomPort)"]
      let sent = try Peers.dcmtk("dcmsend", ["-v", "-dn"] + address + [folder, "+sd"], in: region.folder.path)
      #expect(sent.status == 0, "\(sent.all)")
      let stored = try Wait.until("all 80 objects") {
        let objects = try region.client(Region.radiologist).objects()
        return objects.count >= 80 ? objects : nil
      }
      #expect(stored.count == 80)
      #expect(try region.client(Region.radiologist).readings().readings.count == 20)
      let client = try region.client(Region.radiologist)
      for number in [0, 33, 79] {
        let recipe = ImageRecipe(UInt64(number), study: UInt64(number / 4))
        let kept = try #require(stored[recipe.instanceUID])
        #expect(try PartTenFile(client.bytes(of: kept.object, in: kept.reading)).dataSet == recipe.dataSet)
      }
    }
  }
}

@Suite("A DICOMweb peer", .ownThread, .enabled(if: Peers.hasPython, Comment(rawValue: Peers.pythonReason)))
struct StowPeerTests {
  private struct Answer: Decodable {
    var stored: [String]
    var failed: [String: Int]
  }

  @Test("dicomweb-client stores a study in one request; sent again it is held, and the readings are made")
  func storing() throws {
    try Region.run { region in
      let files = try (0..<6).map { number in
        try region.write(ImageRecipe(UInt64(number), study: UInt64(number / 3)).file, to: "objects/\(number).dcm")
      }
      let address = ["http://127.0.0.1:\(region.hub.httpPort)/dicom-web", try region.tool.token(of: Region.qingshan.profile)]
      for _ in 0..<2 {
        let outcome = try Peers.python("stow.py", address + files, in: region.folder.path)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
        #expect(answer.stored.count == 6 && answer.failed.isEmpty, "\(outcome.all)")
      }
      #expect(try region.waitForReadings(2, of: Region.radiologist, seconds: 30).count == 2)
      #expect(try region.client(Region.radiologist).objects().count == 6)
    }
  }
}

/// Hands a value to threads that only call what may be called from any thread.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
