import ECGCore
import HubModel

/// The one multiplex group of an ECG object (PS3.3 §C.10.9).
enum DICOMWaveformItem {
  private static let maximumDataBytes = Int(UInt32.max) - 1

  /// - Throws: `bad-waveform` for samples that 16 bits cannot hold, `object-too-large`.
  static func item(_ document: ECGDocument) throws(HubError) -> DICOMElements {
    let recording = document.recording
    guard recording.leads.count * recording.sampleCount * 2 <= maximumDataBytes else { throw HubError(.objectTooLarge, "waveform data") }
    var quantisations: [LeadQuantisation] = []
    for lead in recording.leads {
      var quantisation = try LeadQuantisation(of: lead.samplesMicrovolts)
      // What is written as text is what a reader multiplies with.
      quantisation.stepMicrovolts = Double(DICOMElements.decimalText(quantisation.stepMicrovolts)) ?? quantisation.stepMicrovolts
      quantisations.append(quantisation)
    }
    let filters = FilterText.frequencies(document.filters)
    var item = DICOMElements()
    item.text(0x003A, 0x0004, "CS", "ORIGINAL")
    item.unsigned16(0x003A, 0x0005, recording.leads.count)
    item.unsigned32(0x003A, 0x0010, recording.sampleCount)
    item.decimal(0x003A, 0x001A, recording.samplingRateHertz)
    item.sequence(0x003A, 0x0200, zip(recording.leads, quantisations).map { definition($0, $1, filters) })
    item.unsigned16(0x5400, 0x1004, 16)
    item.text(0x5400, 0x1006, "CS", "SS")
    item.raw(0x5400, 0x100A, "OW", DICOMElements.word(UInt16(bitPattern: LeadQuantisation.invalid)))
    item.raw(0x5400, 0x1010, "OW", data(recording, quantisations))
    return item
  }

  private static func definition(_ lead: ECGLead, _ quantisation: LeadQuantisation, _ filters: FilterText.Frequencies) -> DICOMElements {
    var item = DICOMElements()
    item.text(0x003A, 0x0203, "SH", DICOMPatientText.line(lead.name.rawValue, limit: 16))
    if let code = LeadNaming.code(of: lead.name) {
      item.code(0x003A, 0x0208, value: "2:\(code)", scheme: "MDC", meaning: "Lead \(lead.name)")
    } else {
      item.code(0x003A, 0x0208, value: LeadNaming.unspecifiedCode, scheme: "MDC", meaning: "Unspecified lead")
    }
    if lead.isDerived { item.text(0x003A, 0x020C, "LO", "Computed from leads I and II") }
    item.decimal(0x003A, 0x0210, quantisation.stepMicrovolts)
    item.code(0x003A, 0x0211, value: "uV", scheme: "UCUM", version: "1.4", meaning: "microvolt")
    item.text(0x003A, 0x0212, "DS", "1")
    item.decimal(0x003A, 0x0213, Double(quantisation.offsetSteps) * quantisation.stepMicrovolts)
    item.text(0x003A, 0x0215, "DS", "0")
    item.unsigned16(0x003A, 0x021A, 16)
    if let low = filters.lowHertz { item.decimal(0x003A, 0x0220, low) }
    if let high = filters.highHertz { item.decimal(0x003A, 0x0221, high) }
    if let notch = filters.notchHertz { item.decimal(0x003A, 0x0222, notch) }
    return item
  }

  /// Sample after sample, in each the leads in order.
  private static func data(_ recording: ECGRecording, _ quantisations: [LeadQuantisation]) -> [UInt8] {
    let stride = recording.leads.count * 2
    var data = [UInt8](repeating: 0, count: recording.sampleCount * stride)
    for (index, lead) in recording.leads.enumerated() {
      let quantisation = quantisations[index]
      var place = index * 2
      for sample in lead.samplesMicrovolts.prefix(recording.sampleCount) {
        let bits = UInt16(bitPattern: quantisation.stored(sample))
        data[place] = UInt8(truncatingIfNeeded: bits)
        data[place + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        place += stride
      }
    }
    return data
  }
}
