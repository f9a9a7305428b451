import Foundation
import HubAPI
import HubClient
import HubModel
import HubTesting
import Synchronization
import Testing

@Suite("Over a real socket")
struct NetworkTests {
  private static let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

  @discardableResult
  private func withTransport<Value>(_ body: (NetworkTransport) async throws -> Value) async throws -> Value {
    let transport = try NetworkTransport(trusted: .authorities([]))
    do {
      let value = try await body(transport)
      await transport.close()
      return value
    } catch {
      await transport.close()
      throw error
    }
  }

  @Test("Files go out one after another with their length; progress counts every byte")
  func streaming() async throws {
    let folder = try TemporaryFolder()
    let first = [UInt8]((0..<700_001).map { UInt8(truncatingIfNeeded: $0) })
    let second = Array("tail".utf8)
    try Data(first).write(to: URL(fileURLWithPath: folder.file("a")))
    try Data(second).write(to: URL(fileURLWithPath: folder.file("b")))
    let server = try LoopbackServer([.answer(Self.ok)])
    defer { server.stop() }
    let sent = Mutex<Int64>(0)
    let request = ClientRequest(
      method: .put, url: "http://127.0.0.1:\(server.port)/x", headers: [("Authorization", "Bearer t")],
      body: .files([.init(path: folder.file("a"), sizeBytes: 700_001), .init(path: folder.file("b"), sizeBytes: 4)]),
      onSent: { count in sent.withLock { $0 += count } })
    let response = try await withTransport { try await $0.send(request) }
    #expect(response.status == 200)
    let received = try #require(server.received.first)
    #expect(received.body == first + second)
    #expect(received.head.hasPrefix("PUT /x HTTP/1.1\r\n"))
    #expect(received.head.lowercased().contains("authorization: bearer t\r\n"))
    #expect(sent.withLock { $0 } == 700_005)
  }

  @Test("A reset in the middle is an interruption, takes its bytes back, and the next attempt sends everything again")
  func resetAndAgain() async throws {
    let folder = try TemporaryFolder()
    let bytes = [UInt8](repeating: 7, count: 3_000_000)
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("a")))
    let server = try LoopbackServer([.reset(afterBytes: 100_000), .answer(Self.ok)])
    defer { server.stop() }
    let sent = Mutex<Int64>(0)
    let request = ClientRequest(
      method: .put, url: "http://127.0.0.1:\(server.port)/x", body: .files([.init(path: folder.file("a"), sizeBytes: 3_000_000)]),
      onSent: { count in sent.withLock { $0 += count } })
    let response = try await withTransport { transport in
      let pacing = Pacing(pause: { _ in }, fraction: { 0 })
      return try await Exchange(transport: transport, policy: RetryPolicy(maximumAttempts: 3), pacing: pacing).perform(request, isRepeatable: true)
    }
    #expect(response.status == 200)
    #expect(server.received.map(\.body.count) == [3_000_000])
    #expect(sent.withLock { $0 } == 3_000_000)
  }

  @Test("Nobody listening means the request never left")
  func refused() async throws {
    let server = try LoopbackServer([])
    let port = server.port
    server.stop()
    try await withTransport { transport in
      let failure = await #expect(throws: TransportFailure.self) {
        try await transport.send(ClientRequest(method: .get, url: "http://127.0.0.1:\(port)/"))
      }
      guard case .notConnected = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test("A file that is not as long as it was is never sent as if it were")
  func changedFile() async throws {
    let folder = try TemporaryFolder()
    try Data("short".utf8).write(to: URL(fileURLWithPath: folder.file("a")))
    let server = try LoopbackServer([.answer(Self.ok), .answer(Self.ok)])
    defer { server.stop() }
    for path in [folder.file("a"), folder.file("absent")] {
      let request = ClientRequest(method: .put, url: "http://127.0.0.1:\(server.port)/", body: .files([.init(path: path, sizeBytes: 9)]))
      try await withTransport { transport in
        await #expect(throws: TransportFailure.fileChanged) { try await transport.send(request) }
      }
    }
    // A head may have left; a body never does, so the hub sees a request that was broken off.
    #expect(server.received.allSatisfy { $0.body.isEmpty })
  }

  @Test("A redirect is not followed: a token never goes to another host; an answer without end is cut off")
  func bounds() async throws {
    let server = try LoopbackServer([
      .answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n"),
      .answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000)),
    ])
    defer { server.stop() }
    var request = ClientRequest(method: .get, url: "http://127.0.0.1:\(server.port)/")
    request.maximumResponseBytes = 999
    let bounded = request
    let redirect = try await withTransport { try await $0.send(bounded) }
    #expect(redirect.status == 302)
    try await withTransport { transport in
      await #expect(throws: TransportFailure.responseTooLarge) { try await transport.send(bounded) }
    }
  }
}
