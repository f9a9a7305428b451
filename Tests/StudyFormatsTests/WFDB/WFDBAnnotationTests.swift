import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("WFDB annotations: the same labels as wfdb-python")
struct WFDBAnnotationTests {
  static let files = ["labels.atr", "mitdb101.atr", "qtdb.q1c"]

  private func line(_ label: WFDBAnnotation) -> String {
    "\(label.sample) \(label.symbol) \(label.subtype) \(label.channel) \(label.number) \(label.text)"
  }

  @Test("every label and field", arguments: files)
  func golden(_ file: String) throws {
    let expected = String(decoding: TestFiles.bytes(WFDBLayoutTests.path(file + ".txt")), as: UTF8.self).split(separator: "\n").dropFirst()
    #expect(try WFDBAnnotations.read(path: WFDBLayoutTests.path(file)).map(line) == expected.map(String.init))
    #expect(expected.count >= 8)
  }

  @Test("beats are told from other marks")
  func beats() throws {
    let labels = try WFDBAnnotations.read(path: WFDBLayoutTests.path("labels.atr"))
    #expect(labels.filter(\.isBeat).map(\.symbol) == ["N", "V", "A", "f"])
  }

  @Test("a file cut anywhere is refused")
  func truncation() {
    let bytes = TestFiles.bytes(WFDBLayoutTests.path("labels.atr"))
    for length in 0..<bytes.count - 1 { #expect(throws: HubError(.truncated)) { try WFDBAnnotations.parse(Array(bytes.prefix(length))) } }
    #expect(throws: HubError(.badWaveform)) { try WFDBAnnotations.parse([0, 0xEB, 0xFF, 0xFF, 0, 0, 1, 4, 0, 0]) }
    #expect(throws: HubError(.badWaveform)) { try WFDBAnnotations.parse([0, 50 << 2, 0, 0]) }
  }

  @Test("mutated files are read or refused")
  func mutations() {
    var generator = SeededGenerator(seed: 7)
    var refused = 0
    for file in Self.files {
      let original = TestFiles.bytes(WFDBLayoutTests.path(file))
      for _ in 0..<300 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        do throws(HubError) { _ = try WFDBAnnotations.parse(bytes) } catch { refused += 1 }
      }
    }
    #expect(refused > 50 && refused < 900)
  }
}

@Suite("WFDB: mutated records are read or refused")
struct WFDBMutationTests {
  @Test("bytes of header and signals changed", arguments: WFDBLayoutTests.formats + ["frames"])
  func mutations(_ record: String) {
    let header = TestFiles.bytes(WFDBLayoutTests.path(record + ".hea"))
    let signals = TestFiles.bytes(WFDBLayoutTests.path(record + ".dat"))
    var generator = SeededGenerator(seed: 1_122)
    var refused = 0
    for _ in 0..<300 {
      var bytes = header + signals
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        // Half of the changes go to the header, where they do more.
        let end = Bool.random(using: &generator) ? header.count : bytes.count
        bytes[Int.random(in: 0..<end, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if Int.random(in: 0..<4, using: &generator) == 0 { bytes.removeLast(Int.random(in: 1...signals.count, using: &generator)) }
      do throws(HubError) {
        let document = try ECGLoader.load(bytes: bytes, format: .wfdb, headerBytes: Int64(header.count))
        #expect(document.recording.leads.allSatisfy { $0.samplesMicrovolts.count == document.recording.sampleCount })
      } catch { refused += 1 }
    }
    #expect(refused > 100 && refused < 300)
  }
}
