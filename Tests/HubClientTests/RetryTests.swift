import HubAPI
import HubClient
import HubModel
import Synchronization
import Testing

/// Answers from a script, one a request, and remembers what was asked.
private actor Script {
  private var steps: [Result<ClientResponse, TransportFailure>]
  private(set) var urls: [String] = []
  init(_ steps: [Result<ClientResponse, TransportFailure>]) { self.steps = steps }

  func next(_ request: ClientRequest) -> Result<ClientResponse, TransportFailure> {
    urls.append(request.url)
    return steps.isEmpty ? .failure(.interrupted("script is over")) : steps.removeFirst()
  }
}

private struct ScriptedTransport: HTTPTransport {
  let script: Script
  func send(_ request: ClientRequest) async throws(TransportFailure) -> ClientResponse { try await script.next(request).get() }
  func close() async {}
}

private actor Pauses {
  private(set) var spans: [TimeSpan] = []
  func add(_ span: TimeSpan) { spans.append(span) }
}

private func exchange(
  _ steps: [Result<ClientResponse, TransportFailure>], policy: RetryPolicy = RetryPolicy(maximumAttempts: 4), pauses: Pauses = Pauses()
) -> (Exchange, Script) {
  let script = Script(steps)
  let pacing = Pacing(pause: { await pauses.add($0) }, fraction: { 0 })
  return (Exchange(transport: ScriptedTransport(script: script), policy: policy, pacing: pacing), script)
}

private func answer(_ status: Int, _ body: String = "{}", retryAfter: Int64? = nil) -> Result<ClientResponse, TransportFailure> {
  .success(ClientResponse(status: status, contentType: "application/json", retryAfterSeconds: retryAfter, body: Array(body.utf8)))
}

private let question = ClientRequest(method: .get, url: "http://127.0.0.1/x")

@Suite("Retries")
struct RetryTests {
  @Test("A refused connection is tried again, for any call", arguments: [true, false])
  func connection(isRepeatable: Bool) async throws {
    let (exchange, script) = exchange([.failure(.notConnected("refused")), .failure(.notConnected("refused")), answer(200)])
    let response = try await exchange.perform(question, isRepeatable: isRepeatable)
    #expect(response.status == 200)
    #expect(await script.urls.count == 3)
  }

  @Test("After a lost answer only a call that is safe to repeat goes again")
  func lostAnswer() async throws {
    let (repeatable, first) = exchange([.failure(.interrupted("reset")), answer(200)])
    #expect(try await repeatable.perform(question, isRepeatable: true).status == 200)
    #expect(await first.urls.count == 2)
    let (single, second) = exchange([.failure(.interrupted("reset")), answer(200)])
    await #expect { try await single.perform(question, isRepeatable: false) } throws: { ($0 as? ClientError)?.has(.hubUnreachable) == true }
    #expect(await second.urls.count == 1)
  }

  @Test(
    "Which statuses are asked again",
    arguments: [
      (200, true, false), (404, true, false), (409, true, false), (422, true, false), (429, true, true), (429, false, true), (503, false, true),
      (500, true, true), (500, false, false), (502, true, true), (507, true, false), (501, true, false), (408, true, true),
    ])
  func statuses(status: Int, isRepeatable: Bool, isRepeated: Bool) async throws {
    let (exchange, script) = exchange([answer(status), answer(204)])
    let response = try await exchange.perform(question, isRepeatable: isRepeatable)
    #expect(response.status == (isRepeated ? 204 : status))
    #expect(await script.urls.count == (isRepeated ? 2 : 1))
  }

  @Test("The last attempt's answer or failure is final")
  func giveUp() async throws {
    let (exchange, script) = exchange(Array(repeating: answer(503), count: 9))
    #expect(try await exchange.perform(question, isRepeatable: true).status == 503)
    #expect(await script.urls.count == 4)
    let (failing, _) = exchangeOfFailures()
    await #expect { try await failing.perform(question, isRepeatable: true) } throws: { ($0 as? ClientError)?.has(.hubUnreachable) == true }
  }

  @Test("A hub that the root does not vouch for is not tried again")
  func untrusted() async throws {
    let (exchange, script) = exchange([.failure(.untrusted("TLS")), answer(200)])
    await #expect { try await exchange.perform(question, isRepeatable: true) } throws: { ($0 as? ClientError)?.code == "root-not-trusted" }
    #expect(await script.urls.count == 1)
  }

  @Test("Pauses double, stay below the longest, spread with chance, and honour the hub's wish")
  func delays() async throws {
    let policy = RetryPolicy(maximumAttempts: 20, firstDelay: .milliseconds(100), longestDelay: .seconds(10))
    #expect((1...4).map { policy.delay(afterAttempt: $0, fraction: 1).microseconds } == [100_000, 200_000, 400_000, 800_000])
    #expect((1...4).map { policy.delay(afterAttempt: $0, fraction: 0).microseconds } == [50_000, 100_000, 200_000, 400_000])
    #expect(policy.delay(afterAttempt: 1_000_000, fraction: 1) == .seconds(10))
    #expect(policy.delay(afterAttempt: 1, fraction: 0, retryAfterSeconds: 3) == .seconds(3))
    #expect(policy.delay(afterAttempt: 1, fraction: 0, retryAfterSeconds: .max) == .seconds(10))
    #expect(policy.delay(afterAttempt: 1, fraction: 0, retryAfterSeconds: -5) == .milliseconds(50))
    let pauses = Pauses()
    let (exchange, _) = exchange([answer(503, retryAfter: 2), answer(503), answer(200)], pauses: pauses)
    _ = try await exchange.perform(question, isRepeatable: true)
    #expect(await pauses.spans == [.seconds(2), .milliseconds(250)])
  }
}

@Suite("What is said of retries")
struct RetryNewsTests {
  @Test("Each new attempt is announced with the reason's code and the pause; the last answer is not")
  func news() async throws {
    let problem = #"{"type":"urn:x","title":"a","titleChinese":"b","status":500,"code":"storage-failed"}"#
    let script = Script([
      .success(ClientResponse(status: 500, contentType: "application/problem+json", body: Array(problem.utf8))), .failure(.notConnected("refused")),
      answer(404),
    ])
    let told = Mutex<[String]>([])
    let exchange = Exchange(
      transport: ScriptedTransport(script: script), policy: RetryPolicy(maximumAttempts: 4), pacing: Pacing(pause: { _ in }, fraction: { 1 })
    ) { error, pause in told.withLock { $0.append("\(error.code) \(pause.microseconds)") } }
    #expect(try await exchange.perform(question, isRepeatable: true).status == 404)
    #expect(told.withLock { $0 } == ["storage-failed 250000", "hub-unreachable 500000"])
  }
}

private func exchangeOfFailures() -> (Exchange, Script) { exchange(Array(repeating: .failure(.interrupted("reset")), count: 9)) }

@Suite("Sessions")
struct SessionTests {
  private func session(_ steps: [Result<ClientResponse, TransportFailure>], hub: String = "http://127.0.0.1:8080") throws -> (HubSession, Script) {
    let (exchange, script) = exchange(steps)
    return (try HubSession(hub: hub, token: "rhc_test", exchange: exchange), script)
  }

  @Test("A problem document keeps its own words and code, even one this program does not know")
  func problems() async throws {
    let problem = #"{"type":"urn:x","title":"New words","titleChinese":"新的说法","status":409,"code":"newer-code","detail":"7"}"#
    let (session, _) = try session([
      .success(ClientResponse(status: 409, contentType: "application/problem+json; charset=utf-8", body: Array(problem.utf8)))
    ])
    await #expect { try await session.whoAmI() } throws: { error in
      guard let error = error as? ClientError else { return false }
      return error.code == "newer-code" && error.sentence.chinese == "新的说法" && error.status == 409 && error.detail == "7"
    }
  }

  @Test("An answer that is no JSON, or a refusal that is no problem document, is said to be not understood", arguments: [200, 404])
  func strangers(status: Int) async throws {
    let (session, _) = try session([.success(ClientResponse(status: status, contentType: "text/html", body: Array("<html>".utf8)))])
    await #expect { try await session.whoAmI() } throws: { ($0 as? ClientError)?.code == "answer-not-understood" }
  }

  @Test("A token never goes in the clear to another machine")
  func plainText() throws {
    for hub in ["http://hub.example", "http://10.0.0.1:8080", "http://127.0.0.1.example", "http://[fe80::1]:80"] {
      #expect(throws: ClientError(HubError(.unsafeConfiguration, "http:// off loopback"))) { try session([], hub: hub) }
    }
    for hub in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080", "https://hub.example", "http://127.8.9.1/"] {
      #expect(throws: Never.self) { try session([], hub: hub) }
    }
    for hub in ["ftp://127.0.0.1", "127.0.0.1:8080", "https://user@hub", "https://hub/path", ""] {
      #expect(throws: ClientError.self) { try session([], hub: hub) }
    }
  }

  @Test("What stands in a path cannot leave its segment")
  func escaping() async throws {
    let (session, script) = try session([answer(200), answer(200)])
    try await session.disableClinic(code: "../a b/王?x=1#y%")
    #expect(await script.urls == ["http://127.0.0.1:8080/api/v1/admin/clinics/..%2Fa%20b%2F%E7%8E%8B%3Fx%3D1%23y%25/disable"])
  }
}
