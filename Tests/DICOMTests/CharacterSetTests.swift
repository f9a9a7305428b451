import Testing

@testable import DICOM

@Suite struct CharacterSetTests {
  private func name(_ fixture: String) throws -> PersonName {
    let object = try DICOMScan.scan(path: TestFiles.fixture(fixture))
    return CharacterSetDecoder(object.dataSet).personName(object.dataSet.bytes(.patientName))
  }

  @Test(arguments: [
    ("cn_gb18030.dcm", "王小东", false), ("cn_gbk.dcm", "李娜", false), ("cn_utf8.dcm", "张伟", false), ("cn_iso2022_ir58.dcm", "张小东", false),
    ("cn_utf8_big_endian.dcm", "孙丽", false), ("cn_gb18030_trail_5c.dcm", "淺靜瀄", false), ("cn_gbk_no_charset.dcm", "陈建国", true),
    ("cn_gbk_declared_iso_ir_100.dcm", "刘洋", true), ("chrX2.dcm", "王小东", false), ("chrH31.dcm", "山田太郎", false), ("chrI2.dcm", "洪吉洞", false),
    ("chrGerm.dcm", "Äneas^Rüdiger", false), ("chrRuss.dcm", "Люкceмбypг", false),
  ])
  func readsNamesAsPeopleWriteThem(fixture: String, expected: String, isRepaired: Bool) throws {
    let name = try name(fixture)
    #expect(name.display == expected)
    #expect(name.isRepaired == isRepaired)
  }

  @Test func keepsGroupsApart() throws {
    let name = try name("chrH31.dcm")
    #expect(name.alphabetic == "Yamada^Tarou")
    #expect(name.phonetic == "やまだ^たろう")
  }

  /// Bytes in GBK and the label a device gives them.
  private static let names: [(String, [UInt8])] = {
    let text =
      "王小东 李娜 张伟 刘洋 陈建国 杨秀英 赵磊 黄丽 周杰 吴敏 徐静 孙鹏 胡雪梅 朱军 高翔 林徽因 何勇 郭靖 马超 罗刚 "
      + "梁朝伟 宋佳 郑爽 谢霆锋 韩寒 唐嫣 冯巩 于谦 董卿 萧峰 程龙 曹操 袁隆平 邓超 许晴 傅雷 沈从文 曾国藩 李珺 陈堃"
    return text.split(separator: " ").map { name in
      let caret = name.index(after: name.startIndex)
      return (String(name), gbk(String(name[..<caret])) + [0x5E] + gbk(String(name[caret...])))
    }
  }()

  /// GBK bytes of a character, found by decoding: the reverse of what is under test, done by trying pairs.
  private static let gbkTable: [Character: [UInt8]] = {
    var table: [Character: [UInt8]] = [:]
    for lead in UInt8(0x81)...0xFE {
      for trail in UInt8(0x40)...0xFE where trail != 0x7F {
        guard let text = TextConverter.text([lead, trail], in: .gb18030), text.count == 1, let character = text.first else { continue }
        table[character] = [lead, trail]
      }
    }
    return table
  }()

  private static func gbk(_ text: String) -> [UInt8] { text.flatMap { gbkTable[$0] ?? [] } }

  @Test func gbkTableAgreesWithKnownBytes() {
    #expect(Self.gbk("王小东") == [0xCD, 0xF5, 0xD0, 0xA1, 0xB6, 0xAB])
    #expect(Self.names.count == 40)
  }

  @Test(arguments: ["", "ISO_IR 100", "ISO_IR 192", "GB18030", "\\ISO 2022 IR 58"]) func readsGBKUnderAnyLabel(label: String) {
    let decoder = CharacterSetDecoder(specificCharacterSet: Array(label.utf8))
    for (expected, bytes) in Self.names {
      let name = decoder.personName(bytes)
      #expect(name.display == expected, "\(label)")
      #expect(name.isRepaired == (label != "GB18030"), "\(label) \(expected)")
    }
  }

  @Test(arguments: ["", "ISO_IR 100", "ISO_IR 192", "GB18030", "ISO_IR 999"]) func readsUTF8UnderAnyLabel(label: String) {
    let decoder = CharacterSetDecoder(specificCharacterSet: Array(label.utf8))
    for (expected, _) in Self.names {
      let name = decoder.personName(Array(expected.utf8))
      #expect(name.display == expected, "\(label)")
      #expect(name.isRepaired == (label != "ISO_IR 192"))
    }
  }

  @Test(arguments: ["Müller^Jörg", "Äneas^Rüdiger", "Buc^Jérôme", "Größe^Jörg", "MÜLLER", "Nuñez^José", "Ångström^Öst", "Çelik", "Weiß"])
  func leavesLatinNamesAlone(name: String) {
    let latin = name.unicodeScalars.map { UInt8($0.value) }
    let decoded = CharacterSetDecoder(specificCharacterSet: Array("ISO_IR 100".utf8)).personName(latin)
    #expect(decoded.display == name)
    #expect(!decoded.isRepaired)
  }

  @Test func readsDescriptions() {
    let decoder = CharacterSetDecoder(specificCharacterSet: Array("ISO_IR 100".utf8))
    #expect(decoder.text(Self.gbk("胸部") + Array("CT ".utf8) + Self.gbk("平扫")).text == "胸部CT 平扫")
    #expect(decoder.text(Array("CT HEAD ".utf8)) == DecodedText(text: "CT HEAD"))
  }

  @Test func survivesDamagedEscapes() {
    let decoder = CharacterSetDecoder(specificCharacterSet: Array("\\ISO 2022 IR 58".utf8))
    for bytes in [[0x1B], [0x1B, 0x24], [0x1B, 0x24, 0x29, 0x41, 0xD5], [0x1B, 0x24, 0x42, 0x21], [0xFF, 0xFF, 0x1B, 0x28]] as [[UInt8]] {
      #expect(decoder.text(bytes).text.unicodeScalars.count <= 6)
    }
  }
}
