import Foundation
import HubAPI
import HubFlow
import HubModel
import HubTesting
import Testing
import Trust

@testable import HubHTTP

@Suite("Connections", .serialized)
struct ConnectionTests {
  static let whoAmI = "GET /api/v1/whoami HTTP/1.1\r\nHost: hub\r\n\r\n"

  static var quick: HubHTTPLimits {
    var limits = HubHTTPLimits()
    limits.idleSeconds = 2
    limits.paceWindowSeconds = 1
    limits.leastBodyBytes = 64
    limits.lingeringSeconds = 1
    return limits
  }

  @Test("silence, a trickling head and a trickling body end in a closed connection; a good client is served all the while")
  func slowSenders() async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .administrator)
    try await LiveHub.run(hub, limits: Self.quick) { port, _ async throws in
      async let silent = LiveHub.blocking { try RawConnection(port: port).read().isClosed }
      async let head = LiveHub.blocking {
        let connection = try RawConnection(port: port)
        for byte in "GET /api/v1/whoami HTTP/1.1\r\nHost: hub" {
          guard connection.send(String(byte)) else { return true }
          usleep(200_000)
        }
        return connection.read(seconds: 1).isClosed
      }
      async let body = LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(
          "POST /api/v1/admin/hospitals HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{"
        )
        for _ in 0..<40 {
          guard connection.send(" ") else { return true }
          usleep(200_000)
        }
        return connection.read(seconds: 1).isClosed
      }
      async let good = LiveHub.blocking {
        for _ in 0..<10 {
          let start = ContinuousClock.now
          let connection = try RawConnection(port: port)
          connection.send(Self.whoAmI)
          let answer = connection.read(until: "\r\n\r\n").text
          guard answer.hasPrefix("HTTP/1.1 401"), ContinuousClock.now - start < .seconds(2) else { return false }
          usleep(100_000)
        }
        return true
      }
      #expect(try await silent)
      #expect(try await head)
      #expect(try await body)
      #expect(try await good)
    }
  }

  @Test("a refused sender of a large body gets its answer and then a closed connection, and no request behind it is begun")
  func lingeringClose() async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .administrator)
    try await LiveHub.run(hub, limits: Self.quick) { port, _ async throws in
      let (text, isClosed) = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(
          "POST /api/v1/admin/hospitals HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
        )
        connection.send([UInt8](repeating: 32, count: 100_000))
        connection.send(
          "POST /api/v1/admin/auditors HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Length: 0\r\n\r\n")
        return connection.read()
      }
      #expect(text.hasPrefix("HTTP/1.1 415"))
      #expect(text.contains("unsupported-media-type"))
      #expect(text.lowercased().contains("connection: close"))
      #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2)
      #expect(isClosed)
    }
    #expect(!hub.log.lines.contains { $0.contains("auditors") })
  }

  @Test("requests sent ahead are answered in their order, each once")
  func pipelined() async throws {
    let hub = try await TestHub()
    try await LiveHub.run(hub) { port, _ async throws in
      let text = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        let posts = "POST /api/v1/enrolments HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        connection.send(String(repeating: Self.whoAmI + posts, count: 40))
        connection.send("GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
        return connection.read(until: #"{"status":"live"}"#).text
      }
      let statuses = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { String($0.prefix(3)) }
      #expect(statuses == Array(repeating: ["401", "400"], count: 40).flatMap { $0 } + ["200"])
    }
  }

  @Test(
    "noise, huge heads, and a body framed two ways are answered 400 or 431 and closed",
    arguments: [
      "\u{16}\u{3}\u{1}\u{2}\u{0}noise\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
      "GET /api/v1/whoami HTTP/1.1\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
      "POST /api/v1/enrolments HTTP/1.1\r\nHost: hub\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /api/v1/enrolments HTTP/1.1\r\nHost: hub\r\nContent-Length: -1\r\n\r\n",
      "GET /api/v1/whoami HTTP/1.1\r\n" + (0..<200).map { "X\($0): a\r\n" }.joined() + "\r\n",
    ])
  func malformedHeads(text: String) async throws {
    let hub = try await TestHub()
    try await LiveHub.run(hub, limits: Self.quick) { port, _ async throws in
      let (answer, isClosed) = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(text)
        return connection.read()
      }
      #expect(isClosed)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 431"), "\(answer.prefix(80))")
      let good = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(Self.whoAmI)
        return connection.read(until: "\r\n\r\n").text
      }
      #expect(good.hasPrefix("HTTP/1.1 401"))
    }
  }

  @Test("an upload that breaks off leaves nothing, whichever way its length was stated", arguments: [true, false])
  func brokenUpload(isChunked: Bool) async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .clinic)
    let digest = BlobKey.invented(3)
    let upload = try await hub.stages.intake.openUpload(
      NewUpload(
        isUrgent: false, note: nil, identity: nil, isComplete: true, items: [Upload.Item(digest: digest, sizeBytes: 3_000_000, format: .dicom)]),
      by: .clinic(hub.region.clinic.id))
    try await LiveHub.run(hub, limits: Self.quick) { port, _ async throws in
      try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 3000000"
        connection.send(
          "PUT /api/v1/uploads/\(upload.id)/objects/\(digest) HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\n\(framing)\r\n\r\n")
        if isChunked { connection.send("F4240\r\n") }
        connection.send([UInt8](repeating: 0, count: 1_000_000))
        usleep(300_000)
        let isStaging = try !hub.stagedFiles().isEmpty
        #expect(isStaging)
      }
      for _ in 0..<100 where try !hub.stagedFiles().isEmpty { try await Task.sleep(for: .milliseconds(50)) }
      #expect(try hub.stagedFiles().isEmpty)
    }
    let refusals = try await hub.stages.intake.refusals(by: .clinic(hub.region.clinic.id), limit: 10)
    #expect(refusals.isEmpty)
  }

  @Test("a long poll wakes for its clinic's report, and ends when the hub stops")
  func longPolls() async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .clinic)
    let request = "GET /api/v1/reports?wait=50 HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\n\r\n"
    try await LiveHub.run(hub) { port, stop async throws in
      async let woken = LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(request)
        return connection.read(until: "cursor", seconds: 20).text
      }
      try await Task.sleep(for: .milliseconds(300))
      let facts = try await TenantFacts.make(in: hub)
      await hub.bell.ring(hub.region.clinic.id)
      let text = try await woken
      #expect(text.hasPrefix("HTTP/1.1 200") && text.contains(#""sequence":\#(facts.sequence)"#))

      async let stopped = LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(request.replacingOccurrences(of: "wait=50", with: "wait=50&after=\(facts.sequence)"))
        let start = ContinuousClock.now
        return (connection.read(seconds: 30), ContinuousClock.now - start)
      }
      try await Task.sleep(for: .milliseconds(300))
      await stop()
      let (answer, time) = try await stopped
      #expect(answer.isClosed && time < .seconds(10))
      #expect(answer.text.isEmpty || answer.text.hasPrefix("HTTP/1.1 200") || answer.text.hasPrefix("HTTP/1.1 503"))
    }
  }

  @Test("200 MB of upload need less than 60 MB of memory")
  func uploadMemory() async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .clinic)
    let megabytes = 200
    let digest = BlobKey.invented(3)
    let upload = try await hub.stages.intake.openUpload(
      NewUpload(
        isUrgent: false, note: nil, identity: nil, isComplete: true,
        items: [Upload.Item(digest: digest, sizeBytes: Int64(megabytes) << 20, format: .dicom)]),
      by: .clinic(hub.region.clinic.id))
    try await LiveHub.run(hub) { port, _ async throws in
      let before = try Memory.residentBytes()
      let (text, peak) = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(
          "PUT /api/v1/uploads/\(upload.id)/objects/\(digest) HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Length: \(megabytes << 20)\r\n\r\n"
        )
        let piece = [UInt8](repeating: 7, count: 1 << 20)
        var peak = before
        for _ in 0..<megabytes {
          #expect(connection.send(piece))
          peak = max(peak, try Memory.residentBytes())
        }
        return (connection.read(until: "\r\n\r\n", seconds: 60).text, peak)
      }
      #expect(text.hasPrefix("HTTP/1.1 400"), "\(text.prefix(40))")
      #expect(peak - before < 60 << 20, "\((peak - before) >> 20) MB")
    }
    #expect(try hub.stagedFiles().isEmpty)
  }
}

enum Memory {
  /// Resident set of this process (`/proc/self/statm`).
  static func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
