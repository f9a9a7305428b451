import Foundation
import HubAPI
import HubModel
import HubTesting
import Testing

/// `docs/hostile-input.md`, made anew: every input by three doors to a real hub, compared with what is written there, and judged.
@Suite("Table of hostile input", .ownThread)
struct HostileTableTests {
  @Test("inputs that are made here")
  func made() throws { try compare(HostileFile.made(), section: "made") }

  @Test("every malformed file of the outside test data", .enabled(if: Samples.hasOutside, Comment(rawValue: Samples.skipReason)))
  func outside() throws { try compare(try HostileFile.outside(), section: "outside") }

  private func compare(_ files: [HostileFile], section: String) throws {
    try Region.run(environment: ["READINGHUB_LOG_LEVEL": "trace"]) { region in
      let doors = try HostileDoors(region)
      let watch = try HubWatch(region)
      var rows: [HostileRow] = []
      for file in files {
        let row = try doors.row(file)
        rows.append(row)
        for answer in row.answers { #expect(answer.seconds < 5, "\(row.line): \(answer.seconds) s") }
        #expect(region.hub.partialFiles.isEmpty, "\(file.name) left \(region.hub.partialFiles)")
        try watch.expectWell("\(file.name)")
      }
      try watch.expectBounded()
      try Self.expectSettled(rows, files, in: region, doors)
      #expect(rows.count > 40)
      if HostileTable.isRewritten { try HostileTable.write(rows, section: section) }
      let written = try HostileTable.lines(of: section)
      let found = rows.map(\.line)
      #expect(written == found, "docs/hostile-input.md differs (make hostile-table writes it): \(Set(found).symmetricDifference(written).sorted())")
    }
  }

  /// Nothing half stored, every refusal told once, nobody named in the log.
  private static func expectSettled(_ rows: [HostileRow], _ files: [HostileFile], in region: Region, _ doors: HostileDoors) throws {
    let answers = rows.flatMap(\.answers)
    let audit = try region.tool.expect(["audit", "list", "--limit", "1000", "--json"], profile: "admin")
    func recorded(_ action: String) -> Int { audit.components(separatedBy: "\"\(action)\"").count - 1 }
    #expect(recorded("object-refused") == answers.count { $0.isRefusal }, "\(recorded("object-refused")) refusals recorded")
    #expect(recorded("object-conflict") == answers.count { $0.kept == .apart })
    // The same bytes by the second and third door are one object on the disk; C-STORE writes a meta group of its own.
    let kept = region.hub.objectFiles.map(\.lastPathComponent) + (try region.hub.objectsInLog(region).keys)
    let sent = zip(rows, files).filter { $0.0.web.kept != .nothing || $0.0.upload.kept != .nothing }.map { Digests.key($0.1.file).rawValue }
    #expect(Set(kept).isSuperset(of: sent))
    #expect(Set(kept).count <= Set(sent).count + rows.count { $0.store.kept != .nothing })
    for row in rows where row.answers.allSatisfy({ $0.kept == .nothing }) {
      let file = files.first { $0.name == row.name }
      #expect(!kept.contains(Digests.key(file?.file ?? []).rawValue), "\(row.name) is kept")
    }
    for reader in [Region.radiologist, Region.cardiologist] {
      for reading in try region.client(reader).readings(includesFinished: true).readings where reading.patientName.count > 5 {
        #expect(!region.hub.logs.contains(reading.patientName), "the log names a patient")
      }
    }
    #expect(!region.hub.logs.contains("ZZMARKERZZ"))
  }
}

/// The committed table.
enum HostileTable {
  static let isRewritten = ProcessInfo.processInfo.environment["READINGHUB_WRITE_HOSTILE_TABLE"] == "1"
  private static let path = Samples.repository.appendingPathComponent("docs/hostile-input.md")

  private static func marks(_ section: String) -> (String, String) { ("<!-- \(section): made by the test -->", "<!-- \(section): end -->") }

  private static func split(_ section: String) throws -> (before: String, inside: String, after: String) {
    let text = try String(contentsOf: path, encoding: .utf8)
    let (begin, end) = marks(section)
    guard let first = text.range(of: begin), let last = text.range(of: end), first.upperBound <= last.lowerBound else {
      throw HarnessFailure("docs/hostile-input.md has no section \(section)")
    }
    return (String(text[..<first.upperBound]), String(text[first.upperBound..<last.lowerBound]), String(text[last.lowerBound...]))
  }

  /// The rows without their last column, the time.
  static func lines(of section: String) throws -> [String] {
    try split(section).inside.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| ") && !HostileRow.head.contains($0) }.map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      return cells.dropLast(2).joined(separator: "|") + "|"
    }
  }

  static func write(_ rows: [HostileRow], section: String) throws {
    let parts = try split(section)
    let table = (HostileRow.head + rows.map(\.timedLine)).joined(separator: "\n")
    try (parts.before + "\n" + table + "\n" + parts.after).write(to: path, atomically: true, encoding: .utf8)
  }
}
