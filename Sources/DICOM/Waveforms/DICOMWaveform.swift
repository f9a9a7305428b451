/// Reads the waveforms of a DICOM object: every multiplex group, calibrated.
package enum DICOMWaveform {
  /// A scanned object with its groups.
  package struct Reading: Sendable {
    package var object: ScannedObject
    package var groups: [WaveformGroup]
  }

  /// Samples of all channels together that one reading may hold: 24 h of three leads at 500 Hz are 130 million.
  package static let defaultMaximumSampleCount = 134_217_728

  /// Scans a person's own file and reads its waveforms; an object without any gives no groups.
  /// A file meta group that names another object is no hindrance (remark `foreign-meta`).
  /// - Throws: `DICOMFault`; `object-too-large` beyond `maximumSampleCount`, `unsupported-waveform` for sample codings other than SB UB SS US SL UL.
  package static func read(path: String, maximumSampleCount: Int = defaultMaximumSampleCount) throws(DICOMFault) -> Reading {
    var limits = ScanLimits()
    limits.takesForeignMeta = true
    let object = try DICOMScan.scan(path: path, limits: limits)
    return Reading(object: object, groups: try groups(of: object, source: try FileBytes.open(path: path), maximumSampleCount: maximumSampleCount))
  }

  /// The same for an object in memory as the hub keeps it: its file meta group must be its own.
  package static func read(bytes: [UInt8], maximumSampleCount: Int = defaultMaximumSampleCount) throws(DICOMFault) -> Reading {
    let object = try DICOMScan.scan(bytes: bytes)
    return Reading(object: object, groups: try groups(of: object, source: MemoryBytes(bytes), maximumSampleCount: maximumSampleCount))
  }

  private static func groups(of object: ScannedObject, source: any ByteSource, maximumSampleCount: Int) throws(DICOMFault) -> [WaveformGroup] {
    let items = object.dataSet.items(.waveformSequence)
    guard !items.isEmpty else { return [] }
    let total = items.reduce(0) { $0 + ($1.integer(.numberOfWaveformChannels) ?? 0) * ($1.integer(.numberOfWaveformSamples) ?? 0) }
    guard total <= maximumSampleCount else { throw DICOMFault(.objectTooLarge, at: .waveformData) }
    let stream = try DICOMScan.valueStream(source: source, object: object, limits: ScanLimits())
    var groups: [WaveformGroup] = []
    for item in items { groups.append(try group(item, stream)) }
    return groups
  }

  private static func group(_ item: ScannedItem, _ stream: ByteStream) throws(DICOMFault) -> WaveformGroup {
    guard let channelCount = item.integer(.numberOfWaveformChannels), let sampleCount = item.integer(.numberOfWaveformSamples),
      let rate = item.decimal(.samplingFrequency), let place = item[.waveformData]
    else { throw DICOMFault(.missingAttribute, at: .waveformSequence) }
    let decoder = SampleDecoder(interpretation: try interpretation(item), channelCount: channelCount)
    let byteCount = channelCount * sampleCount * decoder.interpretation.byteCount
    guard place.valueLength >= byteCount, place.valueOffset >= stream.position else { throw DICOMFault(.waveformLengthMismatch, at: .waveformData) }
    try stream.skip(place.valueOffset - stream.position, at: .waveformData)
    let order = SampleDecoder.ByteOrder(isBigEndian: item.isBigEndian, vr: place.vr, width: decoder.interpretation.byteCount)
    // Words are whole: an odd count of 8-bit samples has its pad, which in big endian stands before the last sample.
    let wordBytes = order == .little ? byteCount : (byteCount + order.rawValue) & ~order.rawValue
    guard place.valueLength >= wordBytes else { throw DICOMFault(.waveformLengthMismatch, at: .waveformData) }
    let data = try stream.read(wordBytes, at: .waveformData)
    let padding = paddingValue(item, decoder)
    var channels: [WaveformChannel] = []
    for (index, definition) in item.items(.channelDefinitionSequence).enumerated() where index < channelCount {
      var values = decoder.channel(index, sampleCount: sampleCount, in: data, order: order)
      decoder.extendSign(&values, storedBits: definition.integer(.waveformBitsStored) ?? 0)
      channels.append(channel(definition, values, PaddingRule(of: values, padding: padding, rateHertz: rate)))
    }
    return WaveformGroup(
      label: text(item, .multiplexGroupLabel), originality: item.codeString(.waveformOriginality), samplingRateHertz: rate,
      sampleCount: sampleCount, timeOffsetMilliseconds: item.decimal(.multiplexGroupTimeOffset), channels: channels)
  }

  private static func interpretation(_ item: ScannedItem) throws(DICOMFault) -> SampleDecoder.Interpretation {
    let bits = item.integer(.waveformBitsAllocated) ?? 0
    let stated = item.codeString(.waveformSampleInterpretation) ?? (bits == 8 ? "SB" : bits == 16 ? "SS" : "SL")
    guard let known = SampleDecoder.Interpretation(rawValue: stated), known.byteCount * 8 == bits else {
      throw DICOMFault(.unsupportedWaveform, at: .waveformSampleInterpretation)
    }
    return known
  }

  private static func paddingValue(_ item: ScannedItem, _ decoder: SampleDecoder) -> Int32? {
    let width = decoder.interpretation.byteCount
    guard let element = item[.waveformPaddingValue], element.bytes.count >= width else { return nil }
    let order = SampleDecoder.ByteOrder(isBigEndian: item.isBigEndian, vr: element.vr, width: width)
    guard element.bytes.count > order.rawValue else { return nil }
    return decoder.value(at: 0, in: element.bytes, order: order)
  }

  private static func channel(_ definition: ScannedItem, _ values: [Int32], _ padding: PaddingRule) -> WaveformChannel {
    let (unit, factor) = calibration(definition)
    // Channel Baseline is the offset of a stored 0 from the true 0, in the sensitivity's unit.
    let baseline = unit == .uncalibrated ? 0 : finite(definition, .channelBaseline) ?? 0
    let scale = Float(factor.perStep)
    let offset = Float(baseline * factor.perUnit)
    var samples = values.map { Float($0) * scale + offset }
    padding.mark(values, in: &samples)
    return WaveformChannel(
      source: concept(definition.items(.channelSourceSequence).first), label: text(definition, .channelLabel),
      derivation: text(definition, .channelDerivationDescription), unit: unit, samples: samples,
      timeSkewSeconds: finite(definition, .channelTimeSkew), filterLowHertz: finite(definition, .filterLowFrequency),
      filterHighHertz: finite(definition, .filterHighFrequency), notchFilterHertz: finite(definition, .notchFilterFrequency))
  }

  /// The unit, what one step of the stored number is worth in it, and what one of the file's own units is.
  private static func calibration(_ definition: ScannedItem) -> (WaveformUnit, (perStep: Double, perUnit: Double)) {
    let uncalibrated = (WaveformUnit.uncalibrated, (perStep: 1.0, perUnit: 1.0))
    guard let sensitivity = finite(definition, .channelSensitivity), sensitivity != 0,
      let item = definition.items(.channelSensitivityUnitsSequence).first, let code = concept(item)
    else { return uncalibrated }
    let correction = finite(definition, .channelSensitivityCorrectionFactor) ?? 1
    let step = sensitivity * (correction == 0 ? 1 : correction)
    guard let microvolts = microvoltsPerUnit[unitText(item, .codeValue)] ?? microvoltsPerUnit[unitText(item, .codeMeaning)] else {
      let name = code.value.isEmpty ? code.meaning : code.value
      return name.isEmpty ? uncalibrated : (.other(name), (perStep: step, perUnit: 1))
    }
    return (.microvolts, (perStep: step * microvolts, perUnit: microvolts))
  }

  /// UCUM codes, their case-insensitive forms, and what devices write instead.
  private static let microvoltsPerUnit: [String: Double] = [
    "uV": 1, "UV": 1, "uv": 1, "microvolt": 1, "microvolts": 1, "nV": 0.001, "NV": 0.001, "mV": 1000, "MV": 1000, "mv": 1000, "millivolt": 1000,
    "millivolts": 1000,
    "V": 1_000_000, "volt": 1_000_000, "volts": 1_000_000,
  ]

  /// A unit's words with every way of writing the micro sign as `u`; other bytes beyond ASCII stay and match no unit, so that a
  /// letter lost never makes volts of microvolts.
  private static func unitText(_ item: ScannedItem, _ tag: DICOMTag) -> String {
    var bytes = item.bytes(tag).filter { $0 != 0 }
    // UTF-8 micro sign and Greek mu, GB 18030 mu, Latin-1 micro sign.
    for sign: [UInt8] in [[0xC2, 0xB5], [0xCE, 0xBC], [0xA6, 0xCC], [0xB5]] where bytes.starts(with: sign) {
      bytes.replaceSubrange(0..<sign.count, with: [0x75])
    }
    return String(decoding: ScannedItem.trimmed(bytes[...]), as: UTF8.self)
  }

  private static func finite(_ item: ScannedItem, _ tag: DICOMTag) -> Double? { item.decimal(tag).flatMap { $0.isFinite ? $0 : nil } }

  private static func concept(_ item: ScannedItem?) -> CodedConcept? {
    guard let item else { return nil }
    return CodedConcept(
      value: text(item, .codeValue) ?? "", scheme: text(item, .codingSchemeDesignator) ?? "", meaning: text(item, .codeMeaning) ?? "")
  }

  /// A short text of a channel: ASCII kept, NULs and padding dropped, `nil` when nothing is left.
  private static func text(_ item: ScannedItem, _ tag: DICOMTag) -> String? {
    let bytes = item.bytes(tag).filter { $0 != 0 && $0 < 0x80 }
    let trimmed = String(decoding: ScannedItem.trimmed(bytes[...]), as: UTF8.self)
    return trimmed.isEmpty ? nil : trimmed
  }
}
