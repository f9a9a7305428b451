import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

/// A bit anywhere in what a hub keeps. The hub starts, or says in one sentence why not; what it serves is what was acknowledged; and whatever
/// it does not serve any more is named by `fsck`.
@Suite("A bit flipped in the data folder", .ownThread)
struct BitFlipTests {
  private static let roundsOfTarget = TestLevel.isAll ? 120 : 6

  @Test("in objects, the store, its log, the log of new objects, the owners' register: refused or named, never served")
  func everywhere() throws {
    try Region.run { region in
      let truth = try Truth(filling: region)
      let template = region.file("template")
      try FileManager.default.copyItem(atPath: region.hub.data, toPath: template)
      let random = TestLevel.random("flipped bits")
      var tally = Tally()
      for target in FlipTarget.allCases {
        for round in 0..<Self.roundsOfTarget {
          try? FileManager.default.removeItem(atPath: region.hub.data)
          try FileManager.default.copyItem(atPath: template, toPath: region.hub.data)
          guard let place = try target.flip(in: region.hub.data, random) else { continue }
          try Self.judge(region, truth, "\(target) round \(round): \(place)", &tally)
        }
      }
      print("flipped bits: \(tally)")
      #expect(tally.rounds > Self.roundsOfTarget * 3 && tally.named > 0)
    }
  }

  private struct Tally {
    var rounds = 0
    var unstarted = 0
    /// Something was asked for and refused.
    var refused = 0
    /// `fsck` found something.
    var named = 0
  }

  private static func judge(_ region: Region, _ truth: Truth, _ name: String, _ tally: inout Tally) throws {
    tally.rounds += 1
    var losses: [String]? = []
    do {
      try region.hub.start()
      losses = try truth.silentLosses(in: region, name)
      #expect(try region.hub.terminate() == 0, "\(name)")
    } catch {
      let ended = region.hub.lastStatus
      region.hub.killHard()
      #expect(ended.map { $0 > 0 && $0 < 128 } ?? false, "\(name): \(error)")
      #expect(region.hub.lastErrors.contains("The hub does not start:"), "\(name): \(region.hub.lastErrors.suffix(500))")
      tally.unstarted += 1
    }
    let check = try region.tool.run(["fsck", "--data", region.hub.data, "--lang", "en"])
    #expect([0, 1, 6].contains(check.status), "\(name): fsck ended with \(check.status)")
    if losses == nil { tally.refused += 1 }
    if check.status != 0 { tally.named += 1 }
    guard let losses, !losses.isEmpty else { return }
    #expect(check.status != 0, "\(name): \(losses), and fsck says: \(check.all.suffix(300))")
  }
}

/// Where a bit is flipped.
private enum FlipTarget: CaseIterable {
  case object, store, storeLog, objectLog, register

  /// - Returns: where; `nil` when there is no such file.
  func flip(in data: String, _ random: SeededRandom) throws -> String? {
    let files = try candidates(in: data)
    guard !files.isEmpty else { return nil }
    let path = files[Int(random.next() % UInt64(files.count))]
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // Segments are laid out at full length; what was written lies in front.
    let length = self == .objectLog ? min(bytes.count, 40_000) : bytes.count
    guard length > 0 else { return nil }
    let offset = Int(random.next() % UInt64(length))
    bytes[offset] ^= 1 << UInt8(random.next() % 8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try bytes.write(to: URL(fileURLWithPath: path))
    return "\(path.dropFirst(data.count)) byte \(offset)"
  }

  private func candidates(in data: String) throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: data).sorted().map { data + "/" + $0 }
    switch self {
    case .object: return all.filter { ($0 as NSString).lastPathComponent.count == 64 }
    case .store: return [data + "/hub.sqlite"]
    case .storeLog: return all.filter { $0.hasSuffix("hub.sqlite-wal") }
    case .objectLog: return all.filter { $0.hasSuffix(".log") }
    case .register: return all.filter { $0.hasSuffix(".jsonl") }
    }
  }
}

/// What a hub has acknowledged before it was killed.
private struct Truth {
  /// By SOP Instance UID.
  var objects: [String: BlobKey] = [:]
  var report: BlobKey

  /// Uploads, C-STOREs where there is DCMTK, a signed report; killed while the newest lie in the logs, when the register has followed.
  init(filling region: Region) throws {
    _ = try region.sendECGs(2, from: Region.qingshan)
    let reading = try region.waitForReadings(2, of: Region.cardiologist, seconds: 60)[0]
    try region.issueReport(on: reading.id, by: Region.cardiologist)
    let page: ReportPage = try region.client(Region.qingshan).ask(.get("reports?all=true"))
    report = try #require(page.reports.first).pdfDigest
    // The store's file gets its pages when the hub stops; what comes after is in its log.
    #expect(try region.hub.terminate() == 0)
    try region.hub.start()
    let more = try region.sendECGs(2, from: Region.baihe, firstNumber: 50)
    _ = try region.waitForReadings(3, of: Region.cardiologist, seconds: 60)
    if Peers.hasDCMTK {
      let images = try (0..<3).map { try region.write(ImageRecipe(900 + UInt64($0)).file, to: "flips/\($0).dcm") }
      let outcome = try region.storescu(images, from: Region.baihe, options: ["-R", "-xe"])
      guard StoreLog(outcome.all).acknowledged.count == 3 else { throw HarnessFailure("C-STORE: \(outcome.all.suffix(300))") }
      _ = try region.waitForReadings(3, of: Region.radiologist, kind: .imaging, seconds: 60)
    }
    for reader in [Region.cardiologist, Region.radiologist] {
      for (uid, place) in try region.client(reader).objects() { objects[uid] = place.object.digest }
    }
    guard objects.count >= 2 + more.count else { throw HarnessFailure("\(objects.count) objects") }
    let entries = try Self.lastEntry(region)
    try Wait.untilTrue("the owners' register", seconds: 60) { Self.registeredEntry(in: region.hub.data) >= entries }
    region.hub.killHard()
  }

  private static func registeredEntry(in data: String) -> Int64 {
    let last = TextFile.read(data + "/objects/owners/objects.jsonl").components(separatedBy: "\"number\":").last
    return last.flatMap { Int64($0.prefix { $0.isNumber }) } ?? 0
  }

  private static func lastEntry(_ region: Region) throws -> Int64 {
    struct Signed: Decodable {
      struct Head: Decodable { var number: Int64 }
      var head: Head
    }
    return try region.client(profile: "admin").ask(.get("audit/head"), as: Signed.self).head.number
  }

  /// What is not served any more, though nothing was refused; `nil` where something was. Other bytes than were acknowledged are an issue at
  /// once.
  func silentLosses(in region: Region, _ name: String) throws -> [String]? {
    var refusals: [String] = []
    var losses: [String] = []
    var found: [String: BlobKey] = [:]
    for reader in [Region.cardiologist, Region.radiologist] {
      let client = try region.client(reader)
      let list = try client.send(.get("readings?limit=500&finished=true"))
      guard list.isSuccess else {
        refusals.append("worklist: \(list.status)")
        continue
      }
      for row in try JSONDecoder().decode(WorklistPage.self, from: Data(list.body)).readings {
        let detail = try client.send(.get("readings/\(row.id)"))
        guard detail.isSuccess, let decoded = try? JSONDecoder().decode(ReadingDetail.self, from: Data(detail.body)) else {
          refusals.append("reading: \(detail.status)")
          continue
        }
        for object in decoded.objects {
          let answer = try client.send(.get("readings/\(row.id)/objects/\(object.arrival)"))
          guard answer.isSuccess else {
            refusals.append("object \(object.arrival): \(answer.status)")
            continue
          }
          found[object.sopInstanceUID] = Digests.key(answer.body)
        }
      }
    }
    for (uid, digest) in objects {
      guard let served = found[uid] else {
        losses.append("object is not listed")
        continue
      }
      #expect(served == digest, "\(name): other bytes than were acknowledged")
    }
    let pdf = try region.client(Region.qingshan).send(.get("reports/1/pdf"))
    if pdf.isSuccess {
      #expect(Digests.key(pdf.body) == report, "\(name): another report than was signed")
    } else {
      refusals.append("report: \(pdf.status)")
    }
    return refusals.isEmpty ? losses : nil
  }
}
