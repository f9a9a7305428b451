import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

/// A hub without room, on a disk that takes nothing, with too few descriptors, with too little memory: what was acknowledged stays, reading goes
/// on where anything can, and the operator is told.
@Suite("A hub in want", .ownThread)
struct ResourceTests {
  @Test(
    "a disk that becomes full or read-only while the hub runs: writes are refused, lists go on, ready and metrics say so; it gets well by itself",
    .enabled(if: FaultyDisk.compiler != nil, Comment(rawValue: FaultyDisk.skipReason)), arguments: FaultyDisk.State.allCases)
  func disk(_ state: FaultyDisk.State) throws {
    try Region.run { region in
      let disk = try FaultyDisk(in: region)
      _ = try region.sendECGs(2, from: Region.qingshan)
      let reading = try region.waitForReadings(2, of: Region.cardiologist, seconds: 60)[0]
      try region.upload(SampleStudy("mr-abdomen"), from: Region.qingshan)
      let image = try region.waitForReadings(1, of: Region.radiologist, seconds: 60)[0]
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(environment: disk.environment(state))
      try region.tool.expect(["claim", "\(reading.id)"], profile: Region.cardiologist.profile)
      #expect(try Self.ready(region) == 200 && Self.metric("readinghub_writes_failing", region) == 0)
      try disk.turn(isFaulty: true)
      let (clinic, doctor) = (try region.client(Region.qingshan), try region.client(Region.cardiologist))
      let isFull = state == .full
      let fresh = try ECGVariant.make(try SampleStudy("ecg-normal").bytes[0], number: 70)
      let refused = try clinic.send(.post("uploads", try Self.announcement(of: fresh)))
      #expect(refused.status == (isFull ? 507 : 500), "\(refused.status) \(refused.text)")
      if Peers.hasDCMTK {
        let path = try region.write(ImageRecipe(71).file, to: "want/71.dcm")
        let outcome = try region.storescu([path], from: Region.qingshan, options: ["-R", "-xe"])
        #expect(StoreLog(outcome.all).acknowledged.isEmpty, "\(outcome.all.suffix(300))")
      }
      // Reading goes on; what is opened is told to the log and waits for the audit trail.
      #expect(try doctor.readings().readings.count == 2)
      #expect(try doctor.send(.get("readings/\(reading.id)/versions")).status == 200)
      #expect(try doctor.send(.get("readings/\(reading.id)")).status == 200)
      #expect(region.hub.lastErrors.contains("not in the audit trail yet: reader:"))
      #expect(try Self.metric("readinghub_audit_waiting", region) == 1)
      #expect(try doctor.send(.get("readings/\(reading.id)/ecg")).status == 200)
      // Decoded from memory, since there is no room for the decoder's copy.
      let picture = try region.client(Region.radiologist).send(.get("readings/\(image.id)/frame"))
      #expect(picture.status == 200 && picture.body.starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(picture.status)")
      try Wait.untilTrue("not ready", seconds: 60) { try Self.ready(region) == (isFull ? 507 : 503) }
      #expect(try Self.metric("readinghub_writes_failing", region) == 1)
      #expect(try region.hub.client.send(WireRequest(path: "/health/live")).status == 200)
      try disk.turn(isFaulty: false)
      try Wait.untilTrue("ready again", seconds: 60) { try Self.ready(region) == 200 }
      #expect(try Self.metric("readinghub_writes_failing", region) == 0)
      #expect(try Self.metric("readinghub_audit_waiting", region) == 0)
      let sent = try clinic.upload(fresh)
      #expect(sent.isSuccess, "\(sent.status) \(sent.text)")
      try region.issueReport(on: reading.id, by: Region.cardiologist)
      #expect(try region.hub.terminate() == 0)
      #expect(region.hub.partialFiles.isEmpty)
      let check = try region.tool.run(["fsck", "--data", region.hub.data])
      #expect(check.status == 0, "\(check.all)")
    }
  }

  @Test("hardly a descriptor: connections beyond what there is wait; the hub sleeps, lives and serves when they are gone")
  func descriptors() throws {
    let limit = max(64, 48 + 4 * ProcessInfo.processInfo.activeProcessorCount)
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(limits: "ulimit -n \(limit)")
      var kept = Set(try region.sendECGs(2, from: Region.baihe).map(Digests.key))
      for round in 0..<3 {
        var idle: [LoopbackSocket] = []
        for _ in 0..<limit + 16 {
          for port in [region.hub.httpPort, region.hub.dicomPort] {
            if let one = try? LoopbackSocket(port: port, seconds: 2) { idle.append(one) }
          }
        }
        #expect(idle.count > 2 * limit)
        // Nothing happens but that they wait: a door that tries again and again takes a whole core.
        let (start, before) = (ContinuousClock.now, try region.hub.processorSeconds())
        usleep(2_000_000)
        let share = try (region.hub.processorSeconds() - before) / ((ContinuousClock.now - start) / .seconds(1))
        #expect(share < 0.5, "\(share) of a core")
        for one in idle { one.close() }
        #expect(region.hub.isRunning, "ended with \(region.hub.lastStatus ?? -1): \(region.hub.lastErrors.suffix(600))")
        try Wait.untilTrue("the hub serves again", seconds: 60) { (try? Self.ready(region)) == 200 }
        for number in 0..<5 {
          let object = try ECGVariant.make(try SampleStudy("ecg-normal").bytes[0], number: 80 + 5 * round + number)
          #expect(try region.client(Region.baihe).upload(object).isSuccess)
          kept.insert(Digests.key(object))
        }
      }
      #expect(try region.client(Region.baihe).held(among: Array(kept)) == kept)
      #expect(try region.hub.terminate() == 0)
      #expect(try region.tool.run(["fsck", "--data", region.hub.data]).status == 0)
    }
  }

  @Test("fewer descriptors than serve anybody: the hub says so and does not start")
  func noDescriptors() throws {
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      #expect(throws: HarnessFailure.self) { try region.hub.start(limits: "ulimit -n 40") }
      #expect(region.hub.lastErrors.contains("unsafe-configuration"), "\(region.hub.lastErrors.suffix(300))")
      try region.hub.start()
    }
  }

  @Test("two gigabytes of address space: large and hostile files one after the other; the hub lives, or ends and has lost nothing")
  func addressSpace() throws { try Self.feed(limits: "ulimit -v 2097152") }

  @Test(
    "a gigabyte of memory, by a control group: as above",
    .enabled(if: MemoryCap.isPossible, "SKIPPED: this process may not make a memory control group"))
  func memory() throws {
    let cap = try MemoryCap(bytes: 1 << 30)
    defer { cap.remove() }
    try Self.feed(limits: "echo $$ > \(cap.processes)")
  }

  private static func feed(limits: String) throws {
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(limits: limits)
      let kept = try region.sendECGs(3, from: Region.baihe).map(Digests.key)
      let client = try region.client(Region.baihe)
      // A format that is read whole.
      let xml = Array("<?xml version=\"1.0\"?><AnnotatedECG xmlns=\"urn:hl7-org:v3\">".utf8) + [UInt8](repeating: 0x20, count: 30 << 20)
      let item = Upload.Item(digest: Digests.key(xml), sizeBytes: Int64(xml.count), format: .aecg, headerBytes: nil)
      for _ in 0..<3 where region.hub.isRunning {
        let new = NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: [item])
        guard let opened = try? client.ask(.post("uploads", new), as: UploadOpened.self) else { continue }
        if let answer = try? client.put(xml, to: opened.id, seconds: 60) { #expect(!answer.isSuccess) }
      }
      let isAlive = region.hub.isRunning
      print("\(limits): the hub \(isAlive ? "lives" : "ended")")
      if isAlive { #expect(try region.hub.terminate() == 0) }
      try region.hub.start()
      #expect(try region.client(Region.baihe).held(among: kept) == Set(kept))
      #expect(try region.waitForReadings(3, of: Region.cardiologist, seconds: 60).count == 3)
      #expect(try region.hub.terminate() == 0)
      #expect(try region.tool.run(["fsck", "--data", region.hub.data]).status == 0)
    }
  }

  private static func announcement(of object: [UInt8]) throws -> NewUpload {
    let item = Upload.Item(digest: Digests.key(object), sizeBytes: Int64(object.count), format: .dicom, headerBytes: nil)
    return NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: [item])
  }

  private static func ready(_ region: Region) throws -> Int { try region.hub.client.send(WireRequest(path: "/health/ready")).status }

  private static func metric(_ name: String, _ region: Region) throws -> Int? {
    let text = try region.client(profile: "admin").send(WireRequest(path: "/metrics")).text
    return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Int($0.dropFirst(name.count + 1)) }
  }
}

/// A control group with a bound on memory, of either version; for who may make one.
private struct MemoryCap {
  private let folder: String
  var processes: String { folder + "/cgroup.procs" }

  private static let parents = [("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")]

  static let isPossible: Bool = {
    guard let cap = try? MemoryCap(bytes: 1 << 30) else { return false }
    cap.remove()
    return true
  }()

  init(bytes: Int) throws {
    for (parent, limit) in Self.parents {
      let folder = parent + "/readinghub-test-\(getpid())"
      guard mkdir(folder, 0o700) == 0 else { continue }
      let descriptor = open(folder + "/" + limit, O_WRONLY | O_CLOEXEC)
      defer { close(descriptor) }
      let text = Array("\(bytes)".utf8)
      if descriptor >= 0, write(descriptor, text, text.count) == text.count {
        self.folder = folder
        return
      }
      rmdir(folder)
    }
    throw HarnessFailure("no memory control group")
  }

  func remove() { rmdir(folder) }
}
