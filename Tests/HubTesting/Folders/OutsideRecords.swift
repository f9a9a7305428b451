import ECGCore
import Foundation

/// Twelve-lead records of the outside test data, which lie there packed. Format 16 only; formats belong to another floor.
package enum OutsideRecords {
  /// - Throws: when the archive is not there or cannot be unpacked.
  package static func twelveLeads(of database: String) throws -> [ECGRecording] {
    guard let outside = Samples.outside else { return [] }
    let folder = try TemporaryFolder()
    let archive = outside.appendingPathComponent("ecg/\(database)/\(database).tar.xz").path
    let tar = Process()
    tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
    tar.arguments = ["-xf", archive, "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return try Samples.files(under: URL(fileURLWithPath: folder.path), withExtension: "hea").compactMap { try recording($0, database: database) }
  }

  /// LUDB's headers give every lead a gain of its own; its raw numbers obey Einthoven's law and have the size of microvolts.
  private static func recording(_ header: URL, database: String) throws -> ECGRecording? {
    let lines = try String(contentsOf: header, encoding: .isoLatin1).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: " ")
    }
    guard let first = lines.first, first.count > 2, let count = Int(first[1]), let rate = Double(first[2].prefix { $0 != "/" }) else { return nil }
    let bytes = [UInt8](try Data(contentsOf: header.deletingLastPathComponent().appendingPathComponent(String(lines[1][0]))))
    let frames = bytes.count / 2 / count
    let leads = lines[1...].prefix(count).enumerated().map { place, fields -> ECGLead in
      let gain = database == "ludb" ? 1_000 : Float(fields[2].prefix { $0.isNumber || $0 == "." }) ?? 200
      let samples = (0..<frames).map { frame -> Float in
        let at = 2 * (frame * count + place)
        return Float(Int16(truncatingIfNeeded: Int(bytes[at]) | Int(bytes[at + 1]) << 8)) * 1_000 / gain
      }
      let raw = fields.last.map(String.init) ?? ""
      let name = LeadName.standardTwelve.first { $0.rawValue.lowercased() == raw.lowercased() } ?? LeadName(rawValue: raw)
      return ECGLead(name: name, samplesMicrovolts: samples)
    }
    return ECGRecording(leads: leads, samplingRateHertz: rate)
  }
}
