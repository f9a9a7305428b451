import HubModel
import Testing

@testable import readinghub

@Suite("Text on a terminal")
struct DisplayTests {
  @Test(
    "Columns are counted as terminals draw them",
    arguments: [
      ("", 0), ("abc", 3), ("王小东", 6), ("Müller", 6), ("e\u{301}", 1), ("ｶﾅ", 2), ("（危急）", 8), ("ＡＢ", 4), ("한글", 4), ("𠮷", 2), ("🫀", 2), ("❤️", 2),
      ("a\u{200B}b", 2), ("–", 1), ("…", 1), ("°", 1),
    ])
  func width(text: String, columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }

  @Test("A cut never splits a wide character and never exceeds the limit")
  func cut() {
    #expect(DisplayWidth.cut("王小东", to: 6) == "王小东")
    #expect(DisplayWidth.cut("王小东", to: 5) == "王小…")
    #expect(DisplayWidth.cut("王小东", to: 4) == "王…")
    #expect(DisplayWidth.cut("abc", to: 0) == "")
    for limit in 0...10 { #expect(DisplayWidth.columns(of: DisplayWidth.cut("a王b小c东d", to: limit)) <= limit) }
  }

  @Test("Columns of a table stand under each other whatever the script")
  func alignment() throws {
    var table = TextTable([.init(title: "PATIENT"), .init(title: "N", isRightAligned: true), .init(title: "END")])
    table.add([.init("王小东"), .init("7"), .init("|")])
    table.add([.init("Anna Müller"), .init("1234"), .init("|")])
    table.add([.init("欧阳"), .init("12"), .init("|")])
    let lines = table.lines(terminalColumns: nil, usesColour: false)
    #expect(lines.count == 4)
    let ends = try lines.dropFirst().map { line in
      DisplayWidth.columns(of: String(try #require(line.split(separator: "|", omittingEmptySubsequences: false).first)))
    }
    #expect(Set(ends).count == 1)
    #expect(lines[1] == "王小东          7  |")
  }

  @Test("No line is wider than the terminal, with colours or without", arguments: [10, 20, 33, 80])
  func terminalWidth(columns: Int) {
    var table = TextTable([.init(title: "A", limit: 20), .init(title: "B"), .init(title: "C")])
    table.add([.init(String(repeating: "王", count: 30), .alarm), .init("critical", .caution), .init(String(repeating: "x", count: 90))])
    for line in table.lines(terminalColumns: columns, usesColour: false) { #expect(DisplayWidth.columns(of: line) <= columns) }
    for line in table.lines(terminalColumns: columns, usesColour: true) {
      #expect(DisplayWidth.columns(of: line.replacing(/\u{1B}\[[0-9;]*m/, with: "")) <= columns)
    }
  }

  @Test("What could drive a terminal is shown, not obeyed")
  func escaping() {
    #expect(PlainText.escaped("王\u{1B}[31m小\n东\u{7}") == "王\\u{1b}[31m小\\u{a}东\\u{7}")
    #expect(PlainText.escaped("\u{9B}31m \u{202E}abc\u{2066}") == "\\u{9b}31m \\u{202e}abc\\u{2066}")
    #expect(PlainText.escaped("a\nb\r\n", keepsLines: true) == "a\nb\\u{d}\n")
    #expect(PlainText.escaped("%s ${jndi} <script> Müller^Jörg") == "%s ${jndi} <script> Müller^Jörg")
    var table = TextTable([.init(title: "X")])
    table.add([.init("a\u{1B}]0;title\u{7}\nb")])
    #expect(table.lines(terminalColumns: nil, usesColour: false)[1] == "a\\u{1b}]0;title\\u{7}\\u{a}b")
  }

  @Test(
    "Lengths of time",
    arguments: [(0, "0s", "0秒"), (59, "59s", "59秒"), (60, "1m", "1分"), (3_900, "1h05m", "1时05分"), (273_600, "3d04h", "3天04时"), (-720, "12m", "12分")])
  func spans(seconds: Int64, english: String, chinese: String) {
    #expect(TimeWords.short(.seconds(seconds), in: .en) == english)
    #expect(TimeWords.short(.seconds(seconds), in: .zh) == chinese)
  }
}

@Suite("Progress")
struct ProgressTests {
  private func at(_ seconds: Double) -> MonotonicInstant { MonotonicInstant(microseconds: Int64(seconds * 1e6)) }

  @Test("Fraction, rate and time left")
  func arithmetic() {
    var meter = ProgressMeter(totalBytes: 1_000, at: at(100))
    #expect(meter.fraction == 0)
    #expect(meter.bytesPerSecond(at: at(100)) == nil)
    #expect(meter.timeLeft(at: at(100)) == nil)
    meter.advance(by: 250, at: at(101))
    #expect(meter.fraction == 0.25)
    #expect(meter.bytesPerSecond(at: at(101)) == 250)
    #expect(meter.timeLeft(at: at(101)) == .seconds(3))
  }

  @Test("The rate is that of the last ten seconds")
  func window() throws {
    var meter = ProgressMeter(totalBytes: 100_000, at: at(0))
    for second in 1...20 { meter.advance(by: 1_000, at: at(Double(second))) }
    for second in 21...60 { meter.advance(by: 10, at: at(Double(second))) }
    let rate = try #require(meter.bytesPerSecond(at: at(60)))
    #expect((9...11).contains(rate))
  }

  @Test("A broken attempt takes its bytes back; sums stay within bounds")
  func setBack() {
    var meter = ProgressMeter(totalBytes: 100, at: at(0))
    meter.advance(by: 80, at: at(1))
    meter.advance(by: -80, at: at(2))
    #expect(meter.doneBytes == 0)
    meter.advance(by: -5, at: at(3))
    #expect(meter.doneBytes == 0)
    meter.advance(by: 500, at: at(4))
    #expect(meter.doneBytes == 100 && meter.fraction == 1)
  }

  @Test("Nothing to do is done")
  func empty() {
    let meter = ProgressMeter(totalBytes: 0, at: at(0))
    #expect(meter.fraction == 1)
    #expect(meter.timeLeft(at: at(0)) == .seconds(0))
  }

  @Test("The bar fits, whatever the terminal", arguments: [10, 40, 60, 80, 200])
  func bar(columns: Int) {
    var meter = ProgressMeter(totalBytes: 20_500_000, at: at(0))
    meter.advance(by: 12_300_000, at: at(10))
    for language in Language.allCases {
      #expect(DisplayWidth.columns(of: meter.line(columns: columns, at: at(10), language: language)) < columns)
    }
    #expect(meter.line(columns: 80, at: at(10), language: .en).hasSuffix("60%  12.3 MB/20.5 MB  1.2 MB/s  6s left"))
  }

  @Test(
    "Sizes",
    arguments: [
      (Int64(0), "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (204_800, "205 kB"), (12_340_000, "12.3 MB"), (999_600, "1.0 MB"),
      (5_000_000_000, "5.0 GB"),
    ])
  func sizes(bytes: Int64, text: String) {
    #expect(ByteCount.text(bytes) == text)
  }
}

@Suite("Tables on narrow terminals")
struct NarrowTableTests {
  @Test("What may be narrowed gives way, so that the last column still shows")
  func fits() {
    var table = TextTable([.init(title: "ID"), .init(title: "CLINIC", limit: 20, least: 6), .init(title: "STATE")])
    table.add([.init("N2Z948"), .init("青山镇中心卫生院"), .init("waiting")])
    let wide = table.lines(terminalColumns: nil, usesColour: false)
    #expect(wide[1] == "N2Z948  青山镇中心卫生院  waiting")
    for columns in 21...33 {
      let lines = table.lines(terminalColumns: columns, usesColour: false)
      #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns } && lines[1].hasSuffix("waiting"), "\(columns): \(lines)")
    }
  }
}
