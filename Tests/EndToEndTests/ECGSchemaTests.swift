import Foundation
import HubTesting
import Testing

/// docs/ecg-json.md says what the lines of the `ecg` commands hold: every key that is printed is documented, and every documented key is
/// printed for some sample.
@Suite("Keys of the ecg commands' JSON", .ownThread)
struct ECGSchemaTests {
  private typealias Object = [String: Any]

  private let folder: TemporaryFolder
  private let tool: CommandLineTool

  init() throws {
    folder = try TemporaryFolder()
    tool = CommandLineTool(folder: folder.path)
  }

  private static let samples = [
    "ecg-normal/ecg.dcm", "ecg-atrial-fibrillation/ecg.dcm", "ecg-paced/ecg.dcm", "ecg-right-bundle-branch-block/rbbb.hea",
  ].map { Samples.studies.appendingPathComponent($0).path }

  /// First column of the table under a heading.
  private func documented(_ heading: String) throws -> Set<String> {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/ecg-json.md"), encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") }, "no section \(heading)")
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
    return Set(rows.compactMap { $0.dropFirst(3).split(separator: "`").first.map(String.init) })
  }

  /// What a command prints, line by line.
  private func lines(_ arguments: [String]) throws -> [Object] {
    try tool.expect(["ecg"] + arguments).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object)
    }
  }

  /// Keys of all objects that stand at a key of the lines, alone or in a list.
  private func keys(at key: String, of lines: [Object]) -> Set<String> {
    let objects = lines.flatMap { line in (line[key] as? [Object]) ?? (line[key] as? Object).map { [$0] } ?? [] }
    return Set(objects.flatMap { Array($0.keys) })
  }

  @Test("measure")
  func measure() throws {
    let lines = try lines(["measure", "--json"] + Self.samples)
    #expect(lines.count == Self.samples.count)
    for line in lines { #expect(try Set(line.keys) == documented("`ecg measure`")) }
    #expect(try keys(at: "global", of: lines) == documented("Measurements over all leads"))
    // A U wave is seen in few ECGs, and in none of the samples.
    #expect(try keys(at: "leads", of: lines).union(["uAmplitudeMicrovolts"]) == documented("Measurements of a lead"))
    #expect(try keys(at: "quality", of: lines) == documented("Quality of a lead"))
    #expect(lines.first?["status"] as? String == "measured")
  }

  @Test("analyze")
  func analyze() throws {
    let lines = try lines(["analyze", "--json"] + Self.samples)
    for line in lines { #expect(try Set(line.keys) == documented("`ecg analyze`")) }
    #expect(try keys(at: "analysis", of: lines) == documented("Analysis"))
  }

  @Test("beats and delineate")
  func beatsAndDelineate() throws {
    for line in try lines(["beats"] + Self.samples) { #expect(try Set(line.keys) == documented("`ecg beats`")) }
    for line in try lines(["delineate"] + Self.samples) { #expect(try Set(line.keys) == documented("`ecg delineate`")) }
  }

  @Test("measure in columns names every lead and the four corrections")
  func table() throws {
    let text = try tool.expect(["ecg", "measure", Self.samples[0]])
    for word in ["QTc Bazett", "QTc Fridericia", "QTc Framingham", "QTc Hodges", "aVL", "V6"] { #expect(text.contains(word)) }
  }
}
