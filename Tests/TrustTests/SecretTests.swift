import Testing

@testable import Trust

/// Bytes counted up from a seed: repeatable, and obviously not random.
struct CountingRandomSource: RandomSource {
  var seed: UInt8 = 0
  func randomBytes(count: Int) -> [UInt8] { (0..<count).map { seed &+ UInt8(truncatingIfNeeded: $0 &* 7) } }
}

@Suite("Tokens and enrolment codes")
struct SecretTests {
  @Test(arguments: SecretToken.Kind.allCases)
  func tokenRoundTrip(kind: SecretToken.Kind) throws {
    let token = try SecretToken(kind: kind, random: SystemRandomSource())
    #expect(token.text.utf8.count == 60 && token.text.hasPrefix(kind.rawValue + "_"))
    let again = try SecretToken(text: token.text)
    #expect(again == token && again.matches(token.tokenHash))
    #expect(!again.matches(SHA256Digest(hashing: "other")))
    #expect(!"\(token)".contains(token.text.dropFirst(4)))
    #expect(token.tokenHash == SHA256Digest(hashing: token.text))
  }

  @Test func twoTokensDiffer() throws {
    let random = SystemRandomSource()
    #expect(try SecretToken(kind: .clinic, random: random) != SecretToken(kind: .clinic, random: random))
  }

  @Test func everyMistypedCharacterOfATokenIsRefused() throws {
    let text = try SecretToken(kind: .clinic, random: CountingRandomSource()).text
    for position in text.indices {
      var changed = text
      changed.replaceSubrange(position...position, with: text[position] == "z" ? "y" : "z")
      #expect(throws: TrustError(.badToken)) { try SecretToken(text: changed) }
    }
    for wrong in ["", "rhc_", String(text.dropLast()), text + "0", "rha_" + text.dropFirst(4), text + "_", " " + text] {
      #expect(throws: TrustError(.badToken)) { try SecretToken(text: wrong) }
    }
  }

  @Test(arguments: ["https://hub.example.cn:8443", "http://127.0.0.1:8080", "https://[::1]:8443", "https://hub.example.cn/reading"])
  func enrolmentCodeCarriesAddressAndRoot(url: String) throws {
    let root = SHA256Digest(hashing: "root")
    let code = try EnrolmentCode(hubURL: url, rootFingerprint: root, random: SystemRandomSource())
    let again = try EnrolmentCode(text: code.text)
    #expect(again == code && again.hubURL == url && again.codeHash == code.codeHash)
    #expect(again.pins(rootFingerprint: root) && !again.pins(rootFingerprint: SHA256Digest(hashing: "other")))
    #expect(!code.text.contains("https://"))
    #expect(code.description == "rhe_…")
  }

  @Test func changedEnrolmentCodesAreRefused() throws {
    let root = SHA256Digest(hashing: "root")
    let text = try EnrolmentCode(hubURL: "https://hub.example.cn:8443", rootFingerprint: root, random: CountingRandomSource()).text
    for position in text.indices {
      var changed = text
      changed.replaceSubrange(position...position, with: text[position] == "z" ? "y" : "z")
      #expect(throws: TrustError(.badEnrolmentCode)) { try EnrolmentCode(text: changed) }
    }
    for url in ["ftp://hub", "https://", "https://hub\u{1b}[2J", "https://a b", "https://hub?x=$(id)", "hub:8443"] {
      #expect(throws: TrustError(.badEnrolmentCode)) {
        try EnrolmentCode(hubURL: url, rootFingerprint: root, random: CountingRandomSource())
      }
    }
  }
}
