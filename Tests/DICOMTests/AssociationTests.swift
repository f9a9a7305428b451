import Foundation
import Testing

@testable import DICOM

@Suite struct AssociationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func withListener(
    _ configure: (inout ListenerConfiguration) -> Void = { _ in }, handler: KeepingHandler? = nil,
    _ body: (DICOMListener, KeepingHandler) throws -> Void
  ) throws {
    var configuration = ListenerConfiguration()
    configuration.port = 0
    configure(&configuration)
    let handler = handler ?? KeepingHandler(folder: folder.url)
    let listener = try DICOMListener(configuration: configuration, handler: handler)
    try listener.start()
    defer { listener.stop(graceSeconds: 1) }
    try body(listener, handler)
  }

  private func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<1000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  private static let image = DICOMBytes.secondaryCapture

  private func imagePeer(_ port: UInt16) throws -> TestPeer {
    let peer = try #require(TestPeer(port: port))
    #expect(peer.associate(abstractSyntax: Self.image, transferSyntax: DICOMBytes.explicitLittleEndian))
    return peer
  }

  // MARK: Service

  @Test func echoesAndReleases() throws {
    try withListener { listener, handler in
      let peer = try #require(TestPeer(port: listener.port))
      #expect(peer.associate())
      #expect(peer.echo() == 0)
      peer.send([5, 0, 0, 0, 0, 4, 0, 0, 0, 0])
      #expect(peer.receive().first == 6)
      #expect(waitUntil { handler.ends == [KeepingHandler.Event(end: .released, isObjectLost: false)] })
    }
  }

  @Test("data sets are kept bit for bit, in memory and in a file", arguments: [1 << 20, 40_000, 0])
  func keepsTheDataSetBitForBit(memoryBytes: Int) throws {
    try withListener({ $0.memoryBytesAnObject = memoryBytes }) { listener, handler in
      let peer = try imagePeer(listener.port)
      let dataSet = DICOMBytes.identity() + DICOMBytes.pixels(rows: 300, columns: 300, byteCount: 90_000)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: dataSet) == 0)
      let kept = [UInt8](try Data(contentsOf: folder.url.appending(path: "1.2.3.4.dcm")))
      let object = try DICOMScan.scan(bytes: kept)
      #expect(Array(kept[object.dataSetOffset...]) == dataSet)
      #expect(handler.stored.map(\.transferSyntaxUID) == [DICOMBytes.explicitLittleEndian])
      #expect(handler.stored.map(\.byteCount) == [kept.count])
      #expect(handler.stored.map(\.callingAE) == ["CLINIC"])
      #expect(handler.stored.map { if case .memory = $0.object { true } else { false } } == [memoryBytes == 1 << 20])
    }
  }

  @Test func answersWithTheReasonAndLeavesNoFile() throws {
    try withListener { listener, _ in
      let peer = try imagePeer(listener.port)
      let good = DICOMBytes.identity() + DICOMBytes.pixels()
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.9", dataSet: good) == 0xA900)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: Array(good.dropLast(30))) == 0xC002)
      let deep = DICOMBytes.nested(20_000)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: Array(deep[(deep.count - 400_000)...])) == 0xC001)
      #expect(peer.store(sopClass: Self.image, instance: "../../x", dataSet: good) == 0x0117)
      #expect(peer.store(sopClass: Self.image, instance: String(repeating: "1", count: 2000), dataSet: good) == 0x0117)
      #expect(peer.store(sopClass: DICOMBytes.twelveLeadECG, instance: "1.2.3.4", dataSet: good) == 0x0122)
      #expect(folder.names.isEmpty)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: good) == 0)
    }
  }

  @Test func saysNoRoomWhenTheFileCannotBeWritten() throws {
    let handler = KeepingHandler(folder: folder.url.appending(path: "absent"))
    try withListener({ $0.memoryBytesAnObject = 0 }, handler: handler) { listener, _ in
      let peer = try imagePeer(listener.port)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: DICOMBytes.identity() + DICOMBytes.pixels()) == 0xA700)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: DICOMBytes.identity() + DICOMBytes.pixels()) == 0xA700)
    }
  }

  @Test("a disk that reaches its reserve in the middle of an object: A700, nothing left, and the association goes on")
  func saysNoRoomInTheMiddle() throws {
    let handler = KeepingHandler(folder: folder.url)
    handler.roomLooks.withLock { $0 = 1 }
    try withListener({ $0.memoryBytesAnObject = 0 }, handler: handler) { listener, _ in
      let peer = try imagePeer(listener.port)
      let large = DICOMBytes.identity() + DICOMBytes.pixels(rows: 5_000, columns: 5_000, byteCount: 25_000_000)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: large) == 0xA700)
      #expect(folder.names.isEmpty)
      handler.roomLooks.withLock { $0 = .max }
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: large) == 0)
    }
  }

  @Test func neverTouchesAFileThatIsThere() throws {
    let kept = try folder.write([1, 2, 3], as: "1.part")
    try withListener({ $0.memoryBytesAnObject = 0 }) { listener, _ in
      let peer = try imagePeer(listener.port)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: DICOMBytes.identity() + DICOMBytes.pixels()) == 0xA700)
      #expect([UInt8](try Data(contentsOf: URL(filePath: kept))) == [1, 2, 3])
    }
  }

  // MARK: Who may come in

  @Test func rejectsWithTheStandardsReason() throws {
    try withListener { listener, _ in
      func answer(_ request: [UInt8]) -> [UInt8] {
        guard let peer = TestPeer(port: listener.port) else { return [] }
        peer.send(request)
        return peer.receive()
      }
      #expect(answer(AssociateRequestTests.request(calling: "STRANGER")) == ([3, 0, 0, 0, 0, 4, 0, 1, 1, 3] as [UInt8]))
      #expect(answer(AssociateRequestTests.request(called: "../secret")) == ([3, 0, 0, 0, 0, 4, 0, 1, 1, 7] as [UInt8]))
      #expect(answer(AssociateRequestTests.request(application: "1.2.3")) == ([3, 0, 0, 0, 0, 4, 0, 1, 1, 2] as [UInt8]))
    }
  }

  @Test func limitsAssociationsOfOneTitleOnly() throws {
    try withListener({ $0.maximumAssociationsPerCallingAE = 3 }) { listener, _ in
      let peers = try (0..<3).map { _ in try #require(TestPeer(port: listener.port)) }
      for peer in peers { #expect(peer.associate(calling: "CLINIC1")) }
      let fourth = try #require(TestPeer(port: listener.port))
      fourth.send(AssociateRequestTests.request(calling: "CLINIC1"))
      #expect(fourth.receive() == [3, 0, 0, 0, 0, 4, 0, 2, 3, 2])
      let other = try #require(TestPeer(port: listener.port))
      #expect(other.associate(calling: "CLINIC2"))
      #expect(other.echo() == 0)
      withExtendedLifetime(peers) {}
    }
  }

  @Test func manySilentAndIdlePeersHoldNobodyUp() throws {
    try withListener({ $0.maximumAssociationsPerCallingAE = 200 }) { listener, _ in
      let silent = (0..<100).compactMap { _ in TestPeer(port: listener.port) }
      for peer in silent.prefix(50) { peer.send([1, 0, 0, 0]) }
      let idle = (0..<130).compactMap { _ in TestPeer(port: listener.port) }
      for peer in idle { #expect(peer.associate()) }
      let start = ContinuousClock.now
      let peer = try #require(TestPeer(port: listener.port))
      #expect(peer.associate(calling: "CLINIC2"))
      #expect(peer.echo() == 0)
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(listener.openAssociationCount == 131)
      withExtendedLifetime((silent, idle)) {}
    }
  }

  @Test func silentPeersAreClosedInTime() throws {
    try withListener({ $0.associationTimeoutSeconds = 1 }) { listener, _ in
      let peer = try #require(TestPeer(port: listener.port))
      peer.send([1, 0, 0, 0, 1])
      #expect(peer.receive().isEmpty)
    }
  }

  @Test func idleAssociationsAreAborted() throws {
    try withListener({ $0.idleTimeoutSeconds = 1 }) { listener, handler in
      let peer = try #require(TestPeer(port: listener.port))
      #expect(peer.associate())
      #expect(peer.receive().first == 7)
      #expect(waitUntil { handler.ends == [KeepingHandler.Event(end: .idle, isObjectLost: false)] })
    }
  }

  // MARK: Hostile peers

  @Test func garbageEndsOnlyItself() throws {
    try withListener { listener, _ in
      var generator = SeededGenerator(state: 3)
      let garbage = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let openings: [[UInt8]] = [
        garbage, Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [1, 0, 0xFF, 0xFF, 0xFF, 0xF0] + garbage, [9, 0, 0, 0, 0, 4, 0, 0, 0, 0],
        AssociateRequestTests.request(contexts: []), AssociateRequestTests.request(syntaxes: 51),
      ]
      for opening in openings {
        let peer = try #require(TestPeer(port: listener.port))
        peer.send(opening)
        let answer = peer.receive()
        #expect(answer.isEmpty || answer.first == 7)
      }
      let inside: [[UInt8]] = [
        [4, 0, 0xF0, 0, 0, 0, 0xEF, 0xFF, 0xFF, 0xFC, 1, 3] + garbage, [4, 0, 0, 0, 0, 10, 0x7F, 0xFF, 0xFF, 0xFF, 1, 3, 0, 0, 0, 0],
        [4, 0, 0, 0, 0, 4, 0, 0, 0, 0], [0x42, 0, 0, 0, 0, 4, 0, 0, 0, 0], TestPeer.pdv(garbage, isCommand: true),
        TestPeer.pdv(garbage, isCommand: false),
        TestPeer.pdv(TestPeer.command(field: 0x0020, sopClass: "1.2", instance: "1.2"), isCommand: true),
      ]
      for bytes in inside {
        let peer = try #require(TestPeer(port: listener.port))
        #expect(peer.associate())
        peer.send(bytes)
        let answer = peer.receive()
        #expect(answer.isEmpty || answer.first == 7)
      }
      let good = try #require(TestPeer(port: listener.port))
      #expect(good.associate())
      #expect(good.echo() == 0)
      #expect(folder.names.isEmpty)
    }
  }

  @Test func nestedSequencesInACommandAreNotFollowed() throws {
    try withListener { listener, _ in
      let peer = try #require(TestPeer(port: listener.port))
      #expect(peer.associate())
      let level: [UInt8] = [0, 0, 0x40, 0x11, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]
      for _ in 0..<40 { peer.send(TestPeer.pdv(Array((0..<1000).map { _ in level }.joined()), isCommand: true, isLast: false)) }
      let answer = peer.receive()
      #expect(answer.isEmpty || answer.first == 7)
      let good = try #require(TestPeer(port: listener.port))
      #expect(good.associate())
      #expect(good.echo() == 0)
    }
  }

  @Test func aCutObjectLeavesNothing() throws {
    try withListener({ $0.memoryBytesAnObject = 5_000 }) { listener, handler in
      var peer: TestPeer? = try imagePeer(listener.port)
      peer?.send(TestPeer.pdv(TestPeer.command(field: 1, sopClass: Self.image, instance: "1.2.3.4"), isCommand: true))
      peer?.send(TestPeer.pdv([UInt8](repeating: 1, count: 10_000), isCommand: false, isLast: false))
      #expect(waitUntil { !folder.names.isEmpty })
      peer = nil
      #expect(waitUntil { handler.ends == [KeepingHandler.Event(end: .aborted, isObjectLost: true)] })
      #expect(folder.names.isEmpty)
    }
  }

  @Test func objectsBeyondTheLimitAreAborted() throws {
    try withListener({ $0.maximumObjectBytes = 50_000 }) { listener, handler in
      let peer = try imagePeer(listener.port)
      #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: [UInt8](repeating: 0, count: 90_000)) == nil)
      #expect(waitUntil { handler.ends == [KeepingHandler.Event(end: .objectTooLarge, isObjectLost: true)] })
      #expect(folder.names.isEmpty)
    }
  }

  // MARK: Stopping

  @Test func stoppingLetsARunningStoreFinish() throws {
    let handler = KeepingHandler(folder: folder.url, storeSeconds: 0.5)
    var configuration = ListenerConfiguration()
    configuration.port = 0
    let listener = try DICOMListener(configuration: configuration, handler: handler)
    try listener.start()
    let idle = try #require(TestPeer(port: listener.port))
    #expect(idle.associate())
    let peer = try imagePeer(listener.port)
    let isStopping = DedicatedThread.start {
      usleep(200_000)
      listener.stop(graceSeconds: 5)
    }
    #expect(isStopping)
    #expect(peer.store(sopClass: Self.image, instance: "1.2.3.4", dataSet: DICOMBytes.identity() + DICOMBytes.pixels()) == 0)
    #expect(idle.receive().first == 7)
    #expect(waitUntil { listener.openAssociationCount == 0 })
    #expect(handler.stored.count == 1)
    #expect(waitUntil { TestPeer(port: listener.port) == nil })
  }

  @Test func twoListenersCannotShareAPort() throws {
    try withListener { listener, handler in
      var configuration = ListenerConfiguration()
      configuration.port = listener.port
      #expect(throws: DICOMFault(.listenerFailed)) { try DICOMListener(configuration: configuration, handler: handler) }
    }
  }

  // MARK: Real peers

  @Test(.enabled(if: TestFiles.tool("storescu") != nil, "SKIPPED: DCMTK's storescu is not installed"))
  func servesStorescu() throws {
    try withListener { listener, handler in
      let names = ["MR_small.dcm", "CT_small.dcm", "MR_small_RLE.dcm", "SC_rgb_jpeg_dcmtk.dcm", "waveform_ecg.dcm", "MR_small_jpeg_ls_lossless.dcm"]
      for name in names {
        let syntax = ["MR_small_RLE.dcm": "-xr", "SC_rgb_jpeg_dcmtk.dcm": "-xy", "MR_small_jpeg_ls_lossless.dcm": "-xt"][name] ?? "-xe"
        let process = Process()
        process.executableURL = URL(filePath: try #require(TestFiles.tool("storescu")))
        process.arguments = ["-aet", "CLINIC", "-aec", "HUB", syntax, "127.0.0.1", String(listener.port), TestFiles.fixture(name)]
        process.environment = ["TCP_NODELAY": "1"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(name)")
      }
      #expect(handler.stored.count == names.count)
      #expect(handler.stored.contains { $0.transferSyntaxUID == "1.2.840.10008.1.2.5" })
    }
  }
}
