/// Channels × samples × bits against the Waveform Data that is really there (PS3.3 §C.10.9).
struct WaveformRules {
  private static let maximumSamplingFrequencyHertz = 1_000_000.0

  let dataSet: ScannedItem
  private(set) var remarks: Set<ScannedObject.Remark> = []

  init(dataSet: ScannedItem) { self.dataSet = dataSet }

  /// - Parameter isRequired: the SOP class is one of waveforms.
  mutating func check(isRequired: Bool) throws(DICOMFault) {
    let groups = dataSet.items(.waveformSequence)
    guard !groups.isEmpty || !isRequired else { throw DICOMFault(.missingAttribute, at: .waveformSequence) }
    for group in groups { try check(group) }
  }

  private mutating func check(_ group: ScannedItem) throws(DICOMFault) {
    let channels = try positive(group, .numberOfWaveformChannels, vr: .US)
    let samples = try positive(group, .numberOfWaveformSamples, vr: .UL)
    let bits = try positive(group, .waveformBitsAllocated, vr: .US)
    guard [8, 16, 32, 64].contains(bits) else { throw DICOMFault(.badValue, at: .waveformBitsAllocated) }
    guard let rate = group.decimal(.samplingFrequency) else { throw DICOMFault(.badValue, at: .samplingFrequency) }
    guard rate.isFinite, rate > 0, rate <= Self.maximumSamplingFrequencyHertz else { throw DICOMFault(.badValue, at: .samplingFrequency) }
    let definitions = group.items(.channelDefinitionSequence)
    guard definitions.count == channels else { throw DICOMFault(.waveformLengthMismatch, at: .channelDefinitionSequence) }
    guard let data = group[.waveformData] else { throw DICOMFault(.missingAttribute, at: .waveformData) }
    let (expected, overflow) = (channels * samples).multipliedReportingOverflow(by: bits / 8)
    guard !overflow, data.valueLength >= expected else { throw DICOMFault(.waveformLengthMismatch, at: .waveformData) }
    if data.valueLength > expected + 1 { remarks.insert(.excessWaveformData) }
    for definition in definitions { try checkCalibration(definition) }
  }

  private func positive(_ group: ScannedItem, _ tag: DICOMTag, vr: ValueRepresentation) throws(DICOMFault) -> Int {
    guard let element = group[tag] else { throw DICOMFault(.missingAttribute, at: tag) }
    guard element.vr == vr, element.bytes.count == (vr == .US ? 2 : 4), let value = group.integer(tag), value > 0 else {
      throw DICOMFault(.badValue, at: tag)
    }
    return value
  }

  /// An absent sensitivity is legal (the channel has no known unit); one that is zero or no number is not.
  private mutating func checkCalibration(_ definition: ScannedItem) throws(DICOMFault) {
    guard let element = definition[.channelSensitivity], !element.bytes.isEmpty else {
      remarks.insert(.uncalibratedWaveform)
      return
    }
    guard let sensitivity = definition.decimal(.channelSensitivity), sensitivity.isFinite, sensitivity != 0 else {
      throw DICOMFault(.badValue, at: .channelSensitivity)
    }
  }
}
