import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("An orderly end", .ownThread)
struct DrainTests {
  /// A PUT of an object that has been sent but for its last bytes.
  private struct HalfSent {
    let socket: LoopbackSocket
    let rest: [UInt8]

    init(_ object: [UInt8], in region: Region) throws {
      let client = try region.client(Region.qingshan)
      let upload = try client.openUpload([object], isComplete: true)
      let request = WireRequest.put("uploads/\(upload.id)/objects/\(Digests.key(object))", object)
      socket = try LoopbackSocket(port: region.hub.httpPort, seconds: 30)
      let bytes = client.head(of: request) + object
      rest = Array(bytes.suffix(1_000))
      guard socket.write(Array(bytes.dropLast(1_000))) else { throw HarnessFailure("the first half was not taken") }
    }

    func finish() throws -> WireAnswer {
      guard socket.write(rest) else { throw HarnessFailure("the second half was not taken") }
      return try WireAnswer(socket.readAll())
    }
  }

  @Test("after SIGTERM ready says 503, an upload in flight is finished and acknowledged, then the hub ends with 0")
  func uploadInFlight() throws {
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(arguments: ["--drain-notice-seconds", "2", "--drain-seconds", "20"])
      let object = ImageRecipe(1, rows: 64, columns: 64).file
      let half = try HalfSent(object, in: region)
      let pid = try #require(region.hub.pid)
      usleep(200_000)
      kill(pid, SIGTERM)
      usleep(300_000)
      let ready = try region.hub.client.send(WireRequest(path: "/health/ready"))
      #expect(ready.status == 503 && ready.problemCode == "shutting-down", "\(ready.text)")
      #expect(try region.hub.client.send(WireRequest(path: "/health/live")).status == 200)
      // The notice is over: nobody new is let in, who is in may finish.
      usleep(3_000_000)
      #expect(throws: (any Error).self) { try region.hub.client.send(WireRequest(path: "/health/live")) }
      #expect(region.hub.isRunning)
      let answer = try half.finish()
      #expect(answer.status == 201, "\(answer.status) \(answer.text)")
      #expect(try region.hub.waitForEnd() == 0)
      try region.hub.start()
      #expect(try region.client(Region.qingshan).held(among: [Digests.key(object)]).count == 1)
    }
  }

  @Test("what does not end within the limit is cut; a second SIGTERM ends at once")
  func limits() throws {
    try Region.run { region in
      #expect(try region.hub.terminate() == 0)
      try region.hub.start(arguments: ["--drain-seconds", "60"])
      let half = try HalfSent(ImageRecipe(2, rows: 64, columns: 64).file, in: region)
      let pid = try #require(region.hub.pid)
      usleep(200_000)
      kill(pid, SIGTERM)
      usleep(500_000)
      #expect(region.hub.isRunning)
      let end = try Wait.measure { try region.hub.terminate(seconds: 10) }
      #expect(end.value == 128 + SIGTERM && end.seconds < 2, "\(end)")
      half.socket.close()
      try region.hub.start(arguments: ["--drain-seconds", "1"])
      let other = try HalfSent(ImageRecipe(3, rows: 64, columns: 64).file, in: region)
      usleep(200_000)
      let cut = try Wait.measure { try region.hub.terminate(seconds: 20) }
      #expect(cut.seconds < 12, "\(cut)")
      other.socket.close()
    }
  }

  @Test("an association in the midst of its objects finishes them", .enabled(if: Peers.hasDCMTK, Comment(rawValue: Peers.dcmtkReason)))
  func associationInFlight() throws {
    try Region.run { region in
      let count = 150
      let files = try (0..<count).map { try region.write(ImageRecipe(UInt64(100 + $0), rows: 64, columns: 64).file, to: "d/\($0).dcm") }
      let address = ["-aet", Region.qingshan.aeTitle, "-aec", HubProcess.aeTitle, "127.0.0.1", "\(region.hub.dicomPort)"]
      let sender = try ChildProcess(
        "/usr/bin/storescu", ["-v", "-nh"] + address + files, environment: Peers.dcmtkEnvironment, output: region.file("sent"),
        errors: region.file("sent"))
      defer { sender.end() }
      try Wait.untilTrue("first objects") { try region.client(Region.qingshan).readings().readings.count >= 3 }
      let pid = try #require(region.hub.pid)
      kill(pid, SIGTERM)
      _ = try sender.wait(seconds: 60)
      let log = StoreLog(TextFile.read(region.file("sent")))
      #expect(log.acknowledged.count == count, "\(log.acknowledged.count) of \(count)")
      #expect(try region.hub.waitForEnd() == 0)
    }
  }
}
