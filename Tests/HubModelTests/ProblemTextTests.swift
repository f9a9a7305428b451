import HubModel
import Testing

@Suite struct ProblemTextTests {
  @Test(arguments: ProblemCode.allCases)
  func everyCodeSpeaksBothLanguages(_ code: ProblemCode) {
    let sentence = code.sentence
    #expect(sentence.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "Chinese of \(code.rawValue)")
    #expect(sentence.chinese.hasSuffix("。"))
    #expect(sentence.english.hasSuffix(".") && sentence.english.allSatisfy(\.isASCII), "English of \(code.rawValue)")
  }

  @Test func everyCodeHasItsOwnSentence() {
    let english = ProblemCode.allCases.map(\.sentence.english)
    #expect(Set(english).count == english.count, "a code falls through to another's sentence")
  }

  @Test(arguments: ProblemCode.allCases)
  func codesAreKebabCase(_ code: ProblemCode) {
    #expect(code.rawValue.allSatisfy { ("a"..."z").contains($0) || $0 == "-" })
    #expect(!code.rawValue.hasPrefix("-") && !code.rawValue.hasSuffix("-"))
  }

  @Test func errorsAreEqualByCodeAlone() {
    #expect(HubError(.notFound, "a") == HubError(.notFound, "b"))
    #expect(HubError(.notFound) != HubError(.badRequest))
    #expect(HubError(.truncated, "at 12").description == "truncated: at 12")
    #expect(HubError(.truncated).description == "truncated")
  }
}
