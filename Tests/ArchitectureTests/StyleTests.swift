import Testing

@Suite("House rules on code")
struct StyleTests {
  static let longestFunction = 70
  static let longestFile = 400

  @Test("no function is longer than 70 lines")
  func functionsAreShort() {
    var seen = 0
    for file in SourceFile.all {
      let scanner = FunctionScanner(file)
      for span in file.isSwift ? scanner.swiftFunctions() : scanner.cFunctions() {
        seen += 1
        #expect(span.lineCount <= Self.longestFunction, "\(file.path):\(span.firstLine): \(span.name) has \(span.lineCount) lines")
      }
    }
    #expect(seen > 200, "only \(seen) functions were found: the scanner is blind")
  }

  @Test("no file is longer than 400 lines")
  func filesAreShort() {
    for file in SourceFile.all { #expect(file.lineCount <= Self.longestFile, "\(file.path) has \(file.lineCount) lines") }
  }

  @Test("nothing in Sources can end the hub on a fault")
  func nothingCrashes() {
    for offence in Prohibition.offences(against: Prohibition.crashes, in: SourceFile.sources) { Issue.record("\(offence)") }
  }

  @Test("no wall clock outside the clock port")
  func timeIsAnArgument() {
    for offence in Prohibition.offences(against: Prohibition.wallClock, in: SourceFile.sources) { Issue.record("\(offence)") }
  }

  @Test("no randomness outside the random source")
  func randomnessIsAnArgument() {
    for offence in Prohibition.offences(against: Prohibition.randomness, in: SourceFile.sources) { Issue.record("\(offence)") }
  }

  @Test("no promise of later work in the sources")
  func nothingIsLeftForLater() {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    for file in SourceFile.all {
      for (number, line) in file.rawLines.enumerated() where words.contains(where: line.contains) {
        Issue.record("\(file.path):\(number + 1): do it or leave it out")
      }
    }
  }

  @Test("no type or file is named after nothing")
  func namesSaySomething() {
    for file in SourceFile.all where file.isSwift {
      let names = Prohibition.emptyNames(in: file)
      #expect(names.isEmpty, "\(file.path): \(names)")
    }
  }
}
