import Foundation
import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HubHTTP

@Suite("Requests of one credential")
struct RequestPaceTests {
  private static var narrow: HubHTTPLimits {
    var limits = HubHTTPLimits()
    limits.calls = RequestAllowance(perSecond: 2, atOnce: 5)
    limits.sending = RequestAllowance(perSecond: 2, atOnce: 5)
    limits.urgentSending = RequestAllowance(perSecond: 1, atOnce: 3)
    return limits
  }

  private static let start = MonotonicInstant(microseconds: 1_000_000)
  private static let clinic = Principal.clinic(.init(rawValue: 1))

  private static func admitted(
    _ pace: RequestPace, _ count: Int, _ operation: HubHTTP.Operation = .whoAmI, isUrgent: Bool = false, after seconds: Int64 = 0
  )
    -> Int
  {
    (0..<count).filter { _ in (try? pace.admit(clinic, to: operation, isUrgent: isUrgent, at: start + .seconds(seconds))) != nil }.count
  }

  @Test("so many at once, then as many as time gives back, never more than after a rest")
  func bucket() {
    let pace = RequestPace(limits: Self.narrow)
    #expect(Self.admitted(pace, 10) == 5)
    #expect(Self.admitted(pace, 10, after: 1) == 2)
    #expect(Self.admitted(pace, 10, after: 1_000) == 5)
    // A clock read earlier gives nothing back and takes nothing away.
    #expect(Self.admitted(pace, 10, after: 999) == 0)
  }

  @Test("sending and the rest do not take from one another; what is urgent has a reserve, which is bounded too")
  func kinds() {
    let pace = RequestPace(limits: Self.narrow)
    #expect(Self.admitted(pace, 10) == 5)
    #expect(Self.admitted(pace, 10, .putObject) == 5)
    #expect(Self.admitted(pace, 10, .openUpload) == 0)
    #expect(Self.admitted(pace, 10, .putObject, isUrgent: true) == 3)
    #expect(Self.admitted(pace, 10, .whoAmI, isUrgent: true) == 0)
  }

  @Test("over the bound: 429 with Retry-After, nothing done; others and open calls are served; a second later it goes on")
  func overHTTP() async throws {
    let hub = try await TestHub()
    let configuration = HubHTTPConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0), limits: Self.narrow)
    try await hub.server(configuration).application().test(.router) { client async throws in
      let caller = HubCaller(client: client, hub: hub)
      for _ in 0..<5 { #expect(try await caller.get("whoami", as: .clinic).status == .ok) }
      let refused = try await caller.get("whoami", as: .clinic)
      #expect(refused.problem == .tooManyRequests && refused.headers[.retryAfter] == "1")
      let name = try await caller.post("admin/hospitals", as: .administrator, NewHospital(name: "another"))
      #expect(name.status == .created)
      #expect(try await caller.get("whoami", as: .otherClinic).status == .ok)
      #expect(try await caller.call(.get, "/health/live").status == .ok)
      hub.clock.advance(by: .seconds(1))
      #expect(try await caller.get("whoami", as: .clinic).status == .ok)
    }
  }

  @Test("an urgent ECG passes its own clinic's flood")
  func urgentSending() async throws {
    let hub = try await TestHub()
    let configuration = HubHTTPConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0), limits: Self.narrow)
    try await hub.server(configuration).application().test(.router) { client async throws in
      let caller = HubCaller(client: client, hub: hub)
      func announce(_ headers: HTTPFields) async throws -> TestResponse {
        let body = #"{"isUrgent":true,"isComplete":false,"items":[{"digest":"\#(BlobKey.invented(1))","sizeBytes":4,"format":"dicom"}]}"#
        return try await caller.call(.post, "uploads", as: .clinic, headers: headers.with(.contentType, "application/json"), body: Array(body.utf8))
      }
      for _ in 0..<5 { #expect(try await announce([:]).status == .created) }
      #expect(try await announce([:]).problem == .tooManyRequests)
      #expect(try await announce([.priority: "u=3"]).problem == .tooManyRequests)
      #expect(try await announce([.priority: "i, u=0"]).status == .created)
    }
  }

  @Test("bytes of unknown length stop being written when the disk's reserve is reached")
  func roomWhileWriting() async throws {
    let folder = try TemporaryFolder()
    let piece = ByteBuffer(repeating: 7, count: 1 << 20)
    let stream = AsyncStream { continuation in
      for _ in 0..<64 { continuation.yield(piece) }
      continuation.finish()
    }
    let path = folder.file("object")
    let spool = ObjectSpool(path: path, expectedBytes: 1 << 30, files: BlockingWork(label: "test", width: 1)) { () throws(HubError) in
      throw HubError(.storageFull)
    }
    await #expect(throws: HubError(.storageFull)) { try await spool.receive(RequestBody(asyncSequence: stream)) }
    let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(size < 17 << 20)
  }
}

extension HTTPFields {
  fileprivate func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
    var fields = self
    fields[name] = value
    return fields
  }
}
