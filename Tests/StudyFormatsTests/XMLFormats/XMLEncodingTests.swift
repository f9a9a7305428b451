import HubModel
import Testing

@testable import StudyFormats

@Suite("ECG XML: encodings")
struct XMLEncodingTests {
  /// 王小东 in GB 2312.
  private static let gbk: [UInt8] = [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB]

  /// An annotated ECG whose person's name is these bytes.
  private func document(_ encoding: String?, _ name: [UInt8]) -> [UInt8] {
    let prolog = encoding.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>\n" } ?? ""
    let halves = MadeXML.annotated(prolog: prolog, person: "<name>@</name>").split(separator: "@")
    return Array(halves[0].utf8) + name + Array(halves[1].utf8)
  }

  @Test("Chinese names under a true label are as written", arguments: ["GB2312", "gbk", "GB18030"])
  func chinese(_ label: String) throws {
    let identity = try XMLFiles.read(document(label, Self.gbk)).identity
    #expect(identity.name == "王小东" && !identity.isNameRepaired)
  }

  @Test("GBK under another label, or none, is read and marked", arguments: ["UTF-8", "ISO-8859-1", "us-ascii", "utf-16", nil])
  func mislabelledChinese(_ label: String?) throws {
    let document = try XMLFiles.read(document(label, Self.gbk))
    #expect(document.identity.name == "王小东" && document.identity.isNameRepaired)
    #expect(document.assumptions == [XMLRemarks.encodingRepaired])
  }

  @Test("UTF-8 under another label is read and marked", arguments: ["gb2312", "ISO-8859-1", "windows-1252"])
  func mislabelledUTF8(_ label: String) throws {
    let identity = try XMLFiles.read(document(label, Array("王小东".utf8))).identity
    #expect(identity.name == "王小东" && identity.isNameRepaired)
  }

  @Test("Latin-1")
  func latin() throws {
    let identity = try XMLFiles.read(document("ISO-8859-1", [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72])).identity
    #expect(identity.name == "Müller" && !identity.isNameRepaired)
  }

  @Test("characters beyond the basic plane, GB18030 with four bytes")
  func rareCharacters() throws {
    #expect(try XMLFiles.read(document("gb18030", [0x95, 0x32, 0x82, 0x36])).identity.name == "\u{20000}")
  }

  @Test("UTF-16 of either order, with a byte order mark and without", arguments: [true, false], [true, false])
  func utf16(_ isBigEndian: Bool, _ isMarked: Bool) throws {
    let text = MadeXML.annotated(
      prolog: (isMarked ? "\u{FEFF}" : "") + "<?xml version=\"1.0\" encoding=\"utf-16\"?>", person: "<name>王\u{20000}</name>")
    let bytes = text.utf16.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try XMLFiles.read(bytes).identity.name == "王\u{20000}")
    #expect(XMLECG.kind(of: Array(bytes.prefix(200))) == .annotatedECG)
    #expect(throws: HubError(.truncated)) { try XMLFiles.read(bytes.dropLast()) }
    let loneSurrogate = bytes.dropLast(2) + (isBigEndian ? [0xD8, 0x00] : [0x00, 0xD8])
    #expect(throws: HubError(.badWaveform)) { try XMLFiles.read(Array(loneSurrogate)) }
  }

  @Test("UTF-8 with a byte order mark, white space before the declaration")
  func marks() throws {
    let text = "\u{FEFF}\r\n<?xml version=\"1.0\" encoding=\"utf-8\"?>" + MadeXML.annotated(person: "<name>王小东</name>")
    #expect(try XMLFiles.read(Array(text.utf8)).identity.name == "王小东")
  }

  @Test("an encoding that is not read is refused")
  func unknown() {
    #expect(throws: HubError(.unsupportedWaveform)) { try XMLFiles.read(document("x-nothing", Self.gbk)) }
    #expect(throws: HubError(.badWaveform)) { try XMLFiles.read(document("big5", [0xFF, 0xFF])) }
  }

  @Test("names that the parser's pieces cut through", arguments: [4090, 4096, 131_066, 131_072, 262_140])
  func pieces(_ place: Int) throws {
    let before = MadeXML.annotated(person: "<name>@</name>").split(separator: "@")[0].utf8.count + "<!---->".utf8.count
    for shift in 0..<12 {
      let filler = String(repeating: "x", count: place + shift - 6 - before)
      #expect(try XMLFiles.read(Array(MadeXML.annotated(person: "<!--\(filler)--><name>王小东</name>").utf8)).identity.name == "王小东")
    }
  }

  @Test("character references and CDATA")
  func references() throws {
    let person = "<name><![CDATA[王]]>&#23567;&#x4E1C; &amp; <!-- x -->co</name>"
    #expect(try XMLFiles.read(Array(MadeXML.annotated(person: person).utf8)).identity.name == "王小东 & co")
  }
}
