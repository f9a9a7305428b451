import Foundation
import HubAPI
import HubClient
import HubModel
import HubTesting
import Synchronization
import Testing
import Trust

/// A hub in memory: opens uploads, takes objects, breaks as it is told.
private final class PretendHub: HTTPTransport {
  struct State {
    var held: Set<String> = []
    var auditHead: SignedAuditHead?
    var announced: [NewUpload] = []
    /// By digest: how often the next attempts break off, or the refusal to give.
    var breaks: [String: Int] = [:]
    var refusals: [String: ProblemCode] = [:]
    var received: [String: [UInt8]] = [:]
    var attempts = 0
    var running = 0
    var mostRunning = 0
  }
  let state = Mutex(State())
  func close() async {}

  func send(_ request: ClientRequest) async throws(TransportFailure) -> ClientResponse {
    if request.url.hasSuffix("/uploads") { return try open(request) }
    let digest = String(request.url.split(separator: "/").last ?? "")
    state.withLock { state in
      state.attempts += 1
      state.running += 1
      state.mostRunning = max(state.mostRunning, state.running)
    }
    defer { state.withLock { $0.running -= 1 } }
    await Task.yield()
    try? await Task.sleep(for: .milliseconds(5))
    return try take(digest, request)
  }

  private func open(_ request: ClientRequest) throws(TransportFailure) -> ClientResponse {
    guard case .json(let bytes) = request.body, let upload = try? JSONDecoder().decode(NewUpload.self, from: Data(bytes)) else {
      throw .interrupted("body")
    }
    let (held, head) = state.withLock { state in
      state.announced.append(upload)
      return (upload.items.map(\.digest).filter { state.held.contains($0.rawValue) }, state.auditHead)
    }
    return try Self.answer(201, UploadOpened(id: UploadID(rawValue: 7), held: held, auditHead: head))
  }

  private func take(_ digest: String, _ request: ClientRequest) throws(TransportFailure) -> ClientResponse {
    guard case .files(let parts) = request.body, let key = BlobKey(rawValue: digest) else { throw .interrupted("body") }
    let bytes = parts.flatMap { FileManager.default.contents(atPath: $0.path).map(Array.init) ?? [] }
    request.onSent?(Int64(bytes.count))
    let (isBroken, refusal): (Bool, ProblemCode?) = state.withLock { state in
      if let left = state.breaks[digest], left > 0 {
        state.breaks[digest] = left - 1
        return (true, nil)
      }
      if let code = state.refusals[digest] { return (false, code) }
      state.received[digest] = bytes
      state.held.insert(digest)
      return (false, nil)
    }
    if isBroken {
      request.onSent?(-Int64(bytes.count))
      throw .interrupted("reset")
    }
    if let refusal { return try Self.answer(422, Problem(HubError(refusal), status: 422), type: "application/problem+json") }
    let now = Timestamp(Instant(microseconds: 1_767_225_600_000_000))
    return try Self.answer(
      201, ObjectReceipt(result: .stored, arrival: .init(rawValue: 1), digest: key, sizeBytes: Int64(bytes.count), receivedAt: now, auditHead: nil))
  }

  private static func answer(_ status: Int, _ value: some Encodable, type: String = "application/json") throws(TransportFailure) -> ClientResponse {
    guard let data = try? JSONEncoder().encode(value) else { throw .interrupted("encoding") }
    return ClientResponse(status: status, contentType: type, body: Array(data))
  }
}

@Suite("Uploads")
struct UploaderTests {
  private struct Sent {
    var results: [UploadResult]
    var sentBytes: Int64
  }

  private func upload(_ plan: UploadPlan, to hub: PretendHub, options: UploadOptions = UploadOptions()) async throws -> Sent {
    let exchange = Exchange(
      transport: hub, policy: RetryPolicy(maximumAttempts: 3), pacing: Pacing(pause: { _ in }, fraction: { 0 }))
    let session = try HubSession(hub: "http://127.0.0.1:1", token: "t", exchange: exchange)
    let bytes = Mutex<Int64>(0)
    let results = try await Uploader(session: session, options: options) { event in
      if case .sent(let count) = event { bytes.withLock { $0 += count } }
    }.send(plan)
    return Sent(results: results, sentBytes: bytes.withLock { $0 })
  }

  private func plan(_ contents: [String], in folder: TemporaryFolder) throws -> UploadPlan {
    var plan = UploadPlan()
    for (index, content) in contents.enumerated() {
      let path = folder.file("\(index).dcm")
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      plan.candidates.append(.init(parts: [.init(path: path, sizeBytes: Int64(content.utf8.count))], format: .dicom))
    }
    return plan
  }

  @Test("Only what the hub does not hold is sent; broken attempts are made again; bytes are counted once")
  func resumes() async throws {
    let folder = try TemporaryFolder()
    let plan = try plan(["one", "two!", "three"], in: folder)
    let hub = PretendHub()
    hub.state.withLock { state in
      state.held = [SHA256Digest(hashing: "one").hex]
      state.breaks[SHA256Digest(hashing: "three").hex] = 2
    }
    let sent = try await upload(plan, to: hub)
    #expect(sent.results.map(\.outcome) == [.alreadyHeld, .stored, .stored])
    #expect(sent.sentBytes == 9)
    #expect(hub.state.withLock { $0.attempts } == 4)
    #expect(hub.state.withLock { $0.received[SHA256Digest(hashing: "three").hex] } == Array("three".utf8))
    let again = try await upload(plan, to: hub)
    #expect(again.results.map(\.outcome) == [.alreadyHeld, .alreadyHeld, .alreadyHeld])
    #expect(hub.state.withLock { $0.attempts } == 4)
  }

  @Test("What is held already comes with the signed head that the hub gave for it; what is sent with its receipt")
  func receipts() async throws {
    let folder = try TemporaryFolder()
    let random = SystemRandomSource()
    let authority = try CertificateAuthority.makeRoot(name: "root", organization: "test", atUnixSeconds: 1_772_323_200, random: random)
    let key = try P256PrivateKey(random: random)
    let certificate = try authority.issueHub(
      name: "hub", organization: "test", publicKey: key.publicKey(), atUnixSeconds: 1_772_323_200, random: random)
    let chainHead = ChainHead(number: 9, hash: SHA256Digest(hashing: "entry"), timeMicroseconds: 1_772_323_200_000_000)
    let head = try SignedAuditHead(signing: chainHead, key: key, certificate: certificate)
    let hub = PretendHub()
    hub.state.withLock { state in
      state.held = [SHA256Digest(hashing: "one").hex]
      state.auditHead = head
    }
    let results = try await upload(try plan(["one", "two"], in: folder), to: hub).results
    #expect(results.map(\.outcome) == [.alreadyHeld, .stored])
    #expect(results.map(\.auditHead) == [head, nil])
    #expect(results[0].receipt == nil && results[1].receipt != nil)
  }

  @Test("A refusal is final and has the hub's code; a line that stays broken is a failure; the others go on")
  func outcomes() async throws {
    let folder = try TemporaryFolder()
    var plan = try plan(["one", "two", "three"], in: folder)
    plan.refusals = [.init(path: "/half.hea", code: .missingCompanionFile)]
    plan.ignored = ["/notes.txt"]
    let hub = PretendHub()
    hub.state.withLock { state in
      state.refusals[SHA256Digest(hashing: "one").hex] = .nestingTooDeep
      state.breaks[SHA256Digest(hashing: "two").hex] = 99
    }
    let results = try await upload(plan, to: hub).results
    #expect(results.map(\.outcome) == [.refused, .failed, .stored, .refused, .ignored])
    #expect(results.map(\.code) == ["nesting-too-deep", "hub-unreachable", nil, "missing-companion-file", nil])
    #expect(results[0].reasonChinese == ProblemCode.nestingTooDeep.sentence.chinese)
    #expect(results.map(\.isFine) == [false, false, true, false, true])
    #expect(hub.state.withLock { $0.attempts } == 5)
  }

  @Test("As many at a time as asked for, and not more", arguments: [1, 3])
  func width(_ width: Int) async throws {
    let folder = try TemporaryFolder()
    let hub = PretendHub()
    var options = UploadOptions()
    options.width = width
    let sent = try await upload(try plan((0..<12).map { "file \($0)" }, in: folder), to: hub, options: options)
    #expect(sent.results.allSatisfy { $0.outcome == .stored })
    #expect(hub.state.withLock { $0.mostRunning } == width)
  }

  @Test("The same bytes under two names are one object, announced and sent once")
  func twins() async throws {
    let folder = try TemporaryFolder()
    let hub = PretendHub()
    let results = try await upload(try plan(["same", "same"], in: folder), to: hub).results
    #expect(results.map(\.outcome) == [.stored, .alreadyHeld])
    #expect(Set(results.flatMap(\.files)).count == 2)
    #expect(hub.state.withLock { $0.announced.map(\.items.count) } == [1])
    #expect(hub.state.withLock { $0.attempts } == 1)
  }

  @Test("What the sender says of the set reaches the hub")
  func wishes() async throws {
    let folder = try TemporaryFolder()
    let hub = PretendHub()
    var options = UploadOptions()
    options.isUrgent = true
    options.isComplete = true
    options.note = "胸痛"
    options.identity = PatientIdentity(externalID: "8801", name: "王小东", sex: .male, birthDate: "1958-03-01")
    _ = try await upload(try plan(["x"], in: folder), to: hub, options: options)
    let announced = try #require(hub.state.withLock { $0.announced.first })
    #expect(announced.isUrgent && announced.isComplete && announced.note == "胸痛")
    #expect(announced.identity == options.identity)
  }

  @Test("A file that vanishes before it is read is refused, not the whole upload")
  func vanished() async throws {
    let folder = try TemporaryFolder()
    let plan = try plan(["one", "two"], in: folder)
    unlink(plan.candidates[0].paths[0])
    let results = try await upload(plan, to: PretendHub()).results
    #expect(results.map(\.outcome) == [.refused, .stored])
    #expect(results[0].code == "file-unreadable")
  }
}

@Suite("Report cursor")
struct ReportCursorTests {
  @Test("The saved place never passes a report that was not kept; the poll goes on")
  func holdsBack() {
    var cursor = ReportCursor(saved: 4)
    cursor.pass(5, isKept: true)
    cursor.pass(8, isKept: true)
    #expect(cursor.saved == 8 && cursor.polled == 8)
    cursor.pass(9, isKept: false)
    cursor.pass(10, isKept: true)
    #expect(cursor.saved == 8 && cursor.polled == 10)
  }
}
