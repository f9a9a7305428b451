import HubModel
import Testing

@testable import StudyFormats

@Suite("EDF: what is refused, and how")
struct EDFRefusalTests {
  private func refusal(_ bytes: [UInt8]) -> String {
    do throws(HubError) {
      _ = try EDF.document(bytes: bytes, name: "", timeZone: "UTC")
      return "read"
    } catch { return error.description }
  }

  private func refusal(_ change: (inout EDFWriter) -> Void) -> String {
    var writer = EDFWriter(signals: [EDFWriter.Signal(label: "ECG", samplesPerRecord: 4, samples: [1, 2, 3, 4, 5, 6, 7, 8])])
    change(&writer)
    return refusal(writer.bytes)
  }

  @Test("headers that contradict themselves or the file")
  func headers() {
    #expect(refusal { _ in } == "read")
    #expect(refusal { $0.recordCount = "3" } == "truncated: 3 records stated, 2 there")
    #expect(refusal { $0.recordCount = "0" } == "bad-waveform: no data records")
    #expect(refusal { $0.recordCount = "-2" } == "bad-waveform: number of data records")
    #expect(refusal { $0.recordCount = "99999999" } == "truncated: 99999999 records stated, 2 there")
    #expect(refusal { $0.recordSeconds = "0" } == "bad-waveform: duration of a data record")
    #expect(refusal { $0.recordSeconds = "nan" } == "bad-waveform: duration of a data record")
    #expect(refusal { $0.recordSeconds = "1e9" } == "bad-waveform: sampling rate")
    #expect(refusal { $0.signals[0].unit = "mmHg" } == "bad-waveform: no calibrated ECG signal")
    #expect(refusal { $0.signals[0].physical = (1, 1) } == "bad-waveform: range of signal 1")
    #expect(refusal { $0.signals[0].digital = (5, 5) } == "bad-waveform: range of signal 1")
    #expect(refusal { $0.signals[0].physical = (.infinity, 1) } == "bad-waveform: range of signal 1")
    #expect(refusal(Array(EDFWriter(signals: []).bytes)) == "bad-waveform: header")
  }

  @Test("a record so long that it could fill the memory")
  func longRecord() {
    var bytes = EDFWriter(signals: [EDFWriter.Signal(label: "ECG", samplesPerRecord: 4, samples: [1, 2, 3, 4])]).bytes
    bytes.replaceSubrange(256 + 216..<256 + 224, with: Array("99999999".utf8))
    #expect(refusal(bytes) == "bad-waveform: samples of signal 1")
    bytes.replaceSubrange(256 + 216..<256 + 224, with: Array("16000000".utf8))
    #expect(refusal(bytes) == "object-too-large: data record")
  }

  @Test("times of discontinuous records that cannot be")
  func times() {
    func refusal(_ onsets: [String], kind: String = "EDF+D") -> String {
      self.refusal {
        $0.kind = kind
        $0.signals[0].samples += $0.signals[0].samples
        $0.onsets = onsets
      }
    }
    #expect(refusal(["+0", "+1", "+2", "+3"]) == "read")
    #expect(refusal(["+0", "+1", "+1", "+3"]) == "bad-waveform: data records overlap")
    #expect(refusal(["+0", "+9", "+10", "+3"]) == "bad-waveform: time of record 2")
    #expect(refusal(["+0", "+1", "x", "+3"]) == "bad-waveform: time of record 3")
    #expect(refusal(["", "+1", "+2", "+3"]) == "bad-waveform: time of record 1")
    #expect(refusal(["+0", "+1", "+2", "+99999999"]) == "bad-waveform: time of the last record")
    #expect(refusal(["+0", "+1", "+2", "+9000"]) == "unsupported-waveform: hardly more than gaps")
    #expect(refusal([]) == "bad-waveform: no time of records")
    #expect(refusal(["", "", "", ""], kind: "EDF+C") == "read")
  }

  @Test("every truncation is refused")
  func truncations() {
    let bytes = TestFiles.bytes(TestFiles.fixture(in: "EDF", "cardio_sample.edf"))
    for length in stride(from: 0, to: bytes.count, by: 191) { #expect(refusal(Array(bytes.prefix(length))).hasPrefix("truncated"), "\(length)") }
    #expect(!EDF.looksLike(Array("0       just a text".utf8)))
    #expect(!EDF.looksLike([UInt8](repeating: 0x20, count: 4096)))
  }

  @Test("changed files are read or refused, quickly", .timeLimit(.minutes(2)))
  func mutations() {
    let samples = (0..<400).map { $0 % 50 }
    let interrupted = EDFWriter(
      signals: [
        EDFWriter.Signal(label: "ECG I", samplesPerRecord: 100, samples: samples),
        EDFWriter.Signal(label: "ECG II", samplesPerRecord: 100, samples: samples),
        EDFWriter.Signal(label: "Resp", samplesPerRecord: 10, samples: Array(samples.prefix(40))),
      ], kind: "EDF+D", patient: "1 M 01-JAN-1950 N", onsets: ["+0", "+1", "+3", "+4"]
    ).bytes
    let originals = [TestFiles.bytes(TestFiles.fixture(in: "EDF", "cardio_sample.edf")), interrupted]
    var generator = SeededGenerator(seed: 1992)
    var refused = 0
    for round in 0..<800 {
      var bytes = originals[round % 2]
      let header = round % 2 == 0 ? 0..<512 : 0..<bytes.count
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        ByteMutation.apply(to: &bytes, in: header.clamped(to: 0..<bytes.count), &generator)
      }
      do throws(HubError) {
        let recording = try EDF.document(bytes: bytes, name: "", timeZone: "UTC").recording
        let isEven = recording.leads.allSatisfy { $0.samplesMicrovolts.count == recording.sampleCount }
        #expect(isEven)
      } catch { refused += 1 }
    }
    #expect(refused > 100 && refused < 800, "\(refused)")
  }
}
