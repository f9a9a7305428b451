import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("WFDB: the same numbers as wfdb-python")
struct WFDBGoldenTests {
  static let records = ["mitdb101", "cu01odd", "nst118e00", "ludb1", "ptbxl22", "cpsc2021"]

  private func rows(_ record: String) throws -> [(key: String, values: [Double])] {
    let text = String(decoding: TestFiles.bytes(TestFiles.fixture(record + ".golden.txt")), as: UTF8.self)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: " ").map(String.init)
      return (key: fields[0], values: fields.dropFirst().compactMap(Double.init))
    }
    try #require(rows.count == 9)
    return rows
  }

  private func isNear(_ value: Float, _ expected: Double) -> Bool { abs(Double(value) - expected) <= 0.01 + abs(expected) * 2e-6 }

  /// As the header states it, lead by lead.
  private func stated(_ record: String, pieces: Int = 1_000_000) throws -> (names: [LeadName], samples: [[Float]]) {
    var reader = try ECGLoader.openWFDB(TestFiles.fixture(record + ".hea"))
    var samples = [[Float]](repeating: [], count: reader.leadNames.count)
    while let piece = try reader.next(maximumFrames: pieces) {
      for lead in samples.indices { samples[lead] += piece[lead] }
    }
    return (reader.leadNames, samples)
  }

  @Test("values and means", arguments: records)
  func values(_ record: String) throws {
    let read = try stated(record)
    for row in try rows(record) {
      try #require(read.names.count == row.values.count)
      for (place, expected) in row.values.enumerated() {
        let samples = read.samples[place]
        if let frame = Int(row.key) {
          #expect(isNear(samples[frame], expected), "\(record) \(read.names[place]) \(frame)")
        } else {
          let mean = samples.reduce(0.0) { $0 + Double($1) } / Double(samples.count)
          #expect(abs(mean - expected) < 0.01, "\(record) \(read.names[place]) mean")
        }
      }
    }
  }

  @Test("rates, lengths and names")
  func facts() throws {
    let mitdb = try ECGLoader.load(path: TestFiles.fixture("mitdb101.hea"))
    #expect(mitdb.recording.samplingRateHertz == 360)
    #expect(mitdb.recording.sampleCount == 3600)
    #expect(mitdb.recording.leads.map(\.name.rawValue) == ["MLII", "V1"])
    #expect(mitdb.patientFacts == PatientFacts(ageYears: 75, sex: .female))
    let ludb = try ECGLoader.load(path: TestFiles.fixture("ludb1.dat"))
    #expect(ludb.recording.leads.map(\.name) == LeadName.standardTwelve)
    #expect(ludb.patientFacts == PatientFacts(ageYears: 51, sex: .female))
    #expect(try ECGLoader.load(path: TestFiles.fixture("ptbxl22.hea")).recording.leads.map(\.name) == LeadName.standardTwelve)
    #expect(try ECGLoader.load(path: TestFiles.fixture("cu01odd.hea")).recording.leads.map(\.name.rawValue) == ["ECG"])
  }

  @Test("pieces of any size make the same whole", arguments: records, [2, 3, 100, 999, 1_000_000])
  func pieces(_ record: String, _ size: Int) throws {
    let samples = try stated(record, pieces: size).samples
    #expect(samples == (try stated(record).samples))
    // LUDB's stated gains contradict one another: as a whole it is read with a common one.
    let whole = try ECGLoader.load(path: TestFiles.fixture(record + ".hea"))
    #expect((samples == whole.recording.leads.map(\.samplesMicrovolts)) == (record != "ludb1"))
    #expect(whole.assumptions.contains(DocumentRemarks.commonGain) == (record == "ludb1"))
  }

  @Test("the pair as one object reads the same", arguments: records)
  func joined(_ record: String) throws {
    let header = TestFiles.bytes(TestFiles.fixture(record + ".hea"))
    let joined = header + TestFiles.bytes(TestFiles.fixture(record + ".dat"))
    let pair = try ECGLoader.load(path: TestFiles.fixture(record + ".hea"))
    let one = try ECGLoader.load(bytes: joined, format: .wfdb, headerBytes: Int64(header.count))
    #expect(one.recording == pair.recording)
    #expect(one.patientFacts == pair.patientFacts)
  }

  @Test("samples marked as not valid become not-a-number")
  func invalidSamples() throws {
    let sixteen = Array("r 2 500 2\nr.dat 16 200 12 0 0 0 0 I\nr.dat 16 200 12 0 0 0 0 II\n".utf8)
    let document = try ECGLoader.load(
      bytes: sixteen + [0x00, 0x80, 0xC8, 0x00, 0xC8, 0x00, 0x38, 0xFF], format: .wfdb, headerBytes: Int64(sixteen.count), checksums: false)
    #expect(document.recording.leads[0].samplesMicrovolts[0].isNaN)
    #expect(document.recording.leads[0].samplesMicrovolts[1] == 1000)
    #expect(document.recording.leads[1].samplesMicrovolts == [1000, -1000])
    let twelve = Array("r 1 500 2\nr.dat 212 200 12 0 0 0 0 I\n".utf8)
    let short = try ECGLoader.load(bytes: twelve + [0x00, 0x88, 0xFF], format: .wfdb, headerBytes: Int64(twelve.count), checksums: false)
    #expect(short.recording.leads[0].samplesMicrovolts[0].isNaN)
    #expect(short.recording.leads[0].samplesMicrovolts[1] == Float(-1793) * 5)
  }
}

extension ECGLoader {
  /// Without the checksum fields, for samples made by hand.
  static func load(bytes: [UInt8], format: ObjectFormat, headerBytes: Int64, checksums: Bool) throws -> ECGDocument {
    guard !checksums else { return try load(bytes: bytes, format: format, headerBytes: headerBytes) }
    let header = String(decoding: bytes.prefix(Int(headerBytes)), as: UTF8.self)
    let lines = header.split(separator: "\n").map { line in
      let fields = line.split(separator: " ")
      return fields.count > 6 ? fields.prefix(6).joined(separator: " ") : String(line)
    }
    let shorter = Array((lines.joined(separator: "\n") + "\n").utf8)
    return try load(bytes: shorter + bytes.dropFirst(Int(headerBytes)), format: format, headerBytes: Int64(shorter.count))
  }
}
