import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

/// Requests that mean no good, by callers who are let in.
@Suite("Hostile requests", .ownThread)
struct HostileRequestTests {
  /// As they stand in a path or query.
  private static let strings = [
    "'%20OR%201=1--", "%25", "_", "*", "%00", "1%00", "%22;DROP%20TABLE%20reading;--", "..%2f..%2fetc%2fpasswd", "%0d%0aX:%20y", "-1", "1e400", "NaN",
    "9223372036854775808", "%C3%28", "%ED%A0%80", String(repeating: "A", count: 8_000),
  ]
  private static let profiles = [Region.qingshan.profile, Region.cardiologist.profile, Region.radiologist.profile, "admin"]

  @Test("SQL, wildcards, NUL, paths and broken numbers in every parameter of every published call: refused, or found nothing")
  func everyParameter() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      _ = try region.sendECGs(2, from: Region.qingshan)
      _ = try region.waitForReadings(2, of: Region.cardiologist)
      let calls = try PublishedCall.all()
      let names = try Self.queryNames()
      #expect(calls.count >= 50 && names.count >= 10, "\(calls.count) calls, \(names.count) names")
      for profile in Self.profiles {
        let client = try region.client(profile: profile)
        for call in calls {
          for name in call.parameters {
            for text in Self.strings {
              let path = call.filled(["id": "1", "code": "QINGSHAN"].merging([name: text]) { $1 })
              let answer = try client.send(WireRequest(method: call.method, path: path, headers: Self.json(call), body: Self.body(call)))
              #expect(
                (400...431).contains(answer.status), "\(profile) \(call) \(name)=\(text.prefix(30)): \(answer.status) \(answer.text.prefix(100))")
            }
          }
          guard call.method == "GET", call.parameters.isEmpty, call.operation != "metrics" else { continue }
          try Self.expectFilters(call, names, client, profile)
        }
      }
      #expect(!region.hub.logs.contains("DROP") && !region.hub.logs.contains("etc%2f"))
      try watch.expectBounded()
      try watch.expectWell("hostile parameters")
    }
  }

  /// No filter makes a call answer more than it does without one.
  private static func expectFilters(_ call: PublishedCall, _ names: [String], _ client: WireClient, _ profile: String) throws {
    let plain = try client.send(WireRequest(path: call.path))
    for name in names where name != "wait" {
      for text in strings {
        let answer = try client.send(WireRequest(path: call.path + "?\(name)=\(text)"))
        let isRight = answer.status == plain.status ? answer.body.count <= plain.body.count + 1_024 : (400...431).contains(answer.status)
        #expect(isRight, "\(profile) \(call) \(name)=\(text.prefix(30)): \(answer.status)")
      }
    }
    // Longer than any head may be.
    let long = try? client.send(WireRequest(path: call.path + "?kind=" + String(repeating: "a", count: 1_000_000)))
    #expect(long.map { (400...431).contains($0.status) } ?? true, "\(call): \(long?.status ?? 0)")
  }

  private static func json(_ call: PublishedCall) -> [(String, String)] {
    call.method == "GET" ? [] : [("Content-Type", call.operation == "putObject" ? "application/octet-stream" : "application/json")]
  }

  private static func body(_ call: PublishedCall) -> [UInt8] { call.method == "GET" ? [] : Array("{}".utf8) }

  private static func queryNames() throws -> [String] {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/openapi.yaml"), encoding: .utf8)
    return Set(text.matches(of: #/name: (\w+), in: query/#).map { String($0.1) }).sorted()
  }

  @Test(
    "strings that are SQL, markup, controls, halves of characters or a megabyte, in every field of an announcement and of an administrator's call")
  func everyField() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      let clinic = try region.client(Region.qingshan)
      let admin = try region.client(profile: "admin")
      let texts = [
        "' OR 1=1--", "%", "_%_", "a\\u0000b", "\\u001b[31m", "<script>", "${jndi:x}", "../../x", "\\ud800", "\\udfff\\ud800",
        String(repeating: "长", count: 350_000),
      ]
      let digest = Digests.key([1]).rawValue
      let sound = #"{"digest":"\#(digest)","sizeBytes":1,"format":"dicom"}"#
      for text in texts {
        let identity = ["externalID", "issuer", "name", "birthDate"].map { field in
          let fields = ["externalID": "1", "issuer": "", "name": "x"].merging([field: text]) { $1 }
          let inner = fields.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
          return #"{"isUrgent":false,"isComplete":false,"identity":{\#(inner),"isNameRepaired":false},"items":[\#(sound)]}"#
        }
        let note = #"{"isUrgent":false,"isComplete":false,"note":"\#(text)","items":[\#(sound)]}"#
        let item = #"{"isUrgent":false,"isComplete":false,"items":[{"digest":"\#(text)","sizeBytes":1,"format":"dicom"}]}"#
        for body in identity + [note, item] { try Self.expectNoFault(try Self.post("uploads", body, clinic), text) }
        let hospital = #"{"name":"\#(text)"}"#
        let newClinic = #"{"name":"\#(text)","code":"\#(text)","aeTitles":["\#(text)"],"hospital":1,"timeZone":"\#(text)"}"#
        for (path, body) in [("admin/hospitals", hospital), ("admin/clinics", newClinic)] {
          try Self.expectNoFault(try Self.post(path, body, admin), text)
          let byClinic = try Self.post(path, body, clinic)
          #expect((400...413).contains(byClinic.status))
        }
      }
      try watch.expectBounded()
      try watch.expectWell("hostile fields")
    }
  }

  private static func post(_ path: String, _ body: String, _ client: WireClient) throws -> WireAnswer {
    try client.send(
      WireRequest(method: "POST", path: Wire.root + "/" + path, headers: [("Content-Type", "application/json")], body: Array(body.utf8)))
  }

  private static func expectNoFault(_ answer: WireAnswer, _ text: String) throws {
    #expect(answer.status < 500, "\(text.prefix(20)): \(answer.status) \(answer.text.prefix(200))")
  }

  @Test("JSON of 100,000 levels, of one key twice, of 1e400, of a lone surrogate, of 500 MB; gzip: refused with little memory, beside good calls")
  func hostileJSON() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      let client = try region.client(Region.qingshan)
      try watch.during("hostile JSON") {
        let bodies: [(String, Int)] = [
          (String(repeating: "[", count: 100_000), 400), (String(repeating: #"{"items":"#, count: 100_000), 400),
          (#"{"isUrgent":false,"isUrgent":true,"isComplete":false,"items":[]}"#, 400), (#"{"isUrgent":1e400}"#, 400), (#"{"note":"\ud800"}"#, 400),
          (String(repeating: " ", count: 5 << 20), 413),
        ]
        for (body, status) in bodies { #expect(try Self.post("uploads", body, client).status == status, "\(body.prefix(20))") }
        for coding in ["gzip", "deflate", "br", "gzip, identity"] {
          let answer = try client.send(
            WireRequest(
              method: "POST", path: "/api/v1/uploads", headers: [("Content-Type", "application/json"), ("Content-Encoding", coding)],
              body: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0, count: 100_000)))
          #expect(answer.status == 415, "\(coding): \(answer.status)")
        }
        for isChunked in [true, false] { try Self.sendHalfAGigabyte(to: region, isChunked: isChunked) }
      }
      try watch.expectBounded(extraKilobytes: 128 << 10)
    }
  }

  /// 500 MB of JSON, for as long as the hub takes it.
  private static func sendHalfAGigabyte(to region: Region, isChunked: Bool) throws {
    let socket = try LoopbackSocket(port: region.hub.httpPort, seconds: 10)
    defer { socket.close() }
    let token = try region.tool.token(of: Region.qingshan.profile)
    let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(500 << 20)"
    _ = socket.write(
      Array(
        "POST /api/v1/uploads HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n\(framing)\r\n\r\n".utf8))
    let piece = Array((isChunked ? "100000\r\n" : "").utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + Array((isChunked ? "\r\n" : "").utf8)
    var sent = 0
    if isChunked { _ = socket.write(Array("1\r\n[\r\n".utf8)) }
    while sent < 500, socket.write(piece) { sent += 1 }
    // What comes behind the refusal is thrown away for a moment, so that the answer is not lost; a reset may still take it.
    let answer = String(decoding: socket.readAll().prefix(12), as: UTF8.self)
    #expect(answer.isEmpty || answer == "HTTP/1.1 413", "\(answer) after \(sent) MB")
  }

  @Test("an object longer or shorter than announced, or of another digest: refused, nothing kept, and the right one is taken after it")
  func wrongObjects() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      let right = ImageRecipe(9_900).file
      var flipped = right
      flipped[right.count - 1] ^= 1
      let upload = try client.openUpload([right])
      let path = "uploads/\(upload.id)/objects/\(Digests.key(right))"
      for (bytes, code) in [(right + [0], "length-mismatch"), (Array(right.dropLast()), "length-mismatch"), (flipped, "digest-mismatch")] {
        let answer = try client.send(.put(path, bytes))
        #expect(answer.status == 400 && answer.problemCode == code, "\(answer.status) \(answer.text)")
      }
      #expect(region.hub.partialFiles.isEmpty && region.hub.objectFiles.isEmpty)
      #expect(try region.hub.objectsInLog(region).isEmpty)
      #expect(try client.send(.put(path, right)).status == 201)
      // An old call played again changes nothing.
      let again = try client.send(.put(path, right))
      #expect(try again.decoded(as: ObjectReceipt.self).result == .alreadyHeld)
      #expect(again.status == 200)
    }
  }

  @Test("device files of the largest size at once stay within the memory that one may take")
  func largeDeviceFiles() throws {
    try Region.run { region in
      let watch = try HubWatch(region)
      let client = try region.client(Region.qingshan)
      let files =
        (0..<4).map { number in
          Array("<?xml version=\"1.0\"?><AnnotatedECG xmlns=\"urn:hl7-org:v3\"><text>\(number)".utf8) + [UInt8](repeating: 0x31, count: 31 << 20)
            + Array("</text></AnnotatedECG>".utf8)
        } + [Array("<?xml version=\"1.0\"?><AnnotatedECG>".utf8) + [UInt8](repeating: 0x20, count: 200 << 20)]
      let items = files.map { Upload.Item(digest: Digests.key($0), sizeBytes: Int64($0.count), format: .aecg, headerBytes: nil) }
      let upload: UploadOpened = try client.ask(
        .post("uploads", NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: items)))
      try watch.during("large device files") {
        let answers = Threads.run(files.count) { try? client.put(files[$0], to: upload.id, seconds: 120).status }
        #expect(answers.allSatisfy { ($0 ?? 0) == 413 || ($0 ?? 0) == 422 }, "\(answers)")
      }
    }
  }
}
