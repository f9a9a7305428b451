import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Hostile text is stored as text", .ownThread)
struct HostileTextTests {
  /// Patient's names, with the character set they claim.
  private static let names: [(name: [UInt8], characterSet: String)] = [
    (Array("EVIL^line\nbreak\rhere".utf8), ""), (Array("EVIL^\u{1B}[31mRED\u{1B}[0m\u{1B}]0;title\u{7}".utf8), "ISO_IR 192"),
    (Array("%s%n%x^%@".utf8), ""), (Array("${jndi:ldap://127.0.0.1/x}".utf8), ""), (Array("<script>alert(1)</script>".utf8), "ISO_IR 192"),
    (Array("'; DROP TABLE reading; --".utf8), ""), ([UInt8](repeating: 0x41, count: 65_534), ""),
    ([0xFF, 0xFE, 0xC0, 0xAF, 0x5E, 0x80], "ISO_IR 192"),
    ([0xCD, 0xF5, 0x5E, 0xD0, 0xA1, 0xB6, 0xAB], "GB18030"), ([0xCD, 0xF5, 0x5E, 0xD0, 0xA1, 0xB6, 0xAB], ""),
    (Array("Wang^XiaoDong=".utf8) + [0x1B, 0x24, 0x29, 0x41, 0xCD, 0xF5], "\\ISO 2022 IR 58"), (Array("\u{202E}gnp.exe".utf8), "ISO_IR 192"),
    (Array("A\tB\u{8}\u{8}C\u{0}D".utf8), "ISO_IR 192"),
  ]

  @Test("control characters, markup, format words, broken encodings: stored, and shown escaped")
  func names() throws {
    try Region.run { region in
      let client = try region.client(Region.qingshan)
      for (index, entry) in Self.names.enumerated() {
        var recipe = ImageRecipe(UInt64(index)).with(RecipeElement(0x0010_0010, "PN", entry.name))
        if !entry.characterSet.isEmpty { recipe.put(RecipeElement(0x0008_0005, "CS", entry.characterSet)) }
        let answer = try client.upload(recipe.file)
        #expect(answer.isSuccess, "name \(index): \(answer.status) \(answer.text)")
      }
      let rows = try region.waitForReadings(Self.names.count, of: Region.radiologist)
      #expect(rows.count == Self.names.count)
      try Self.expectHarmless(rows, in: region)
      #expect(rows.contains { $0.patientName.contains("王") }, "a GB18030 name does not read right: \(rows.map(\.patientName))")
      #expect(!region.hub.logs.contains("EVIL") && !region.hub.logs.contains("jndi"))
    }
  }

  private static func expectHarmless(_ rows: [ReadingRow], in region: Region) throws {
    let reader = Region.radiologist.profile
    let table = try region.tool.expect(["worklist"], profile: reader)
    #expect(table.split(separator: "\n").count == rows.count + 1, "a name makes lines of its own")
    var shown = [table]
    for row in rows {
      try region.tool.expect(["claim", "\(row.id)"], profile: reader)
      shown.append(try region.tool.expect(["view", "\(row.id)", "--out", region.file("picture.png")], profile: reader))
    }
    for text in shown { #expect(Self.controls(in: text).isEmpty, "raw control characters \(Self.controls(in: text))") }
    let json = try region.tool.expect(["worklist", "--json"], profile: reader)
    #expect(try JSONDecoder().decode(WorklistPage.self, from: Data(json.utf8)).readings.count == rows.count)
    #expect(json.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }, "a raw control character in JSON")
    try region.issueReport(on: rows[0].id, by: Region.radiologist)
    let reports = try region.tool.expect(["reports", "--out", region.file("reports")], profile: Region.qingshan.profile)
    #expect(Self.controls(in: reports).isEmpty)
  }

  /// Code points that can move a cursor, change a colour or turn text round.
  private static func controls(in text: String) -> [UInt32] {
    text.unicodeScalars.map(\.value).filter { value in
      (value < 0x20 && value != 0x0A) || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
  }
}
