import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@testable import HubHTTP

@Suite("Expect: 100-continue", .serialized)
struct ExpectationTests {
  private func head(_ path: String, token: String, bytes: Int, expecting word: String = "100-continue") -> String {
    "PUT /api/v1/uploads/\(path) HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nExpect: \(word)\r\nContent-Length: \(bytes)\r\n\r\n"
  }

  @Test("a sender that waits is told to go on, and its object is stored", arguments: ["100-continue", "100-Continue"])
  func goesOn(word: String) async throws {
    let hub = try await TestHub()
    let token = hub.token(of: .clinic)
    let bytes = try UploadTests.ecg()
    let key = try UploadTests.key(of: bytes)
    let upload = try await hub.stages.intake.openUpload(
      NewUpload(
        isUrgent: false, note: nil, identity: nil, isComplete: true,
        items: [Upload.Item(digest: key, sizeBytes: Int64(bytes.count), format: .dicom)]), by: .clinic(hub.region.clinic.id))
    let request = head("\(upload.id)/objects/\(key)", token: token, bytes: bytes.count, expecting: word)
    try await LiveHub.run(hub) { port, _ async throws in
      let (interim, final) = try await LiveHub.blocking {
        let connection = try RawConnection(port: port)
        connection.send(request)
        // Not one byte of the object before the hub's word.
        let interim = connection.read(until: "\r\n\r\n", seconds: 5).text
        connection.send(bytes)
        let final = connection.read(until: "\r\n\r\n{", seconds: 20).text
        // The connection goes on as any other.
        connection.send("GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
        return (interim, final + connection.read(seconds: 5).text)
      }
      #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
      #expect(final.hasPrefix("HTTP/1.1 201"), "\(final.prefix(60))")
      #expect(final.components(separatedBy: "HTTP/1.1 ").count == 3 && final.contains("HTTP/1.1 200"))
    }
  }

  @Test("what is refused by its head alone is never asked for, and the connection ends, since nobody knows what comes next on it")
  func refusedByItsHead() async throws {
    let hub = try await TestHub()
    let absent = head("999999/objects/\(BlobKey.invented(3))", token: hub.token(of: .clinic), bytes: 1_000)
    let stranger = head("1/objects/\(BlobKey.invented(3))", token: "rhc_nobody", bytes: 1_000)
    try await LiveHub.run(hub) { port, _ async throws in
      for (request, status) in [(absent, "404"), (stranger, "401")] {
        let (text, isClosed) = try await LiveHub.blocking {
          let connection = try RawConnection(port: port)
          connection.send(request)
          return connection.read(seconds: 10)
        }
        #expect(text.hasPrefix("HTTP/1.1 \(status)") && text.lowercased().contains("connection: close"), "\(text.prefix(200))")
        #expect(isClosed)
      }
    }
  }
}
