import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

/// Connections that mean no good, beside good ones that must not feel it.
@Suite("Hostile connections", .ownThread)
struct HostileNetworkTests {
  @Test("1,000 silent connections at each door, slow heads, slow bodies, slow PDUs, 200 idle associations: closed in time, felt by nobody")
  func silentAndSlow() throws {
    try Region.run { region in
      try OwnDescriptors.raise()
      let many = try (0..<4).map { try region.freshClinic("idle\($0)") }
      let watch = try HubWatch(region)
      let token = try region.tool.token(of: Region.qingshan.profile)
      let (http, dicom) = (region.hub.httpPort, region.hub.dicomPort)
      try watch.during("silent and slow peers") {
        let silent = try (0..<1_000).flatMap { _ in [try LoopbackSocket(port: http, seconds: 1), try LoopbackSocket(port: dicom, seconds: 1)] }
        let idle = try many.flatMap { clinic in try (0..<50).map { _ in try Self.idleAssociation(of: clinic, at: dicom) } }
        let slow = Threads.start { Threads.run(30) { Self.trickle($0, http: http, dicom: dicom, token: token) } }
        // Time-outs: 25 s by HTTP, 30 s by DICOM; the bound is half a minute, with a little for a busy machine.
        let isClosed = Wait.isTrue(within: 33) { silent.allSatisfy(\.isClosedByPeer) }
        #expect(isClosed, "\(silent.count { !$0.isClosedByPeer }) silent connections are still open")
        let ended = slow.join()
        #expect(ended.allSatisfy { $0 < 45 }, "slow senders went on for \(ended) s")
        for socket in silent { socket.close() }
        for peer in idle { #expect(peer.echo() == 0, "an idle association of less than a minute has ended") }
      }
    }
  }

  private static func idleAssociation(of clinic: Region.Party, at port: Int) throws -> AssociationPeer {
    let peer = try AssociationPeer(port: port)
    guard case .accepted = peer.associate(calling: clinic.aeTitle) else { throw HarnessFailure("an association of \(clinic.name) was refused") }
    return peer
  }

  /// Sends a byte a second in one of three ways until the hub has enough of it. Returns the seconds that took.
  private static func trickle(_ number: Int, http: Int, dicom: Int, token: String) -> Double {
    let request = PDU.associateRequest(
      calling: Region.qingshan.aeTitle, called: HubProcess.aeTitle,
      contexts: [PDU.context(id: 1, sopClass: "1.2.840.10008.1.1", syntaxes: ["1.2.840.10008.1.2"])])
    let head =
      "POST /api/v1/uploads HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n"
    let (port, opening, rest): (Int, [UInt8], [UInt8]) =
      switch number % 3 {
      case 0: (http, [], Array(head.utf8))
      case 1: (http, Array(head.utf8), [UInt8](repeating: 0x20, count: 4_000))
      default: (dicom, [], request)
      }
    return Wait.measure {
      guard let socket = try? LoopbackSocket(port: port, seconds: 1) else { return }
      defer { socket.close() }
      guard socket.write(opening) else { return }
      for byte in rest.prefix(60) {
        guard socket.write([byte]), !socket.isClosedByPeer else { return }
        usleep(1_000_000)
      }
    }.seconds
  }

  @Test("no PDU, one of 4 GiB, an unknown one, 10,000 contexts, a command without end: the connection ends, at once")
  func badPDUs() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      let contexts = (0..<10_000).map {
        PDU.context(id: UInt8(truncatingIfNeeded: 2 * $0 + 1), sopClass: "1.2.840.10008.1.1", syntaxes: ["1.2.840.10008.1.2"])
      }
      let small = Array(contexts.prefix(3_000))
      let openings: [[UInt8]] = [
        [1, 0, 0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 1_000), [4, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0x42, 0, 0, 0, 0, 4, 0, 0, 0, 0],
        PDU.associateRequest(calling: Region.qingshan.aeTitle, called: HubProcess.aeTitle, contexts: contexts),
        PDU.associateRequest(calling: Region.qingshan.aeTitle, called: HubProcess.aeTitle, contexts: small),
        Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3], [5, 0, 0, 0, 0, 4, 0, 0, 0, 0],
        [7, 0, 0, 0, 0, 4, 0, 0, 0, 0],
      ]
      let inside: [[UInt8]] = [
        [4, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xF8, 1, 3] + [UInt8](repeating: 7, count: 70_000),
        [4, 0, 0, 0, 0, 10, 0xFF, 0xFF, 0xFF, 0xFF, 1, 3, 0, 0, 0, 0], [0x42, 0, 0, 0, 0, 4, 0, 0, 0, 0], [0x42, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        PDU.data([UInt8](repeating: 7, count: 20_000), isCommand: true, isLast: false),
        PDU.data(PDU.command(field: 0x0021, sopClass: "1.2"), isCommand: true), openings[3],
      ]
      try watch.during("bad PDUs") {
        for opening in openings {
          let peer = try AssociationPeer(port: region.hub.dicomPort, seconds: 5)
          peer.send(opening)
          let (answer, seconds) = Wait.measure { peer.receive() }
          #expect((answer.isEmpty || answer.first == 7) && seconds < 3, "\(opening.prefix(12)): \(answer.prefix(10)) after \(seconds) s")
        }
        for bytes in inside {
          let peer = try Self.idleAssociation(of: Region.qingshan, at: region.hub.dicomPort)
          peer.send(bytes)
          let (answer, seconds) = Wait.measure { peer.receive() }
          #expect((answer.isEmpty || answer.first == 7) && seconds < 3, "\(bytes.prefix(12)): \(answer.prefix(10)) after \(seconds) s")
        }
      }
    }
  }

  @Test("an association given up after each of its PDUs, by A-ABORT or by a reset: no partial file stays, nothing is stored")
  func givenUp() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      let image = ImageRecipe(9_800, rows: 1_500, columns: 2_000)
      let pieces = stride(from: 0, to: image.dataSet.count, by: 65_536).map { Array(image.dataSet[$0..<min($0 + 65_536, image.dataSet.count)]) }
      let command = PDU.data(PDU.command(field: 1, sopClass: ImageRecipe.secondaryCapture, instance: image.instanceUID), isCommand: true)
      let units = [command] + pieces.map { PDU.data($0, isCommand: false, isLast: false) }
      try watch.during("associations given up") {
        for count in 0...units.count {
          for isReset in [false, true] {
            let peer = try AssociationPeer(port: region.hub.dicomPort)
            guard
              case .accepted = peer.associate(calling: Region.qingshan.aeTitle, [(ImageRecipe.secondaryCapture, ImageRecipe.explicitLittleEndian)])
            else { throw HarnessFailure("refused") }
            for unit in units.prefix(count) { peer.send(unit) }
            // Half a PDU on the wire when the line goes.
            if isReset, count < units.count { peer.send(Array(units[count].prefix(units[count].count / 2))) }
            if isReset { peer.reset() } else { peer.send([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]) }
          }
        }
        try Wait.untilTrue("the partial files to go", seconds: 60) { region.hub.partialFiles.isEmpty }
      }
      #expect(region.hub.objectFiles.isEmpty)
      #expect(try region.hub.objectsInLog(region).isEmpty)
      let peer = try AssociationPeer(port: region.hub.dicomPort)
      #expect(
        peer.associate(calling: Region.qingshan.aeTitle, [(ImageRecipe.secondaryCapture, ImageRecipe.explicitLittleEndian)]) == .accepted([1: 0]))
      #expect(peer.store(sopClass: ImageRecipe.secondaryCapture, instance: image.instanceUID, dataSet: image.dataSet)?.status == 0)
    }
  }

  @Test("2,000 (all: 100,000) times associate, echo, release: memory grows by no more than 1 MB in 10,000")
  func cycles() throws {
    try Region.run { region in
      let count = TestLevel.isAll ? 100_000 : 2_000
      let watch = try HubWatch(region)
      func cycle() throws {
        let peer = try AssociationPeer(port: region.hub.dicomPort)
        #expect(peer.associate(calling: Region.qingshan.aeTitle) == .accepted([1: 0]))
        #expect(peer.echo() == 0)
        peer.release()
      }
      // Until every pool and cache has its size.
      for _ in 0..<500 { try cycle() }
      let (before, descriptors) = (watch.residentKilobytes, watch.descriptorCount)
      for _ in 0..<count { try cycle() }
      let grown = watch.residentKilobytes - before
      print("hostile: \(count) associations: \(grown) kB")
      // What an allocator keeps or returns in a short run is allowed for.
      #expect(grown <= count / 10 + 1_024, "\(grown) kB in \(count) associations")
      #expect(watch.descriptorCount <= descriptors + 8)
      try watch.expectWell("\(count) associations")
    }
  }

  @Test("strangers and wrong names are told so by reason 3 and 7; the sixty-fifth association of one AE title by local limit, and others are served")
  func whoMayAssociate() throws {
    try Region.run { region in
      let port = region.hub.dicomPort
      func reply(_ calling: String, _ called: String = HubProcess.aeTitle) throws -> AssociationPeer.Reply {
        try AssociationPeer(port: port).associate(calling: calling, called: called)
      }
      for stranger in ["NOBODY", "", "QINGSHAN2", "qingshan", "../secret", "' OR 1=1--", "%"] {
        #expect(try reply(stranger) == .rejected(1, 1, 3), "\(stranger)")
      }
      for name in ["../secret", "OTHER", "readinghub", ""] { #expect(try reply(Region.qingshan.aeTitle, name) == .rejected(1, 1, 7), "\(name)") }
      let watch = try HubWatch(region)
      try watch.during("64 associations of one AE title") {
        let held = try (0..<64).map { _ in try Self.idleAssociation(of: Region.qingshan, at: port) }
        for _ in 0..<5 { #expect(try reply(Region.qingshan.aeTitle) == .rejected(2, 3, 2)) }
        #expect(held.last?.echo() == 0)
      }
    }
  }
}
