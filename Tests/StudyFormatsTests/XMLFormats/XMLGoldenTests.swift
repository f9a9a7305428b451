import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("ECG XML: the same numbers as an independent reader")
struct XMLGoldenTests {
  private func check(_ bytes: [UInt8], _ file: String) throws {
    let goldens = XMLFiles.goldens(file)
    try #require(!goldens.isEmpty)
    let recording = try XMLFiles.read(bytes).recording
    #expect(recording.leads.count { !$0.isDerived } == goldens.count)
    for (lead, golden) in zip(recording.leads, goldens) {
      let samples = lead.samplesMicrovolts
      #expect(lead.name.rawValue.uppercased() == golden.lead.uppercased() && !lead.isDerived)
      #expect(recording.samplingRateHertz == golden.rate)
      try #require(samples.count == golden.count)
      let shown = [0, 1, 2, samples.count / 2, samples.count - 1].map { Double(samples[$0]) }
      for (value, expected) in zip(shown, golden.samples) { #expect(abs(value - expected) <= 0.005 + abs(expected) * 1e-6, "\(lead.name)") }
      #expect(XMLFiles.fingerprint(samples) == golden.fingerprint, "\(lead.name)")
    }
  }

  @Test("every sample of every lead", arguments: XMLFiles.committed)
  func committed(_ file: String) throws { try check(XMLFiles.committedBytes(file), file) }

  @Test("the same, outside data", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)), arguments: XMLFiles.outside)
  func outside(_ file: String) throws { try check(XMLFiles.outsideBytes(file), file) }

  @Test(
    "an annotated ECG and the DICOM object of the same recording", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func dicomTwin() throws {
    let annotated = try XMLFiles.read(XMLFiles.outsideBytes("aecg/hl7_example_aecg.xml"))
    let dicom = try ECGLoader.load(bytes: XMLFiles.outsideBytes("dicom/ecgtoolkit_example.dcm"), format: .dicom, headerBytes: nil)
    #expect(annotated.recording.samplingRateHertz == dicom.recording.samplingRateHertz)
    for lead in dicom.recording.leads {
      let twin = try #require(annotated.recording.leads.first { $0.name == lead.name })
      try #require(twin.samplesMicrovolts.count == lead.samplesMicrovolts.count)
      let furthest = zip(twin.samplesMicrovolts, lead.samplesMicrovolts).map { abs($0 - $1) }.max() ?? .infinity
      #expect(furthest < 0.01, "\(lead.name)")
    }
  }

  /// `qrsppk` of the file's lead measurements: the device measured the waveform before it was compressed.
  @Test("Philips: unpacked waves are as high as the device measured")
  func philipsMeasurements() throws {
    let recording = try XMLFiles.read(XMLFiles.committedBytes("sierra_1_03_129DYPRG.xml")).recording
    let measured: [(String, Float)] = [
      ("I", 1032), ("III", 1224), ("aVR", 713), ("aVL", 1068), ("V1", 991), ("V2", 839), ("V3", 650), ("V4", 629), ("V5", 750), ("V6", 878),
    ]
    for (name, height) in measured {
      let lead = try #require(recording.leads.first { $0.name.rawValue == name })
      // From 10 samples before its QRS onset (7,016 ms) to 10 after the offset (7,112 ms).
      let complex = lead.samplesMicrovolts[3498..<3566]
      #expect(abs((complex.max() ?? 0) - (complex.min() ?? 0) - height) <= 25, "\(name)")
    }
  }

  @Test("Philips: restored limb leads obey Einthoven and Goldberger", arguments: ["sierra_1_03_129DYPRG.xml", "sierra_1_04_01_2020-5-18.xml"])
  func philipsLimbLeads(_ file: String) throws {
    let leads = try XMLFiles.read(XMLFiles.committedBytes(file)).recording.leads.map(\.samplesMicrovolts)
    try #require(leads.count == 12)
    for index in leads[0].indices {
      #expect(abs(leads[0][index] + leads[2][index] - leads[1][index]) <= 10)
      #expect(abs(leads[3][index] + leads[4][index] + leads[5][index]) <= 10)
    }
  }
}
