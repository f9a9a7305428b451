import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("Every format by one door", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
struct EveryFormatTests {
  static let files: [(String, ObjectFormat)] = [
    ("scp/ecgtoolkit_example.scp", .scp), ("scp/wfdb_test.scp", .scp), ("aecg/hl7_example_aecg.xml", .aecg), ("aecg/fda_subject1_0.xml", .aecg),
    ("aecg/liryc_hl7aecg_example.xml", .aecg), ("philips_sierra/sierra_1_03_129DYPRG.xml", .philips),
    ("philips_sierra/sierra_1_04_3191723_ZZDEMOPTONLY.xml", .philips), ("philips_sierra/sierra_1_04_01_2020-5-18.xml", .philips),
    ("muse/muse_20200923_example.xml", .muse), ("muse/braveheart_example1.xml", .muse), ("muse/braveheart_example2.xml", .muse),
    ("muse/braveheart_example3.xml", .muse), ("schiller/cardio_sample.xml", .schiller), ("mfer/monk_test-file.MWF", .mfer),
    ("edf/cardio_sample.edf", .edf), ("dicom/anonymous_ecg.dcm", .dicom), ("dicom/arturrod_test_ecg.dcm", .dicom),
    ("dicom/ecgtoolkit_example.dcm", .dicom),
  ]

  private func path(_ name: String) throws -> String { try #require(TestFiles.outsideData) + "/ecg/formats/" + name }

  @Test("found by content, read alike from file and memory, a study of its own", arguments: files)
  func read(_ name: String, _ format: ObjectFormat) throws {
    let path = try path(name)
    #expect(try ECGLoader.format(ofFileAt: path) == format)
    let document = try ECGLoader.load(path: path)
    #expect(document.recording.sampleCount >= 1000)
    #expect(document.recording.leads.count >= 1)
    #expect(document.recording.leads.allSatisfy { $0.samplesMicrovolts.count == document.recording.sampleCount })
    // Its meta group names another instance than its data set: a person may look at it, the hub keeps out of it.
    if name.hasSuffix("arturrod_test_ecg.dcm") {
      #expect(document.assumptions.contains(DocumentRemarks.foreignMeta))
      #expect(throws: HubError(.uidMismatch)) { try ECGLoader.load(bytes: TestFiles.bytes(path), format: format, headerBytes: nil) }
      return
    }
    #expect(!document.assumptions.contains(DocumentRemarks.foreignMeta))
    let again = try ECGLoader.load(bytes: TestFiles.bytes(path), format: format, headerBytes: nil)
    for (one, two) in zip(document.recording.leads, again.recording.leads) {
      #expect(one.name == two.name && one.samplesMicrovolts.map(\.bitPattern) == two.samplesMicrovolts.map(\.bitPattern))
    }
    let study = try StudyParser.parse(fileAt: path, format: format, headerBytes: nil, digest: TestFiles.digest(1), timeZone: "Asia/Shanghai")
    #expect(study.part == .ecg && study.scope == .ecg && study.modality == "ECG")
    #expect(study.identity == document.identity)
    #expect(!study.studyInstanceUID.isEmpty && study.studyInstanceUID != study.sopInstanceUID)
    #expect(try JSONDecoder().decode(ParsedStudy.self, from: JSONEncoder().encode(study)) == study)
    if format != .dicom { #expect(study.startedAt == document.acquiredAt) }
  }

  @Test("one recording in three formats has the same leads and rate")
  func sameECG() throws {
    let documents = try ["scp/ecgtoolkit_example.scp", "dicom/ecgtoolkit_example.dcm", "aecg/hl7_example_aecg.xml"].map {
      try ECGLoader.load(path: try path($0)).recording
    }
    for recording in documents {
      #expect(Set(recording.leads.map(\.name)) == Set(LeadName.standardTwelve))
      #expect(recording.samplingRateHertz == documents[0].samplingRateHertz)
    }
    for name in LeadName.standardTwelve {
      let leads = try documents.map { recording in try #require(recording.leads.first { $0.name == name }).samplesMicrovolts }
      let count = leads.map(\.count).min() ?? 0
      #expect(count >= 4000)
      // Re-encoded by different hands: offsets and rounding differ, the signal does not.
      for other in leads.dropFirst() { #expect(correlation(leads[0].prefix(count), other.prefix(count)) > 0.99, "\(name)") }
    }
  }

  private func correlation(_ one: ArraySlice<Float>, _ two: ArraySlice<Float>) -> Double {
    let pairs = zip(one, two).filter { $0.isFinite && $1.isFinite }.map { (Double($0), Double($1)) }
    let count = Double(max(1, pairs.count))
    let mean = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    let products = pairs.reduce((0.0, 0.0, 0.0)) { sum, pair in
      let (a, b) = (pair.0 - mean.0, pair.1 - mean.1)
      return (sum.0 + a * b, sum.1 + a * a, sum.2 + b * b)
    }
    return products.0 / (products.1 * products.2).squareRoot()
  }
}
