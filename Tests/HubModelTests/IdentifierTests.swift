import Foundation
import HubModel
import Testing

@Suite struct IdentifierTests {
  @Test func textOfAReadingNumberLeadsBackToIt() throws {
    let edges: [Int64] = [0, 1, 2, 31, 32, 1 << 29, (1 << 30) - 1, 1 << 30, 1 << 40, Int64.max]
    for number in Array(0..<20_000) + edges {
      let id = ReadingID(rawValue: Int64(number))
      #expect(ReadingID(text: id.description) == id)
      #expect(ReadingID(text: id.description.lowercased()) == id)
    }
  }

  @Test func textsAreSixCharactersWithoutLookAlikesAndNeverRepeat() {
    let texts = (0..<50_000).map { ReadingID(rawValue: $0).description }
    #expect(Set(texts).count == texts.count)
    #expect(texts.allSatisfy { text in text.count == 6 && text.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) } })
  }

  @Test func neighboursLookDifferent() {
    for number in Int64(1)..<5_000 {
      let (first, second) = (ReadingID(rawValue: number).description, ReadingID(rawValue: number + 1).description)
      #expect(zip(first, second).filter { $0 != $1 }.count >= 3, "\(first) \(second)")
    }
  }

  @Test func lookAlikesAreReadAsMeant() throws {
    let id = try #require(ReadingID(text: "01A0B1"))
    #expect(ReadingID(text: "OIAOBL") == id)
    #expect(ReadingID(text: "olaobi") == id)
  }

  @Test(arguments: ["", "12345", "1234567", "U12345", "12 456", "12345é", "N", "N-", "NABCDEFG", "一二三四五六"])
  func whatIsNoReadingNumberIsRefused(_ text: String) { #expect(ReadingID(text: text) == nil) }

  @Test func readingNumbersAreTextInJSONAndOthersAreNumbers() throws {
    let reading = ReadingID(rawValue: 17)
    let json = String(decoding: try JSONEncoder().encode([reading]), as: UTF8.self)
    #expect(json == "[\"\(reading)\"]")
    #expect(try JSONDecoder().decode([ReadingID].self, from: Data(json.utf8)) == [reading])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([ReadingID].self, from: Data("[\"!\"]".utf8)) }
    #expect(String(decoding: try JSONEncoder().encode([ClinicID(rawValue: 3)]), as: UTF8.self) == "[3]")
    #expect(try JSONDecoder().decode([ClinicID].self, from: Data("[3]".utf8)) == [ClinicID(rawValue: 3)])
  }

  @Test(arguments: ["", "ab", String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "a", count: 65)])
  func whatIsNoDigestIsNoKey(_ text: String) { #expect(BlobKey(rawValue: text) == nil) }

  @Test func aDigestIsAKey() {
    let text = String(repeating: "09af", count: 16)
    #expect(BlobKey(rawValue: text)?.description == text)
  }
}
