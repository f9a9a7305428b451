import Testing

@testable import DICOM

@Suite struct ScanFuzzTests {
  /// Whatever bytes come, the scan ends with an object or a fault; waveforms of what it accepts can be read.
  @Test(arguments: [
    "MR_small_RLE.dcm", "cn_iso2022_ir58.dcm", "syn_hemodynamic_ecg_pressure.dcm", "SC_rgb_small_odd_big_endian.dcm", "syn_12lead_deflated.dcm",
  ])
  func survivesMutations(name: String) throws {
    let original = try TestFiles.fixtureBytes(name)
    var generator = SeededGenerator(state: 20_240_607)
    var accepted = 0
    var refused = 0
    for _ in 0..<600 {
      let bytes = mutated(original, &generator)
      do throws(DICOMFault) {
        let reading = try DICOMWaveform.read(bytes: bytes)
        let decoder = CharacterSetDecoder(reading.object.dataSet)
        _ = decoder.personName(reading.object.dataSet.bytes(.patientName)).display
        accepted += 1
      } catch { refused += 1 }
    }
    #expect(accepted + refused == 600)
    #expect(refused > 0)
  }

  private func mutated(_ original: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 128..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...16, using: &generator)))
      case 3: bytes.insert(contentsOf: [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF], at: place)
      default: for index in place..<min(place + 4, bytes.count) { bytes[index] = 0xFF }
      }
      if bytes.count < 140 { return original }
    }
    return bytes
  }

  @Test func survivesMutatedAssociationRequests() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<5000 {
      var bytes = AssociateRequestTests.request()
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if let pdu = AssociateRequestPDU(bytes) { #expect(pdu.callingAE.utf8.count <= 16) }
      _ = CommandSet(Array(bytes.dropFirst(Int.random(in: 0..<80, using: &generator))))
    }
  }
}
