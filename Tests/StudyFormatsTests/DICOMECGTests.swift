import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("DICOM waveforms become recordings")
struct DICOMECGTests {
  private func load(_ file: WaveformFile) throws(HubError) -> ECGDocument { try ECGLoader.load(bytes: file.bytes, format: .dicom, headerBytes: nil) }

  private func channel(_ name: String, _ value: Int16, count: Int = 100, units: String? = "uV") -> WaveformFile.Channel {
    WaveformFile.Channel(code: "", scheme: "99X", meaning: "Lead " + name, units: units, samples: [Int16](repeating: value, count: count))
  }

  @Test("samples in microvolts; median beats are left aside")
  func medianBeat() throws {
    let rhythm = WaveformFile.Group(channels: [channel("I", 10), channel("II", -20), channel("V1", 3)])
    let median = WaveformFile.Group(channels: [channel("I", 1, count: 900), channel("II", 1, count: 900)], originality: "DERIVED")
    let document = try load(WaveformFile(groups: [median, rhythm]))
    #expect(document.recording.sampleCount == 100)
    #expect(document.recording.samplingRateHertz == 500)
    #expect(document.recording.leads[0].samplesMicrovolts == [Float](repeating: 20, count: 100))
    #expect(document.recording.leads.map(\.name.rawValue) == ["I", "II", "V1", "III", "aVR", "aVL", "aVF"])
    #expect(document.recording.leads[3].isDerived)
    #expect(document.recording.leads[3].samplesMicrovolts[0] == -60)
    #expect(document.assumptions.map(\.english) == ["III, aVR, aVL, aVF computed from I and II"])
  }

  @Test("four times three leads lie where they were recorded")
  func consecutiveGroups() throws {
    let names = [["I", "II", "III"], ["aVR", "aVL", "aVF"], ["V1", "V2", "V3"], ["V4", "V5", "V6"]]
    let groups = names.enumerated().map { index, names in
      WaveformFile.Group(channels: names.map { channel($0, Int16(index + 1), count: 50) }, offsetMilliseconds: "\(index * 100)")
    }
    let document = try load(WaveformFile(groups: groups))
    #expect(document.recording.leads.map(\.name.rawValue).sorted() == LeadName.standardTwelve.map(\.rawValue).sorted())
    #expect(document.recording.sampleCount == 200)
    let v2 = try #require(document.recording.leads.first { $0.name.rawValue == "V2" })
    #expect(v2.samplesMicrovolts[99].isNaN)
    #expect(v2.samplesMicrovolts[100] == 6 && v2.samplesMicrovolts[149] == 6)
    #expect(v2.samplesMicrovolts[150].isNaN)
    #expect(document.assumptions.contains { $0.english.contains("4 groups") })
  }

  @Test("a small file whose groups lie far apart does not become a long empty line")
  func farGroups() throws {
    let names = [["I", "II"], ["V1", "V2"]]
    let groups = names.enumerated().map { index, names in
      WaveformFile.Group(channels: names.map { channel($0, 1, count: 50) }, rate: "100000", offsetMilliseconds: "\(index * 100_000)")
    }
    let document = try load(WaveformFile(groups: groups))
    #expect(document.recording.sampleCount == 50)
    #expect(document.assumptions.contains(DocumentRemarks.otherGroups(1)))
  }

  @Test("what is no calibrated voltage is not shown as one")
  func uncalibrated() throws {
    let mixed = WaveformFile.Group(channels: [channel("II", 5), channel("V1", 5, units: nil), channel("Pressure", 5, units: "mm[Hg]")])
    let document = try load(WaveformFile(groups: [mixed]))
    #expect(document.recording.leads.map(\.name.rawValue) == ["II"])
    #expect(document.assumptions.count == 1)
    #expect(throws: HubError(.badWaveform)) { try load(WaveformFile(groups: [.init(channels: [channel("II", 5, units: nil)])])) }
  }

  @Test("in classes that are no ECG only surface leads are taken")
  func electrophysiology() throws {
    let group = WaveformFile.Group(channels: [channel("HIS 1", 5), channel("V1", 5)])
    let file = WaveformFile(sopClass: "1.2.840.10008.5.1.4.1.1.9.3.1", groups: [group])
    #expect(try load(file).recording.leads.map(\.name.rawValue) == ["V1"])
    #expect(try load(WaveformFile(groups: [group])).recording.leads.map(\.name.rawValue) == ["Lead HIS 1", "V1"])
  }

  @Test("a lead sent twice is numbered and said")
  func duplicates() throws {
    let document = try load(WaveformFile(groups: [.init(channels: [channel("V1", 1), channel("V1", 2)])]))
    #expect(document.recording.leads.map(\.name.rawValue) == ["V1", "V1 #2"])
    #expect(document.assumptions == [DocumentRemarks.duplicated])
  }

  @Test("patient, age and time")
  func patient() throws {
    let file = WaveformFile(
      groups: [.init(channels: [channel("II", 1)])],
      attributes: [
        (8, 0x20, "DA", "20260315"), (8, 0x30, "TM", "081502"), (8, 0x80, "LO", "Willow Clinic"), (0x10, 0x10, "PN", "Wang^Xiaodong"),
        (0x10, 0x20, "LO", "P-7"), (0x10, 0x30, "DA", "19700203"), (0x10, 0x40, "CS", "M"),
      ])
    let document = try load(file)
    #expect(document.identity.externalID == "P-7")
    #expect(document.identity.birthDate == "1970-02-03")
    #expect(document.identity.sex == .male)
    #expect(document.patientFacts.sex == .male)
    #expect(abs((document.patientFacts.ageYears ?? 0) - 56.11) < 0.02)
    #expect(document.institution == "Willow Clinic")
    // 08:15:02 in Shanghai is 00:15:02 UTC.
    #expect(document.acquiredAt == Instant(microseconds: 1_773_533_702_000_000))
  }

  @Test(
    "every DICOM waveform of the outside data is shown, or says why not",
    .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func outsideData() throws {
    let folder = try #require(TestFiles.outsideData) + "/dicom/waveforms"
    let refused: [String: ProblemCode] = ["syn_cardiac_ep_6ch.dcm": .badWaveform]
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".dcm") }.sorted()
    #expect(names.count >= 15)
    for name in names {
      do throws(HubError) {
        let document = try ECGLoader.load(path: folder + "/" + name)
        #expect(refused[name] == nil, "\(name)")
        #expect(document.recording.sampleCount > 1000, "\(name)")
        if name.contains("12lead") || name.contains("12_lead") || name.contains("15lead") {
          #expect(LeadName.standardTwelve.allSatisfy { lead in document.recording.leads.contains { $0.name == lead } }, "\(name)")
        }
      } catch { #expect(refused[name] == error.code, "\(name) \(error)") }
    }
  }

  @Test(
    "byte order, stored bits, units and padding: the sums of an independent reader",
    .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)),
    arguments: [
      // numpy over the Waveform Data: sum of absolute microvolts of the first three leads, and sample 100 of the second.
      ("syn_12lead_big_endian", ["I", "II", "III"], [112700.0, 187865.0, 75070.0], 10.0),
      ("syn_ambulatory_3ch_120s", ["II", "V1", "V5"], [1343215.1, 670458.3, 1477688.4], -4.88),
      ("syn_12lead_12bit_stored", ["I", "II", "III"], [346980.0, 578450.0, 231285.0], -20.0),
      ("syn_12lead_millivolt_units", ["I", "II", "III"], [604126.0, 1006828.0, 402696.0], 71.0),
      ("syn_12lead_v1_off_padding", ["I", "II", "III"], [284669.9, 474916.7, 189500.2], -4.88),
      ("syn_general_ecg_15lead", ["I", "II", "III"], [254609.1, 424872.3, 169682.5], -9.76),
    ])
  func outsideValues(_ name: String, _ leads: [String], _ sums: [Double], _ sample: Double) throws {
    let path = try #require(TestFiles.outsideData) + "/dicom/waveforms/" + name + ".dcm"
    let document = try ECGLoader.load(path: path)
    for (lead, sum) in zip(leads, sums) {
      let samples = try #require(document.recording.leads.first { $0.name.rawValue == lead }).samplesMicrovolts
      #expect(abs(samples.reduce(0.0) { $0 + Double(abs($1)) } - sum) < sum * 1e-5, "\(lead)")
    }
    let second = try #require(document.recording.leads.first { $0.name.rawValue == leads[1] }).samplesMicrovolts
    #expect(abs(Double(second[100]) - sample) < 1e-3)
    if name.contains("v1_off") {
      #expect(try #require(document.recording.leads.first { $0.name.rawValue == "V1" }).samplesMicrovolts.allSatisfy { $0.isNaN })
    }
    #expect(!document.assumptions.contains { $0.english.contains("Einthoven") })
  }

  @Test("groups of the same moment add the leads the first lacks; others are said to be left out")
  func simultaneousGroups() throws {
    let twelve = WaveformFile.Group(channels: LeadName.standardTwelve.map { channel($0.rawValue, 1) })
    let back = WaveformFile.Group(channels: ["V7", "V8", "V9", "V1"].map { channel($0, 2) })
    let later = WaveformFile.Group(channels: [channel("V3R", 3)], offsetMilliseconds: "5000")
    let document = try load(WaveformFile(groups: [back, twelve, later]))
    #expect(document.recording.leads.map(\.name.rawValue) == LeadName.standardTwelve.map(\.rawValue) + ["V7", "V8", "V9"])
    #expect(document.recording.leads[6].samplesMicrovolts[0] == 2)
    #expect(document.assumptions.contains { $0.english.hasPrefix("1 further waveform group") })
  }

  @Test("every loose WFDB record of the outside data reads whole", .enabled(if: TestFiles.outsideData != nil, Comment(rawValue: TestFiles.skipped)))
  func outsideRecords() throws {
    let root = try #require(TestFiles.outsideData) + "/ecg"
    var count = 0
    for set in ["cudb", "cpsc2021", "nstdb"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: root + "/" + set) where name.hasSuffix(".hea") {
        var reader = try ECGLoader.openWFDB(root + "/" + set + "/" + name)
        var frames = 0
        while let piece = try reader.next() { frames += piece[0].count }
        #expect(frames == reader.frameCount, "\(name)")
        count += 1
      }
    }
    #expect(count >= 18)
  }
}
