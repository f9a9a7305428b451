import Foundation
import HTTPTypes
import HubAPI
import HubModel
import HubTesting
import HummingbirdTesting
import Testing

@testable import HubHTTP

@Suite("STOW-RS")
struct StoreWebTests {
  private static func multipart(_ parts: [[UInt8]], type: String = "application/dicom", boundary: String = "b0undary") -> [UInt8] {
    var body: [UInt8] = Array("preamble is passed over".utf8)
    for part in parts { body += Array("\r\n--\(boundary)\r\nContent-Type: \(type)\r\n\r\n".utf8) + part }
    return body + Array("\r\n--\(boundary)--\r\nepilogue".utf8)
  }

  private func store(
    _ caller: HubCaller, _ body: [UInt8], type: String = #"multipart/related; type="application/dicom"; boundary=b0undary"#, study: String? = nil,
    as person: TestHub.Person = .clinic
  ) async throws -> TestResponse {
    try await caller.call(
      .post, "/dicom-web/studies" + (study.map { "/" + $0 } ?? ""), as: person, headers: [.contentType: type], body: body)
  }

  private func sequence(_ response: TestResponse, _ tag: String) throws -> [[String: Any]] {
    let dataSet = try #require(try JSONSerialization.jsonObject(with: Data(response.text.utf8)) as? [String: Any])
    return ((dataSet[tag] as? [String: Any])?["Value"] as? [[String: Any]]) ?? []
  }

  private func number(_ item: [String: Any], _ tag: String) -> Int? { ((item[tag] as? [String: Any])?["Value"] as? [Int])?.first }
  private func uid(_ item: [String: Any], _ tag: String) -> String? { ((item[tag] as? [String: Any])?["Value"] as? [String])?.first }

  private static func sample(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Samples.repository.appendingPathComponent("SampleStudies/\(name)")))
  }

  @Test("several objects in one request, each with its own result: 200 when all are stored, 202 when some, 409 when none")
  func results() async throws {
    let hub = try await TestHub()
    let (one, two) = (try Self.sample("ecg-old-infarct/ecg.dcm"), try Self.sample("xray-hip/xray.dcm"))
    let broken = Array(two.prefix(two.count / 2))
    try await hub.serve { caller async throws in
      let all = try await store(caller, Self.multipart([one, two]))
      #expect(all.status == .ok && all.headers[.contentType] == "application/dicom+json")
      #expect(try sequence(all, "00081199").count == 2 && sequence(all, "00081198").isEmpty)
      // Sent again: held already, and that is success.
      #expect(try await store(caller, Self.multipart([one, one])).status == .ok)
      let some = try await store(caller, Self.multipart([one, broken, [1, 2, 3]]))
      #expect(some.status == .accepted)
      #expect(try sequence(some, "00081199").count == 1)
      let others = try sequence(some, "0008119A")
      #expect(others.compactMap { number($0, "00081197") } == [0xC002, 0xC000])
      #expect(others.compactMap { uid($0, "00000902") } == ["length-outside-file", "not-dicom"])
      #expect(try await store(caller, Self.multipart([broken])).status == .conflict)
    }
    #expect(try hub.stagedFiles().isEmpty)
  }

  @Test("one UID with other bytes is a conflict that is named; the first stays")
  func conflict() async throws {
    let hub = try await TestHub()
    let one = try Self.sample("ecg-old-infarct/ecg.dcm")
    var changed = one
    changed[changed.count - 9] ^= 1
    try await hub.serve { [changed] caller async throws in
      #expect(try await store(caller, one, type: "application/dicom").status == .ok)
      let answer = try await store(caller, changed, type: "application/dicom")
      #expect(answer.status == .conflict)
      let failed = try #require(try sequence(answer, "00081198").first)
      #expect(number(failed, "00081197") == 0xC011 && uid(failed, "00081155")?.isEmpty == false)
      let foreign = try await store(caller, Self.multipart([one]), study: "1.2.3")
      #expect(foreign.status == .conflict)
      #expect(try sequence(foreign, "00081198").compactMap { number($0, "00081197") } == [0xA900])
    }
  }

  @Test("a body that is no multipart, or breaks off, is refused whole and leaves nothing")
  func refused() async throws {
    let hub = try await TestHub()
    let one = try Self.sample("ecg-old-infarct/ecg.dcm")
    let whole = Self.multipart([one])
    try await hub.serve { caller async throws in
      let cases: [([UInt8], String, HTTPResponse.Status)] = [
        (Array(whole.dropLast(40)), "multipart/related; boundary=b0undary", .badRequest),
        (Array("no boundary here".utf8), "multipart/related; boundary=b0undary", .badRequest),
        (whole, "multipart/related; boundary=other", .badRequest), (whole, "multipart/related", .badRequest),
        (whole, "multipart/related; type=text/xml; boundary=b0undary", .unsupportedMediaType), (one, "text/plain", .unsupportedMediaType),
        (Array("--b0undary--".utf8), "multipart/related; boundary=b0undary", .badRequest),
      ]
      for (body, type, status) in cases {
        let answer = try await store(caller, body, type: type)
        #expect(answer.status == status, "\(type): \(answer.status.code) \(answer.text)")
      }
      #expect(try await store(caller, whole, as: .reader).problem == .notPermitted)
      #expect(try await store(caller, whole, as: .nobody).problem == .notAuthenticated)
    }
    #expect(try hub.stagedFiles().isEmpty)
  }
}
