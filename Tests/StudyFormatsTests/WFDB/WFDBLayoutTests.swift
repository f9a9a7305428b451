import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("WFDB formats and layouts: the same numbers as wfdb-python")
struct WFDBLayoutTests {
  static let formats = ["format8", "format24", "format32", "format61", "format80", "format160", "format310", "format311"]
  static let layouts = ["frames", "twofiles", "fixed", "variable"]

  static func path(_ name: String) -> String { TestFiles.fixture("WFDB/" + name) }

  private func golden(_ record: String) throws -> [(key: String, values: [Double])] {
    let text = String(decoding: TestFiles.bytes(Self.path(record + ".golden.txt")), as: UTF8.self)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: " ").map(String.init)
      return (key: fields[0], values: fields.dropFirst().compactMap { $0 == "nan" ? .nan : Double($0) })
    }
    try #require(rows.count == 18)
    return rows
  }

  @Test("samples, valid counts and means", arguments: formats + layouts)
  func values(_ record: String) throws {
    let recording = try ECGLoader.load(path: Self.path(record + ".hea")).recording
    #expect(recording.samplingRateHertz == 360)
    #expect(recording.leads.map(\.name.rawValue) == ["MLII", "V1"])
    for row in try golden(record) {
      for (lead, expected) in zip(recording.leads, row.values) {
        let samples = lead.samplesMicrovolts
        let valid = samples.filter { $0.isFinite }
        switch row.key {
        case "valid": #expect(Double(valid.count) == expected, "\(record) \(lead.name)")
        case "mean": #expect(abs(valid.reduce(0.0) { $0 + Double($1) } / Double(valid.count) - expected) < 0.01, "\(record) \(lead.name)")
        default:
          let value = Double(samples[try #require(Int(row.key))])
          #expect(expected.isNaN ? value.isNaN : abs(value - expected) < 0.001, "\(record) \(lead.name) \(row.key)")
        }
      }
    }
  }

  @Test("pieces of any size make the same whole", arguments: layouts + ["format8", "format310"], [1, 6, 20, 64, 100_000])
  func pieces(_ record: String, _ size: Int) throws {
    let whole = try ECGLoader.load(path: Self.path(record + ".hea")).recording
    var reader = try ECGLoader.openWFDB(Self.path(record + ".hea"))
    var samples = [[Float]](repeating: [], count: reader.leadNames.count)
    while let piece = try reader.next(maximumFrames: size) {
      for lead in samples.indices { samples[lead] += piece[lead] }
    }
    for (lead, joined) in zip(whole.leads, samples) {
      #expect(lead.samplesMicrovolts.map(\.bitPattern) == joined.map(\.bitPattern))
    }
    #expect(samples.allSatisfy { $0.count == reader.sampleCount })
  }

  @Test("what the file says beside the samples")
  func facts() throws {
    let two = try ECGLoader.load(path: Self.path("twofiles.hea"), timeZone: "UTC")
    #expect(two.patientFacts == PatientFacts(ageYears: 61, sex: .female))
    // 2019-12-24 10:30:05 UTC.
    #expect(two.acquiredAt == Instant(microseconds: 1_577_183_405_000_000))
    let frames = try ECGLoader.load(path: Self.path("frames.hea"))
    #expect(frames.recording.sampleCount == 600)
    #expect(frames.assumptions.map(\.english) == ["1 left out: no ECG lead, no voltage or not calibrated"])
    #expect(try ECGLoader.load(path: Self.path("fixed.hea")).patientFacts.ageYears == 44)
  }

  @Test("several signal files joined behind their header read the same; a byte more or less is refused")
  func joined() throws {
    let header = TestFiles.bytes(Self.path("twofiles.hea"))
    let joined = header + TestFiles.bytes(Self.path("twofiles_a.dat")) + TestFiles.bytes(Self.path("twofiles_b.dat"))
    func load(_ bytes: [UInt8]) throws -> ECGDocument { try ECGLoader.load(bytes: bytes, format: .wfdb, headerBytes: Int64(header.count)) }
    let pair = try ECGLoader.load(path: Self.path("twofiles.hea"))
    for (one, two) in zip(try load(joined).recording.leads, pair.recording.leads) {
      #expect(one.samplesMicrovolts.map(\.bitPattern) == two.samplesMicrovolts.map(\.bitPattern))
    }
    #expect(throws: HubError(.badWaveform)) { try load(joined + [0]) }
    #expect(throws: HubError(.truncated)) { try load(joined.dropLast()) }
  }

  @Test("headers and signal files of all segments in one object read the same", arguments: ["fixed", "variable"])
  func joinedSegments(_ record: String) throws {
    let files = try WFDBFiles(ofHeader: Self.path(record + ".hea"))
    #expect(files.headers.count == (record == "fixed" ? 3 : 5))
    #expect(files.signals.count == (record == "fixed" ? 2 : 3))
    let headers = files.headers.flatMap(TestFiles.bytes)
    let joined = headers + files.signals.flatMap(TestFiles.bytes)
    func load(_ bytes: [UInt8]) throws -> ECGDocument { try ECGLoader.load(bytes: bytes, format: .wfdb, headerBytes: Int64(headers.count)) }
    let folder = try ECGLoader.load(path: Self.path(record + ".hea"))
    for (one, two) in zip(try load(joined).recording.leads, folder.recording.leads) {
      #expect(one.samplesMicrovolts.map(\.bitPattern) == two.samplesMicrovolts.map(\.bitPattern))
    }
    #expect(try load(joined).patientFacts == folder.patientFacts)
    #expect(throws: HubError(.badWaveform)) { try load(joined + [0]) }
    #expect(throws: HubError(.truncated)) { try load(joined.dropLast()) }
  }

  @Test("a segment that contradicts its record is refused")
  func contradictions() throws {
    try TestFiles.withFolder { folder in
      for name in ["fixed_1.hea", "fixed_1.dat", "fixed_2.hea", "fixed_2.dat", "fixed.hea"] {
        try TestFiles.write(TestFiles.bytes(Self.path(name)), to: folder + "/" + name)
      }
      func code(_ header: String) throws -> ProblemCode? {
        try TestFiles.write(Array(header.utf8), to: folder + "/m.hea")
        do throws(HubError) { _ = try ECGLoader.load(path: folder + "/m.hea") } catch { return error.code }
        return nil
      }
      #expect(try code("m/2 2 360 601\nfixed_1 200\nfixed_2 401\n") == nil)
      #expect(try code("m/2 2 360 600\nfixed_1 200\nfixed_2 400\n") == .badWaveform)
      #expect(try code("m/2 2 500 601\nfixed_1 200\nfixed_2 401\n") == .badWaveform)
      #expect(try code("m/2 2 360 401\nfixed_1 200\nfixed_3 201\n") == .missingCompanionFile)
      #expect(try code("m/1 2 360 200\nm 200\n") == .unsupportedWaveform)
      #expect(try code("m/2 2 360 9000200\nfixed_1 200\n~ 9000000\n") == .objectTooLarge)
    }
  }
}
