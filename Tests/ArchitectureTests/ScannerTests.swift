import Testing

/// The checks must be able to fail: each is shown a bad piece of source, and good ones that only look bad.
@Suite("The checks themselves")
struct ScannerTests {
  private func code(_ text: String, _ path: String = "Sources/HubFlow/Sample.swift") -> String {
    String(decoding: SourceFile(path: path, text: text).code, as: UTF8.self)
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  @Test("comments and strings are blanked, code in interpolations stays, offsets stay")
  func blanking() {
    #expect(code("let a = 1 // try! {\nlet b") == "let a = 1 " + spaces(9) + "\nlet b")
    #expect(code("a /* { /* } */ { */ b") == "a " + spaces(17) + " b")
    #expect(code(#"x = "a { \" b" + y"#) == "x = \"" + spaces(8) + "\" + y")
    #expect(code(#"x = "a \(try! f("{")) b""#).contains(#"(try! f(" "))"#))
    #expect(code(##"x = #"a " { \(b) \#(c) "# + d"##) == "x =  \"" + spaces(13) + "(c) \"  + d")
    #expect(code("x = \"\"\"\n  { \" }\n  \"\"\"\ny") == "x = \"\"\"\n       \n  \"\"\"\ny")
    #expect(code("m(/a{2}\"/)").contains("{") == false)
    #expect(code("let x = a / b / c { }").contains("{ }"))
    #expect(code("char c = '{'; char d = '\\''; int e;", "Sources/CDCMTK/a.cpp").contains("{") == false)
    #expect(code("char d = '\\''; int e; {", "Sources/CDCMTK/a.cpp").hasSuffix("int e; {"))
  }

  private func spans(_ text: String) -> [FunctionSpan] { FunctionScanner(SourceFile(path: "Sources/HubFlow/S.swift", text: text)).swiftFunctions() }

  @Test("a function of 71 lines is too long, one of 70 is not")
  func functionLength() {
    let long = "func long() {\n" + String(repeating: "  work(\"}\") // }\n", count: 69) + "}\n"
    #expect(spans(long) == [FunctionSpan(name: "long", firstLine: 1, lineCount: 71)])
    let short = "struct S {\n  init(a: Int) {\n" + String(repeating: "    work()\n", count: 68) + "  }\n}\n"
    #expect(spans(short) == [FunctionSpan(name: "init", firstLine: 2, lineCount: 70)])
  }

  @Test("computed properties count, stored ones, calls and requirements do not")
  func functionKinds() {
    #expect(spans("var a: Int {\n  get { 1 }\n}") == [FunctionSpan(name: "a", firstLine: 1, lineCount: 3)])
    #expect(spans("var a = 1\nlet b = { 2 }\nself.init(x)\nfoo { }").isEmpty)
    #expect(spans("protocol P {\n  func a() -> Int\n  func b(c: Int)\n    async throws\n}\nstruct X { }").isEmpty)
    #expect(spans("func a<T>(\n  b: T\n)\n  async throws -> [T]\nwhere T: Sendable\n{\n  c()\n}").first?.lineCount == 8)
    #expect(spans("subscript(i: Int) -> Int {\n  i\n}").first?.lineCount == 3)
  }

  @Test("C++ functions are found inside namespaces and classes")
  func cFunctions() {
    let text = "#include <a>\nextern \"C\" {\nint a(void) {\n  if (x) {\n    y();\n  }\n}\n}\nclass B {\n  void c() const {\n  }\n};\n"
    let found = FunctionScanner(SourceFile(path: "Sources/CDCMTK/a.cpp", text: text)).cFunctions()
    #expect(found == [FunctionSpan(name: "a", firstLine: 3, lineCount: 5), FunctionSpan(name: "c", firstLine: 10, lineCount: 2)])
  }

  @Test("imports are found in every dress")
  func imports() {
    let text = "import A\n@preconcurrency import B\npackage import C\n@testable import struct D.E\n// import F\nlet importance = 1\nimport G\n"
    #expect(SourceFile(path: "Sources/HubFlow/S.swift", text: text).imports == ["A", "B", "C", "D", "G"])
  }

  @Test("imports that break the floors are objected to")
  func floors() {
    #expect(Floors.objection(importing: "HubModel", into: "HubFlow") == nil)
    #expect(Floors.objection(importing: "Foundation", into: "ECGCore") == nil)
    #expect(Floors.objection(importing: "HubFlow", into: "HubModel") != nil)
    #expect(Floors.objection(importing: "HubModel", into: "Trust") != nil)
    #expect(Floors.objection(importing: "GRDB", into: "HubFlow") != nil)
    #expect(Floors.objection(importing: "CDCMTK", into: "HubDIMSE") != nil)
    #expect(Floors.objection(importing: "Leftpad", into: "readinghub") != nil)
    #expect(Floors.objection(importing: "HubModel", into: "Cellar") != nil)
  }

  private func offences(_ text: String, _ prohibitions: [Prohibition], path: String = "Sources/HubFlow/S.swift") -> Int {
    Prohibition.offences(against: prohibitions, in: [SourceFile(path: path, text: text)]).count
  }

  @Test("forbidden words are found in code only, and only where they are forbidden")
  func prohibitions() {
    #expect(offences("let a = try! b()\nlet c = d as! E\nfatalError(\"x\")", Prohibition.crashes) == 3)
    #expect(offences("// try! here\nlet s = \"as! fatalError(\"\ntry? a()", Prohibition.crashes) == 0)
    #expect(offences("let n = Date()\nlet m = Date.now\ntime(nil)\nclock_gettime(CLOCK_REALTIME, &t)", Prohibition.wallClock) == 4)
    #expect(offences("let n = Date()", Prohibition.wallClock, path: "Sources/readinghub/Clocks/SystemClock.swift") == 0)
    #expect(offences("Date(timeIntervalSince1970: 1)\nself.time(0)\nupdate()\nContinuousClock().now", Prohibition.wallClock) == 0)
    #expect(offences("let u = UUID()\nInt.random(in: 0..<3)", Prohibition.randomness) == 2)
    #expect(offences("let u = UUID(uuid: bytes)", Prohibition.randomness) == 0)
  }

  @Test("empty names are found")
  func names() {
    #expect(Prohibition.emptyNames(in: SourceFile(path: "Sources/A/B.swift", text: "final class StoreManager {}\nenum C {}")) == ["StoreManager"])
    #expect(Prohibition.emptyNames(in: SourceFile(path: "Sources/A/StringUtils.swift", text: "struct D {}")) == ["StringUtils"])
    #expect(Prohibition.emptyNames(in: SourceFile(path: "Sources/A/Managed.swift", text: "let contextual = 1")).isEmpty)
  }

  @Test("error codes are collected from enums and literals")
  func errorCodes() {
    let text = """
      package enum FaultCode: String {
        case tooOld = "too-old"  // "not-this"
        case worn = "worn"
      }
      enum Other: String { case a = "not-a-code" }
      throw Problem(code: "bad-thing")
      """
    let codes = ErrorCodes.declared(in: SourceFile(path: "Sources/HubFlow/S.swift", text: text))
    #expect(codes == ["too-old", "worn", "bad-thing"])
    #expect(ErrorCodes.documented(in: "| `too-old` | x |\ntext `other`\n| Code |") == ["too-old"])
  }

  @Test("the manifest reader sees kinds, names and dependencies")
  func manifest() {
    let text = """
      .target(name: "A", dependencies: ["B", .product(name: "P", package: "q")], path: "x/A"), // .target(name: "No")
      .testTarget(name: "T", dependencies: ["A"]),
      """
    let expected = [
      ManifestTarget(kind: "target", name: "A", path: "x/A", localDependencies: ["B"], productDependencies: ["P"]),
      ManifestTarget(kind: "testTarget", name: "T", path: nil, localDependencies: ["A"], productDependencies: []),
    ]
    #expect(ManifestTarget.all(in: text) == expected)
  }

  @Test("machine places are found")
  func machinePlaces() {
    #expect(MachinePlaces.found(in: "see " + "/" + "root/x").count == 1)
    #expect(MachinePlaces.found(in: "in " + "/ho" + "me/anna/x").count == 1)
    #expect(MachinePlaces.found(in: "https://example.org/homework/").isEmpty)
  }
}
