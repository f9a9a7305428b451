import Foundation
import HTTPTypes
import HubAPI
import HubModel
import HubTesting
import Testing

@testable import HubHTTP

@Suite("Hostile JSON")
struct HostileJSONTests {
  static let refused: [(name: String, body: [UInt8], code: ProblemCode)] = [
    ("nothing", [], .badRequest),
    ("spaces", Array("   ".utf8), .badRequest),
    ("not JSON", Array("name=x".utf8), .badRequest),
    ("cut short", Array(#"{"name":"x"#.utf8), .badRequest),
    ("trailing text", Array(#"{"name":"x"} x"#.utf8), .badRequest),
    ("arrays 100,000 deep", [UInt8](repeating: UInt8(ascii: "["), count: 100_000), .badRequest),
    ("objects 100,000 deep", Array(String(repeating: #"{"a":"#, count: 100_000).utf8), .badRequest),
    ("65 deep and closed", Array((String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8), .badRequest),
    ("mismatched brackets", Array(#"{"name":["x"}]"#.utf8), .badRequest),
    ("a key twice", Array(#"{"name":"x","name":"y"}"#.utf8), .badRequest),
    ("a key twice in disguise", Array(#"{"name":"x","n\u0061me":"y"}"#.utf8), .badRequest),
    ("a lone surrogate", Array(#"{"name":"\ud800"}"#.utf8), .badRequest),
    ("bytes that are not UTF-8", Array(#"{"name":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), .badRequest),
    ("a control character", Array("{\"name\":\"a\u{0}b\"}".utf8), .badRequest),
    ("UTF-16", Array(#"{"name":"x"}"#.utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, .badRequest),
    ("another type", Array(#"{"name":7}"#.utf8), .badRequest),
    ("null", Array(#"{"name":null}"#.utf8), .badRequest),
    ("an array", Array(#"["name"]"#.utf8), .badRequest),
    ("1e400", Array("1e400".utf8), .badRequest),
    ("5 MiB", Array(#"{"name":""#.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20) + Array(#""}"#.utf8), .requestTooLarge),
  ]

  @Test("each is refused with its code, and a good request right after it is served")
  func refusesEach() async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      for (index, item) in Self.refused.enumerated() {
        let headers: HTTPFields = [.contentType: "application/json"]
        let response = try await caller.call(.post, "admin/hospitals", as: .administrator, headers: headers, body: item.body)
        #expect(response.problem == item.code, "\(item.name): \(response.status.code) \(response.text)")
        #expect(!response.told.contains("x\""), "\(item.name) is quoted back")
        let good = try await caller.post("admin/hospitals", as: .administrator, NewHospital(name: "H\(index)"))
        #expect(good.status == .created, "after \(item.name)")
      }
      let hospitals: [Hospital] = try await caller.get("admin/hospitals", as: .administrator).decoded()
      #expect(hospitals.count == 2 + Self.refused.count)
    }
  }

  @Test("numbers beyond what a value can hold are refused", arguments: ["1e400", "-1e400", "1e99", "9223372036854775808", "0.5", "\"1\""])
  func numbers(number: String) async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      let response = try await caller.post("readings/K7Q2M0/release", as: .reader, json: #"{"leaseToken":\#(number)}"#)
      #expect(response.problem == .badRequest)
    }
  }

  @Test("only application/json is taken", arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
  func mediaTypes(type: String?) async throws {
    let hub = try await TestHub()
    try await hub.serve { caller async throws in
      let headers: HTTPFields = type.map { [.contentType: $0] } ?? [:]
      let response = try await caller.call(.post, "admin/hospitals", as: .administrator, headers: headers, body: Array(#"{"name":"x"}"#.utf8))
      #expect(response.problem == .unsupportedMediaType)
      let good: HTTPFields = [.contentType: "Application/JSON; charset=utf-8"]
      #expect(
        try await caller.call(.post, "admin/hospitals", as: .administrator, headers: good, body: Array(#"{"name":"y"}"#.utf8)).status == .created)
    }
  }

  @Test("the guard lets through what is nested 64 deep, escapes in values, and keys that differ")
  func guardIsNotTooStrict() throws {
    for text in [
      String(repeating: "[", count: 64) + String(repeating: "]", count: 64), #"{"a":"\"}]\\","b":{"a":1},"c":[{"a":1},{"a":2}]}"#, " 1 ", #""x""#,
      #"{"a":"王小东\n"}"#,
    ] { try JSONGuard.check(Array(text.utf8)) }
  }

  @Test("damaged announcements are read as they stand or refused; the guard passes nothing that nests deeper or names a key twice")
  func mutations() throws {
    let whole = Array(
      #"{"isUrgent":true,"note":"a\"b\\","identity":{"externalID":"1","issuer":"","name":"王\u5c0f东","isNameRepaired":false},"isComplete":false,"items":[{"digest":"00","sizeBytes":12,"format":"dicom"}]}"#
        .utf8)
    try JSONGuard.check(whole)
    let random = SeededRandom(seed: 30)
    var refused = 0
    for _ in 0..<20_000 {
      let bytes = Mutations.mutated(whole, random)
      do throws(HubError) { try JSONGuard.check(bytes) } catch {
        refused += 1
        #expect(error.code == .badRequest)
        continue
      }
      _ = try? JSONDecoder().decode(NewUpload.self, from: Data(bytes))
    }
    #expect(refused > 2_000)
  }

  @Test("the guard takes linear time")
  func guardIsFast() throws {
    let keys = (0..<200_000).map { #""k\#($0)":1"# }.joined(separator: ",")
    let bytes = Array("{\(keys)}".utf8)
    let time = try ContinuousClock().measure { try JSONGuard.check(bytes) }
    #expect(time < .seconds(10))
  }
}
