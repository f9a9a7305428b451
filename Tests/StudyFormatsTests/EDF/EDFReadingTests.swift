import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("EDF, EDF+ and BDF: signals")
struct EDFReadingTests {
  private typealias Signal = EDFWriter.Signal

  private func document(_ writer: EDFWriter) throws -> ECGDocument { try EDF.document(bytes: writer.bytes, name: "", timeZone: "UTC") }

  private func wave(_ count: Int, _ step: Int) -> [Int] { (0..<count).map { ($0 * step) % 2001 - 1000 } }

  /// Expected values: `numpy.frombuffer` and the specification's formula.
  @Test("a public file")
  func publicFile() throws {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "EDF", "cardio_sample.edf"))
    #expect(EDF.looksLike(Array(bytes.prefix(4096))))
    let document = try EDF.document(bytes: bytes, name: "cardio", timeZone: "UTC")
    #expect(document.recording.samplingRateHertz == 300)
    #expect(document.recording.leads.map(\.name.rawValue) == ["ECG"])
    let lead = document.recording.leads[0]
    #expect(lead.samplesMicrovolts.count == 12_000)
    #expect(Nanovolts.at([0, 100, 250, 1117, 8999], of: lead) == [-127_000, -153_000, 68_000, 45_000, -21_000])
    #expect(Nanovolts.checksum(lead) == 18_445_712_747_949_709_616)
    #expect(document.acquiredAt == nil)
    #expect(document.identity == PatientIdentity(externalID: "challenge/2017/training/A00/A00001", name: ""))
    #expect(document.assumptions.isEmpty)
  }

  @Test("units and ranges: µV, mV, V, nV, shifted and turned over")
  func units() throws {
    let steps = [-100, 0, 100, 32_767]
    func signal(_ label: String, _ unit: String, _ low: Double, _ high: Double) -> Signal {
      Signal(label: label, unit: unit, physical: (low, high), digital: (-100, 100), samplesPerRecord: 4, samples: steps)
    }
    let writer = EDFWriter(signals: [
      signal("ECG I", "uV", -200, 200), signal("ECG II", "µV", -200, 200), signal("ECG V1", "mV", -2, 2), signal("ECG V2", "V", -0.002, 0.002),
      signal("ECG V3", "nV", -2e6, 2e6), signal("ECG V4", "uV", 200, -200), signal("ECG V5", "uV", 0, 400),
    ])
    let leads = try document(writer).recording.leads
    #expect(leads.prefix(7).map(\.name.rawValue) == ["I", "II", "V1", "V2", "V3", "V4", "V5"])
    func first(_ lead: Int) -> [Int] { leads[lead].samplesMicrovolts.prefix(3).map { Int($0.rounded()) } }
    #expect(first(0) == [-200, 0, 200])
    #expect(first(1) == [-200, 0, 200])
    for lead in 2...4 { #expect(first(lead) == [-2000, 0, 2000]) }
    #expect(first(5) == [200, 0, -200])
    #expect(first(6) == [0, 200, 400])
    #expect(leads[0].samplesMicrovolts[3] == 65_534)
  }

  @Test("the leads of the commonest rate; other signals are left out and counted")
  func selection() throws {
    let writer = EDFWriter(
      signals: [
        Signal(label: "EEG Fpz-Cz", samplesPerRecord: 8, samples: wave(16, 3)), Signal(label: "ECG II", samplesPerRecord: 4, samples: wave(8, 5)),
        Signal(label: "ECG V1", samplesPerRecord: 4, samples: wave(8, 7)), Signal(label: "ECG V5", samplesPerRecord: 2, samples: wave(4, 9)),
        Signal(label: "Resp chest", unit: "mV", samplesPerRecord: 4, samples: wave(8, 9)),
        Signal(label: "Temp", unit: "degC", physical: (0, 0), samplesPerRecord: 1, samples: [1, 2]),
      ], recordSeconds: "0.01")
    let document = try document(writer)
    #expect(document.recording.leads.map(\.name.rawValue) == ["II", "V1"])
    #expect(document.recording.samplingRateHertz == 400)
    #expect(document.recording.leads[1].samplesMicrovolts.map { Int(($0 * 10).rounded()) } == wave(8, 7))
    #expect(document.assumptions == [DocumentRemarks.omitted(3), DocumentRemarks.otherRate(1)])
    // Without a label that says ECG, every voltage that names nothing else is one.
    let unnamed = EDFWriter(signals: [
      Signal(label: "EOG left", samplesPerRecord: 4, samples: wave(4, 3)), Signal(label: "Ch A", samplesPerRecord: 4, samples: wave(4, 3)),
      Signal(label: "Ch A", samplesPerRecord: 4, samples: wave(4, 3)),
    ])
    #expect(try self.document(unnamed).recording.leads.map(\.name.rawValue) == ["Ch A", "Ch A #2"])
  }

  @Test("24-bit BDF")
  func threeBytes() throws {
    let samples = [-8_388_608, -1, 0, 1, 8_388_607, 5_000_000]
    let writer = EDFWriter(
      signals: [
        Signal(label: "ECG", physical: (-8_388_608, 8_388_607), digital: (-8_388_608, 8_388_607), samplesPerRecord: 3, samples: samples)
      ],
      isBDF: true)
    #expect(EDF.looksLike(writer.bytes))
    #expect(try document(writer).recording.leads[0].samplesMicrovolts.map { Int($0) } == samples)
  }

  @Test("a discontinuous file: gaps are not-a-number, small jitter is none", arguments: [1, 7, 300, 65_536])
  func discontinuous(_ size: Int) throws {
    let signal = Signal(label: "ECG", samplesPerRecord: 500, samples: wave(2000, 3))
    let writer = EDFWriter(signals: [signal], kind: "EDF+D", onsets: ["+0.5", "+1.501", "+5.5", "+6.5"])
    var reader = try EDFSignalReader(bytes: writer.bytes)
    var samples: [Float] = []
    while let piece = try reader.next(maximumFrames: size) {
      #expect(piece.count == 1 && piece[0].count <= max(500, size))
      samples += piece[0]
    }
    #expect(samples.count == 3500 && reader.frameCount == 3500)
    #expect(samples[..<1000].map { Int(($0 * 10).rounded()) } == Array(wave(2000, 3)[..<1000]))
    #expect(samples[1000..<2500].filter { $0.isNaN }.count == 1500)
    #expect(samples[2500...].map { Int(($0 * 10).rounded()) } == Array(wave(2000, 3)[1000...]))
    let document = try document(writer)
    #expect(document.assumptions == [EDFRemarks.gaps])
    #expect(document.acquiredAt == Instant(microseconds: 1_795_338_000_500_000))
  }

  @Test("pieces of any size, from a file or from memory, make the same whole", arguments: [1, 3000, 7000, 1_000_000])
  func pieces(_ size: Int) throws {
    let path = TestFiles.fixture(in: "EDF", "cardio_sample.edf")
    let whole = try EDF.document(bytes: TestFiles.bytes(path), name: "", timeZone: "UTC").recording.leads[0].samplesMicrovolts
    var reader = try EDFSignalReader(path: path)
    #expect(reader.frameCount == 12_000)
    var samples: [Float] = []
    while let piece = try reader.next(maximumFrames: size) { samples += piece[0] }
    #expect(samples == whole)
  }

  @Test("a file whose recorder never wrote the number of records")
  func unfinished() throws {
    let signal = Signal(label: "ECG", samplesPerRecord: 10, samples: wave(40, 3))
    let whole = EDFWriter(signals: [signal], recordCount: "-1").bytes
    #expect(try EDF.document(bytes: whole, name: "", timeZone: "UTC").recording.sampleCount == 40)
    #expect(try EDF.document(bytes: Array(whole.dropLast(3)), name: "", timeZone: "UTC").recording.sampleCount == 30)
  }
}
