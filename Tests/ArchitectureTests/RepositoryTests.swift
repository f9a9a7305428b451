import Foundation
import Testing

/// Places on somebody's machine and package mirrors that must not stand in the repository.
enum MachinePlaces {
  // Put together here so that this file does not hold what it looks for.
  static let words: [String] = [
    "/" + "work/", "/" + "root/", "/" + "Users/", "/" + "mnt/", "--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "arti" + "factory",
    "files.python" + "hosted.org", "deb." + "debian.org", "shared" + "/data", "shared" + "/bench",
  ]
  /// A person's home folder; the bare word occurs in ordinary text.
  static let homePattern = "/ho" + "me/[a-z]"

  static func found(in text: String) -> [String] {
    words.filter(text.contains) + (text.range(of: homePattern, options: .regularExpression) == nil ? [] : [homePattern])
  }
}

@Suite("The repository")
struct RepositoryTests {
  @Test("the top level holds what it should and nothing else")
  func topLevel() {
    let wanted: Set<String> = [
      "Package.swift", "Sources", "Tests", "SampleStudies", "README.md", "Makefile", "Benchmarks", "docs", ".ci", ".swift-format", ".gitignore",
      "LICENSE", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md",
    ]
    let present = Set(Checkout.paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(present == wanted)
  }

  @Test("no machine's path, no mirror's host in any text file")
  func noMachinePlaces() {
    // The one script that continuous integration runs says where larger test data may lie.
    let allowed = [".ci/run": ["shared" + "/data"]]
    for path in Checkout.paths {
      let bytes = Checkout.bytes(path)
      guard bytes.count < 2_000_000, !bytes.prefix(4096).contains(0), let text = String(bytes: bytes, encoding: .utf8) else { continue }
      let found = MachinePlaces.found(in: text).filter { allowed[path]?.contains($0) != true }
      #expect(found.isEmpty, "\(path): \(found)")
    }
  }

  @Test("every package and every Debian library has its line in docs/dependencies.md")
  func dependenciesAreExplained() {
    let explained = Checkout.text("docs/dependencies.md")
    let packages = Checkout.text("Package.swift").matches(of: #/\.package\(url:\s*"https:\/\/github\.com\/[^"\/]+\/([^"]+)"/#).map { String($0.1) }
    #expect(!packages.isEmpty)
    for package in packages { #expect(explained.contains("| `\(package)` |"), "no line for \(package)") }
    let debian = DebianPackages.names(in: Checkout.text(".ci/packages.txt"))
    #expect(debian.count > 10)
    for name in debian { #expect(explained.contains("`\(name)`"), "no word on \(name)") }
  }

  @Test("versions are pinned exactly")
  func versionsArePinned() {
    for line in Checkout.text("Package.swift").split(separator: "\n") where line.contains(".package(url:") {
      #expect(line.contains("exact:"), "\(line)")
    }
    for line in Checkout.text(".ci/requirements.txt").split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.contains("=="), "\(line)")
    }
  }

  @Test("fixtures and samples stay small")
  func testDataIsSmall() {
    let sizes = Checkout.paths.filter { $0.hasPrefix("Tests/Fixtures/") || $0.hasPrefix("SampleStudies/") }.map { Checkout.bytes($0).count }
    #expect(sizes.reduce(0, +) <= 25 << 20)
  }

  @Test("links between documents lead somewhere")
  func linksLead() {
    for path in Checkout.paths where path.hasSuffix(".md") {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      for match in Checkout.text(path).matches(of: #/\]\(([^)#\s]+)[^)]*\)/#) where !match.1.contains(":") {
        let target = folder.isEmpty ? String(match.1) : folder + "/" + match.1
        #expect(Checkout.exists(target), "\(path) points to \(match.1)")
      }
    }
  }
}

enum DebianPackages {
  static func names(in list: String) -> [String] {
    list.split(separator: "\n").compactMap { line in
      let name = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      return name.isEmpty ? nil : String(name)
    }
  }
}
