import Testing

@testable import DICOM

@Suite struct WaveformTests {
  /// Sums of `pydicom.dcmread(f).waveform_array(0).sum(axis=0)`, pydicom 3.0.2.
  @Test func agreesWithPydicom() throws {
    let groups = try DICOMWaveform.read(path: TestFiles.fixture("waveform_ecg.dcm")).groups
    #expect(groups.count == 2)
    #expect(groups[0].samplingRateHertz == 1000)
    #expect(groups[0].channels.count == 12)
    let expected = [926613.75, 908587.5, -18026.25, -914497.5, 469263.75, 442162.5, 357775.0, 396443.75, 367325.0, 381043.75, 386181.25, 384187.5]
    for (channel, sum) in zip(groups[0].channels, expected) {
      #expect(channel.unit == .microvolts)
      #expect(abs(channel.samples.reduce(0.0) { $0 + Double($1) } - sum) < 1)
    }
    #expect(groups[0].channels[0].source == CodedConcept(value: "5.6.3-9-1", scheme: "SCPECG", meaning: "Lead I (Einthoven)"))
    #expect(groups[1].sampleCount == 1200)
  }

  @Test func readsOtherUnitsAndGroupsInTime() throws {
    let hemodynamic = try DICOMWaveform.read(path: TestFiles.fixture("syn_hemodynamic_ecg_pressure.dcm")).groups
    #expect(hemodynamic[0].channels.map(\.unit) == [.microvolts, .other("mm[Hg]")])
    let strips = try DICOMWaveform.read(path: TestFiles.fixture("syn_12lead_4x3_groups.dcm")).groups
    #expect(strips.map(\.timeOffsetMilliseconds) == [0, 2500, 5000, 7500])
  }

  @Test func readsDeflated() throws {
    let groups = try DICOMWaveform.read(path: TestFiles.fixture("syn_12lead_deflated.dcm")).groups
    #expect(groups.first?.channels.count == 12)
    #expect(groups.first?.channels.first?.samples.count == 5000)
  }

  private typealias Waveform = DICOMBytes.Waveform

  @Test func calibrates() throws {
    // sensitivity 2.5 × correction 2 + baseline 10, samples 1 3 -1 7 and 2 4 6 8
    let channels = try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform())).groups[0].channels
    #expect(channels[0].samples == [15, 25, 5, 45])
    #expect(channels[1].samples == [20, 30, 40, 50])
    #expect(channels[0].source?.meaning == "Lead I")
    let millivolts = try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform(unit: "mV"))).groups[0].channels
    #expect(millivolts[0].samples == [15_000, 25_000, 5_000, 45_000])
  }

  @Test func aMicroSignNeverMakesVolts() throws {
    func channel(_ unit: String) throws -> WaveformChannel {
      try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform(unit: unit))).groups[0].channels[0]
    }
    for unit in ["uV", "\u{B5}V", "\u{3BC}V", "UV"] { #expect(try channel(unit).samples == [15, 25, 5, 45], "\(unit)") }
    #expect(try channel("V").samples[0] == 15_000_000)
    for unit in ["\u{4F0F}V", "kV"] {
      let other = try channel(unit)
      #expect(other.unit != .microvolts && other.unit != .uncalibrated, "\(unit)")
    }
  }

  @Test func marksPaddingAndLeavesUncalibratedAlone() throws {
    let padded = try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform(padding: [0xFF, 0xFF]))).groups[0].channels[0].samples
    #expect(padded[2].isNaN && padded[0] == 15)
    let bare = try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform(sensitivity: nil))).groups[0].channels[0]
    #expect(bare.unit == .uncalibrated)
    #expect(bare.samples == [1, 3, -1, 7])
  }

  @Test func aPaddingValueAmongTheSamplesMarksLongStretchesOnly() throws {
    let kept = try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform(padding: [3, 0]))).groups[0].channels[0].samples
    #expect(kept == [15, 25, 5, 45])
    // Both channels: 1, then 600 zeros, then -1 and 0.
    let values: [Int16] = [1] + [Int16](repeating: 0, count: 600) + [-1, 0]
    let data = values.flatMap { value in (0..<2).flatMap { _ in [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] } }
    let waveform = Waveform(samples: UInt32(values.count), sensitivity: nil, padding: [0, 0], data: data)
    let marked = try DICOMWaveform.read(bytes: DICOMBytes.waveform(waveform)).groups[0].channels[0].samples
    #expect(marked.count { $0.isNaN } == 600)
    #expect(marked.last == 0 && marked.first == 1)
  }

  @Test func readsEveryWidth() throws {
    func samples(_ waveform: Waveform) throws -> [Float] {
      try DICOMWaveform.read(bytes: DICOMBytes.waveform(waveform)).groups[0].channels[0].samples
    }
    let two = { (bits: UInt16, interpretation: String, data: [UInt8]) in
      Waveform(samples: 2, bits: bits, interpretation: interpretation, sensitivity: nil, storedBits: bits, data: data)
    }
    #expect(try samples(two(8, "SB", [0xFF, 0, 2, 0])) == [-1, 2])
    #expect(try samples(two(8, "UB", [0xFF, 0, 2, 0])) == [255, 2])
    #expect(try samples(two(16, "US", [0xFF, 0xFF, 0, 0, 2, 0, 0, 0])) == [65535, 2])
    #expect(try samples(two(32, "SL", [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])) == [-2, 65536])
    // 2³¹ − 1, which a Float of 24 bits rounds up.
    #expect(try samples(two(32, "UL", [0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])) == [2_147_483_648, 65536])
    #expect(throws: DICOMFault(.unsupportedWaveform)) { try samples(two(8, "MB", [0, 0, 0, 0])) }
  }

  /// What `dcmconv` makes of known samples: OW is swapped in pairs of bytes whatever the width of a sample.
  @Test(arguments: ["sb_ob", "sb_ow", "ss_ow", "sl_ow", "ul_ow"])
  func readsBigEndian(_ kind: String) throws {
    let channels = try DICOMWaveform.read(path: TestFiles.fixture("waveform_\(kind)_big_endian.dcm")).groups[0].channels
    #expect(channels.count == 3)
    for (place, channel) in channels.enumerated() {
      let expected = (0..<25).map { sample in
        let stored = (17 * sample + 40 * place) % 200 - (kind == "ul_ow" ? 0 : 100)
        // Sensitivity 0.5 × correction 2, baseline 10.
        return Float(kind.hasSuffix("l_ow") ? stored * 70_001 : stored) + 10
      }
      #expect(channel.unit == .microvolts)
      #expect(channel.samples == expected, "channel \(place)")
    }
  }

  @Test func extendsTheSignOfTwelveStoredBits() throws {
    let bare = Waveform(samples: 2, sensitivity: nil, storedBits: 12, data: [0xFF, 0x0F, 0, 0, 2, 0, 0, 0])
    #expect(try DICOMWaveform.read(bytes: DICOMBytes.waveform(bare)).groups[0].channels[0].samples == [-1, 2])
    let extended = Waveform(samples: 2, sensitivity: nil, storedBits: 12, data: [0xFF, 0xFF, 0, 0, 0xFF, 0x07, 0, 0])
    #expect(try DICOMWaveform.read(bytes: DICOMBytes.waveform(extended)).groups[0].channels[0].samples == [-1, 2047])
  }

  @Test func boundsTheMemoryOfAReading() {
    #expect(throws: DICOMFault(.objectTooLarge)) { try DICOMWaveform.read(bytes: DICOMBytes.waveform(Waveform()), maximumSampleCount: 7) }
  }
}
