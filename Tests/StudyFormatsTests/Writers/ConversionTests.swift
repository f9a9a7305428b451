import DICOM
import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("An ECG written is the ECG read")
struct ConversionTests {
  static let fixtureFiles = [
    "mitdb101.hea", "ludb1.hea", "ptbxl22.hea", "cpsc2021.hea", "WFDB/format24.hea", "WFDB/variable.hea", "WFDB/twofiles.hea",
  ]
  /// Of the outside data: a file of every format that has leads.
  static let outside = [
    "aecg/hl7_example_aecg.xml", "muse/muse_20200923_example.xml", "philips_sierra/sierra_1_03_129DYPRG.xml", "schiller/cardio_sample.xml",
    "scp/ecgtoolkit_example.scp", "edf/cardio_sample.edf", "mfer/monk_test-file.MWF", "dicom/anonymous_ecg.dcm", "dicom/ecgtoolkit_example.dcm",
  ]

  static func digest(_ bytes: [UInt8]) -> BlobKey {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    // No cryptographic digest: the package under test takes any.
    let words = (0..<4).map { (state &* (2 * $0 + 1)) ^ $0 }.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return BlobKey(rawValue: words.joined()) ?? TestFiles.digest(1)
  }

  private func dicom(_ document: ECGDocument) throws -> DICOMECGWriter.Written {
    try DICOMECGWriter.file(document, timeZone: "Asia/Shanghai", digest: Self.digest)
  }

  private func loadDICOM(_ bytes: [UInt8]) throws -> ECGDocument { try ECGLoader.load(bytes: bytes, format: .dicom, headerBytes: nil) }

  private func wfdb(_ document: ECGDocument) throws -> ECGDocument {
    let written = try WFDBWriter.record(document, name: "out-1", timeZone: "Asia/Shanghai")
    return try ECGLoader.load(bytes: written.header + written.signals, format: .wfdb, headerBytes: Int64(written.header.count))
  }

  /// The largest difference of any sample, in the steps in which the lead was written; infinite where a gap differs.
  private func distance(_ before: ECGDocument, _ after: ECGDocument) throws -> Double {
    var largest = 0.0
    for lead in before.recording.leads {
      let other = try #require(after.recording.leads.first { $0.name == lead.name }, "\(lead.name)")
      #expect(other.isDerived == lead.isDerived, "\(lead.name)")
      try #require(other.samplesMicrovolts.count == lead.samplesMicrovolts.count)
      let step = try LeadQuantisation(of: lead.samplesMicrovolts).stepMicrovolts
      for (one, two) in zip(lead.samplesMicrovolts, other.samplesMicrovolts) {
        if one.isNaN != two.isNaN { return .infinity }
        if one.isFinite { largest = max(largest, abs(Double(one) - Double(two)) / step) }
      }
    }
    return largest
  }

  /// Half a step, and what a 32-bit number cannot tell.
  private let half = 0.501

  private func roundTrips(_ document: ECGDocument) throws {
    let through = try loadDICOM(try dicom(document).bytes)
    #expect(try distance(document, through) <= half)
    #expect(through.recording.samplingRateHertz == document.recording.samplingRateHertz)
    #expect(through.acquiredAt == document.acquiredAt)
    #expect(through.identity.name.filter { $0 != "^" } == document.identity.name.filter { $0 != "^" })
    #expect(through.identity.externalID == document.identity.externalID)
    #expect(through.identity.birthDate == document.identity.birthDate)
    #expect(through.patientFacts.sex == document.patientFacts.sex)
    #expect(through.filters == document.filters || document.filters != FilterText.text(of: FilterText.frequencies(document.filters)))
    let record = try wfdb(document)
    #expect(try distance(document, record) <= half)
    #expect(record.acquiredAt == document.acquiredAt)
    #expect(record.patientFacts.sex == document.patientFacts.sex)
    #expect(record.recording.leads.map(\.name) == document.recording.leads.map(\.name))
  }

  @Test("fixtures, by DICOM and by WFDB", arguments: fixtureFiles)
  func fixtures(_ name: String) throws { try roundTrips(try ECGLoader.load(path: TestFiles.fixture(name))) }

  @Test(
    "files of every format, by DICOM and by WFDB", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)),
    arguments: outside)
  func everyFormat(_ name: String) throws {
    try roundTrips(try ECGLoader.load(path: try #require(TestFiles.outsideData) + "/ecg/formats/" + name))
  }

  private func invented(leads: Int = 1, samples: Int = 5000, rate: Double = 500, value: (Int) -> Float = { Float($0 % 700) }) -> ECGDocument {
    let names = LeadName.standardTwelve.map(\.rawValue) + (1...40).map { "X\($0)" }
    let all = (0..<leads).map { ECGLead(name: LeadName(rawValue: names[$0]), samplesMicrovolts: (0..<samples).map(value)) }
    return ECGDocument(name: "i", recording: ECGRecording(leads: all, samplingRateHertz: rate))
  }

  @Test("the class is the first whose limits hold the recording")
  func classes() throws {
    #expect(try dicom(invented(leads: 12)).storageClass == .twelveLead)
    #expect(try dicom(invented(leads: 13, samples: 16_384, rate: 1000)).storageClass == .twelveLead)
    #expect(try dicom(invented(samples: 16_385)).storageClass == .general)
    #expect(try dicom(invented(leads: 15)).storageClass == .general)
    #expect(try dicom(invented(leads: 3, rate: 125)).storageClass == .ambulatory)
    for document in [invented(rate: 2000), invented(rate: 40), invented(leads: 25), invented(leads: 13, rate: 199)] {
      #expect(throws: HubError(.unsupportedWaveform)) { try dicom(document) }
    }
    #expect(throws: HubError(.badWaveform)) { try dicom(invented(samples: 0)) }
  }

  @Test("a recording keeps its own step; any other gets one that spans it")
  func steps() throws {
    func step(_ value: (Int) -> Float) throws -> LeadQuantisation { try LeadQuantisation(of: (0..<3000).map(value)) }
    #expect(abs(try step { Float(($0 * 37) % 900 - 450) * 4.8828125 }.stepMicrovolts - 4.8828125) < 1e-6)
    #expect(try step { Float(($0 * 37) % 900 - 450) * 5 }.stepMicrovolts == 5)
    #expect(try step { Float(($0 * 37) % 900) * 1.25 }.stepMicrovolts == 1.25)
    #expect(try step { sin(Float($0)) * 1000 }.stepMicrovolts == 0.1)
    #expect(try step { sin(Float($0)) * 5000 }.stepMicrovolts == 0.2)
    #expect(try step { _ in .nan } == LeadQuantisation(stepMicrovolts: 1, offsetSteps: 0))
    #expect(try step { _ in 7 }.stored(7) != LeadQuantisation.invalid)
    let far = try step { 300_000 + Float(($0 * 37) % 900) * 5 }
    #expect(far.stepMicrovolts == 5 && far.offsetSteps > 50_000)
    #expect(throws: HubError(.badWaveform)) { try step { sin(Float($0)) * 1e9 } }
  }

  @Test("far from zero and with gaps")
  func offsetAndGaps() throws {
    try roundTrips(invented { $0 % 11 == 3 ? .nan : 300_000 + Float(($0 * 37) % 900) * 5 })
    try roundTrips(invented { _ in .nan })
  }

  @Test("a Chinese name, an age and filters")
  func patient() throws {
    var document = invented(leads: 2)
    document.identity = PatientIdentity(issuer: "", externalID: "住院-8801", name: "王小东", sex: .male, birthDate: "1958-03-01")
    document.patientFacts = PatientFacts(ageYears: 68, sex: .male)
    document.acquiredAt = Instant(microseconds: 1_773_533_702_250_000)
    document.institution = "柳树卫生院"
    document.filters = "0.05–150 Hz, AC 50 Hz"
    let written = try dicom(document)
    let through = try loadDICOM(written.bytes)
    #expect(through.identity.name == "王小东")
    #expect(through.identity.externalID == "住院-8801")
    #expect(through.institution == "柳树卫生院")
    #expect(through.filters == "0.05–150 Hz, AC 50 Hz")
    #expect(through.acquiredAt == document.acquiredAt)
    #expect(through.patientFacts.ageYears == 68)
    #expect(written.remarks.isEmpty)
    #expect(try dicom(document).bytes == written.bytes)
    try roundTrips(document)
    #expect(throws: HubError(.badValue)) { try WFDBWriter.record(document, name: "a b/c", timeZone: "UTC") }
  }

  @Test("a study's UID is kept if it is lawful")
  func studyUID() throws {
    func study(_ uid: String?) throws -> String {
      let bytes = try DICOMECGWriter.file(invented(), studyInstanceUID: uid, timeZone: "UTC", digest: Self.digest).bytes
      return try #require(try DICOMScan.scan(bytes: bytes).studyInstanceUID)
    }
    #expect(try study("1.2.826.0.1.7") == "1.2.826.0.1.7")
    let own = try study(nil)
    #expect(own.hasPrefix("2.25."))
    for uid in ["1.2.826.", "1.02.3", "", "1.2.x"] { #expect(try study(uid) == own, "\(uid)") }
  }

  @Test("a recording without a time says so and comes back without one")
  func noTime() throws {
    let written = try dicom(invented())
    #expect(written.remarks == [DocumentRemarks.timeUnknown])
    #expect(try loadDICOM(written.bytes).acquiredAt == nil)
  }
}
