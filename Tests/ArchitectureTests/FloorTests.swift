import Testing

@Suite("Floors: arrows go down, one owner for each outside library")
struct FloorTests {
  @Test("every import of every target goes down and respects owners")
  func importsGoDown() {
    var seen = 0
    for file in SourceFile.sources where file.isSwift {
      guard let target = file.target else { continue }
      for module in file.imports {
        seen += 1
        if let objection = Floors.objection(importing: module, into: target) { Issue.record("\(file.path): \(objection)") }
      }
    }
    #expect(seen > 50, "only \(seen) imports were found: the scanner looks in the wrong place")
  }

  @Test("Package.swift declares the same floors")
  func manifestKeepsFloors() {
    let targets = ManifestTarget.all(in: Checkout.text("Package.swift")).filter { $0.path == nil && $0.kind != "testTarget" }
    #expect(Set(targets.map(\.name)) == Set(Floors.floorOfTarget.keys))
    for target in targets {
      for dependency in target.localDependencies + target.productDependencies {
        if let objection = Floors.objection(importing: dependency, into: target.name) { Issue.record("Package.swift: \(objection)") }
      }
    }
  }

  @Test("targets and folders are the same, so folder names say where things live")
  func targetsAreFolders() {
    let targets = ManifestTarget.all(in: Checkout.text("Package.swift"))
    #expect(Checkout.folders(in: "Sources") == Set(targets.filter { $0.path == nil && $0.kind != "testTarget" }.map(\.name)))
    // Data, programs that speak to the hub, and a package of its own.
    let others: Set<String> = ["Fixtures", "Peers", "Fuzzing"]
    let testFolders = Checkout.folders(in: "Tests").subtracting(others)
    let placed = Set(targets.compactMap(\.path))
    #expect(testFolders == Set(targets.filter { $0.kind == "testTarget" }.map(\.name)).union(["HubTesting", "HubModelled"]))
    #expect(placed.allSatisfy(Checkout.exists))
  }

  @Test("only tests and measurements import HubTesting, and nothing imports a test")
  func productionKnowsNoTests() {
    for file in SourceFile.sources where file.isSwift {
      let wrong = file.imports.filter { ["Testing", "XCTest", "HubTesting"].contains($0) || $0.hasSuffix("Tests") }
      #expect(wrong.isEmpty, "\(file.path) imports \(wrong)")
    }
  }

  @Test("between targets `package`, never `public`")
  func nothingIsPublic() {
    for file in SourceFile.sources where file.isSwift {
      for (number, line) in file.codeLines.enumerated() {
        let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
        let wrong = words.contains { $0 == "public" } || line.contains("open class") || line.contains("open func")
        #expect(!wrong, "\(file.path):\(number + 1): package access is enough")
      }
    }
  }
}
