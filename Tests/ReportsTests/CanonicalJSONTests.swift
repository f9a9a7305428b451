import Foundation
import HubModel
import HubTesting
import Testing
import Trust

@testable import Reports

@Suite("Canonical JSON and report content")
struct CanonicalJSONTests {
  private func canonical(_ text: String) throws -> String {
    String(decoding: try CanonicalJSON.parse(Array(text.utf8)).bytes, as: UTF8.self)
  }

  /// The strings, literals and key order of RFC 8785 sections 3.2.2 and 3.2.3 (without its fractions).
  @Test func rfc8785Examples() throws {
    let string = #"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#
    #expect(try canonical(string) == #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
    let keys =
      #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji","#
      + #""\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#
    let order = ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji", "Hebrew Letter Dalet With Dagesh"]
    let written = try canonical(keys)
    let places = try order.map { try #require(written.range(of: "\"\($0)\"")).lowerBound }
    #expect(places == places.sorted())
  }

  @Test func textIsNotNormalised() throws {
    let decomposed = "e\u{301}"
    let bytes = try CanonicalJSON.encode([decomposed])
    #expect(bytes == Array("[\"e\u{301}\"]".utf8) && bytes.count == 7)
  }

  /// What is read out of a damaged report says itself again byte for byte, or is refused.
  @Test func damagedContent() throws {
    let random = SeededRandom(seed: 18)
    let whole = Array(#"{"a":[1,-2,{"b":"\u20ac\n\"x"}],"findings":"窦性心律","n":9007199254740991,"t":[true,false,null]}"#.utf8)
    var refused = 0
    for _ in 0..<20_000 {
      let bytes = Mutations.mutated(whole, random)
      guard let read = try? CanonicalJSON.parse(bytes) else {
        refused += 1
        continue
      }
      #expect(try CanonicalJSON.parse(read.bytes).bytes == read.bytes)
      _ = try? ReportContent(canonicalJSON: bytes)
    }
    #expect(refused > 5_000)
  }

  @Test(arguments: [
    "1.5", "1e3", "01", "-0", "9007199254740992", "[1,]", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\nb\"", "[1] 2", "", "nul",
    "\"\\x\"", "{\"a\" 1}", "\"open", "\"\\u+123\"",
  ])
  func oddJSONIsRefused(text: String) {
    #expect(throws: ReportError(.contentNotCanonical)) { try canonical(text) }
  }

  @Test func deepAndBrokenInputIsRefused() {
    let deep = Array(String(repeating: "[", count: 100_000).utf8)
    #expect(throws: ReportError(.contentNotCanonical)) { try CanonicalJSON.parse(deep) }
    #expect(throws: ReportError(.contentNotCanonical)) { try CanonicalJSON.parse([0x22, 0xff, 0xfe, 0x22]) }
  }

  @Test func contentRoundTripsInOneSpelling() throws {
    let content = makeContent()
    let bytes = try content.canonicalJSON()
    #expect(try ReportContent(canonicalJSON: bytes) == content)
    #expect(try CanonicalJSON.parse(bytes).bytes == bytes)
    #expect(try content.digest() == SHA256Digest(hashing: bytes))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("{\"author\":{\"hospital\":\"温州第一医院\",\"name\":\"李明\",\"readerID\":\"R-1007\"},\"clinic\""))
    #expect(text.contains("\"createdAt\":\"2026-03-01T00:00:00.123456Z\""))
    #expect(!text.contains("previousDigest") && !text.contains("status"))
    #expect(content.study.objects == content.study.objects.sorted())
  }

  @Test func otherSpellingsAndUnknownKeysAreRefused() throws {
    let bytes = try makeContent().canonicalJSON()
    let text = String(decoding: bytes, as: UTF8.self)
    for changed in [
      " " + text, text + "\n", text.replacingOccurrences(of: "{\"author\"", with: "{ \"author\""),
      text.replacingOccurrences(of: "\"version\":1}", with: "\"version\":1,\"x\":1}"), text.replacingOccurrences(of: "王", with: "\\u738b"),
    ] {
      #expect(changed != text)
      #expect(throws: ReportError(.contentNotCanonical)) { try ReportContent(canonicalJSON: Array(changed.utf8)) }
    }
  }

  @Test func incompleteContentIsRefused() throws {
    var content = makeContent()
    content.impression = " \n"
    #expect(throws: ReportError(.contentIncomplete)) { try content.canonicalJSON() }
    content = makeContent()
    content.version = 2
    #expect(throws: ReportError(.contentIncomplete)) { try content.canonicalJSON() }
    content.previousDigest = try makeContent().digest()
    #expect(try content.digest() != makeContent().digest())
    content.schema = "other"
    #expect(throws: ReportError(.contentIncomplete)) { try content.canonicalJSON() }
    content = makeContent()
    content.findings = String(repeating: "长", count: 400_000)
    #expect(throws: ReportError(.contentIncomplete)) { try content.canonicalJSON() }
  }

  /// Known moments (`date -u -d @N`), before and after the epoch, leap days, and the way back.
  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00Z"), (-1, 0, "1969-12-31T23:59:59Z"), (951_782_400, 0, "2000-02-29T00:00:00Z"),
    (1_772_323_205, 28_800, "2026-03-01T08:00:05+08:00"), (4_107_542_400, 0, "2100-03-01T00:00:00Z"),
    (1_772_323_205, -12_600, "2026-02-28T20:30:05-03:30"),
  ])
  func civilTime(seconds: Int64, offset: Int64, expected: String) {
    let time = OffsetTime(unixSeconds: seconds, offsetSeconds: offset)
    #expect(time.rfc3339 == expected)
    #expect(OffsetTime(pdfDate: time.pdfDate) == time)
  }

  @Test func oddPDFDatesAreRefused() {
    #expect(OffsetTime(pdfDate: "D:20260301080005+08'00'")?.unixSeconds == 1_772_323_205)
    for text in ["D:20260230080005+08'00'", "D:20260301080065+08'00'", "20260301080005+08'00'", "D:20260301080005Z", "", "D:20260301080005-00'00'"] {
      #expect(OffsetTime(pdfDate: text) == nil)
    }
  }
}
