import ECGCore
import HubModel

/// GE MUSE resting ECG, XML export (root `RestingECG`).
package enum MuseXML {
  /// The rhythm waveform of a MUSE export: Base64 of 16-bit samples, as a rule of the eight leads I, II, V1–V6. Median beats are not read.
  ///
  /// Every export names a document type `restecg.dtd`; it is passed over and never opened. One with declarations of its own is refused.
  /// - Throws: see `XMLECG.document`; `waveform-length-mismatch` for samples other than the stated number, `bad-waveform` for samples
  ///   that do not have the stated CRC-32.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let text = try XMLText(bytes, allowsExternalDocumentType: true)
    let reader = MuseReader()
    try XMLReading.read(text, as: .muse, into: reader)
    let chosen = try ChosenRecording(reader.groups)
    let start = reader.date.map { StatedTime(civil: $0.at(dicom: reader.clock)).instant(timeZone: timeZone) }
    var remarks: [BilingualText] = []
    if reader.hasMedian { remarks.append(XMLRemarks.beatsLeftOut) }
    if reader.isUnitAssumed { remarks.append(XMLRemarks.microvoltsAssumed) }
    if !reader.leadsOff.isEmpty { remarks.append(XMLRemarks.electrodesOff(reader.leadsOff)) }
    return chosen.document(
      name, patient: reader.patient, acquiredAt: start, institution: reader.institution, filters: reader.filters, remarks: remarks,
      isTextRepaired: text.isRepaired)
  }
}

/// Takes in `PatientDemographics`, `TestDemographics` and each `Waveform` of a MUSE export.
private final class MuseReader: XMLElementHandler {
  private(set) var groups: [LeadGroup] = []
  private(set) var patient = StatedPatient()
  private(set) var date: CivilTime?
  private(set) var clock: String?
  private(set) var institution = ""
  private(set) var filters = FilterText.Frequencies()
  private(set) var hasMedian = false
  private(set) var isUnitAssumed = false
  private(set) var leadsOff: [LeadName] = []

  private var age: Double?
  private var ageUnit = "YEARS"
  private var waveform: [String: String] = [:]
  private var lead: [String: String] = [:]
  private var leads: [MuseLead] = []

  func begin(_ name: String, attributes: [String: String], parents: [String]) throws(HubError) {
    switch name {
    case "Waveform":
      waveform = [:]
      leads = []
    case "LeadData": lead = [:]
    default: break
    }
  }

  func take(_ piece: String) throws(HubError) -> Bool { false }

  func end(_ name: String, text: String, parents: [String]) throws(HubError) {
    switch name {
    case "LeadData":
      guard leads.count < XMLLimits.leads else { throw HubError(.objectTooLarge, "\(XMLLimits.leads) leads at most") }
      if !isMedian { leads.append(try MuseLead(lead, channel: leads.count)) }
    case "Waveform": try finishWaveform()
    case "PatientDemographics": patient.ageYears = age.flatMap { StatedPatient.years($0, unit: ageUnit) }
    default:
      switch parents.last {
      case "LeadData": lead[name] = name == "WaveFormData" ? text : FieldText.cleaned(text)
      case "Waveform": waveform[name] = FieldText.cleaned(text)
      case "PatientDemographics": setPatient(name, FieldText.cleaned(text))
      case "TestDemographics": setTest(name, FieldText.cleaned(text))
      default: break
      }
    }
  }

  private var isMedian: Bool { waveform["WaveformType"]?.lowercased() == "median" }

  private func setPatient(_ name: String, _ text: String) {
    switch name {
    case "PatientID": patient.id = text
    case "PatientLastName": patient.familyName = text
    case "PatientFirstName": patient.givenName = text
    case "Gender": patient.sex = StatedPatient.sex(text)
    case "DateofBirth": patient.birthDate = StatedTime.date(text)
    case "PatientAge": age = FieldText.number(text)
    case "AgeUnits": ageUnit = text
    default: break
    }
  }

  private func setTest(_ name: String, _ text: String) {
    switch name {
    case "AcquisitionDate": date = StatedTime.date(text)
    case "AcquisitionTime": clock = text
    case "SiteName": institution = text
    default: break
    }
  }

  private func finishWaveform() throws(HubError) {
    guard !isMedian else {
      hasMedian = true
      return
    }
    guard waveform["WaveformType"].map({ $0.lowercased() == "rhythm" }) ?? true, !leads.isEmpty else { return }
    guard waveform["SampleType"].map({ $0 == "CONTINUOUS_SAMPLES" }) ?? true else { throw HubError(.unsupportedWaveform, "sample type") }
    guard Set(leads.map(\.offset)).count == 1 else { throw HubError(.unsupportedWaveform, "leads that begin at different times") }
    guard let base = waveform["SampleBase"].flatMap(FieldText.number), base > 0 else { throw HubError(.badWaveform, "sampling rate") }
    let exponent = waveform["SampleExponent"].flatMap(FieldText.number) ?? 0
    guard exponent == exponent.rounded(), (-6...6).contains(exponent) else { throw HubError(.badWaveform, "sampling rate") }
    let rate = base * [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6][Int(exponent) + 6]
    groups.append(try LeadGroup(leads.map { ($0.name, $0.microvolts) }, samplingRateHertz: rate))
    if leads.contains(where: \.isUnitAssumed) { isUnitAssumed = true }
    leadsOff += leads.filter(\.isOff).map(\.name).filter { !leadsOff.contains($0) }
    setFilters()
  }

  private func setFilters() {
    // Hundredths of a hertz: the carts' settings 0.05, 0.16, 0.32 Hz stand as 5, 16, 32.
    filters.lowHertz = waveform["HighPassFilter"].flatMap(FieldText.number).map { $0 >= 1 ? $0 / 100 : $0 }
    filters.highHertz = waveform["LowPassFilter"].flatMap(FieldText.number)
    filters.notchHertz = waveform["ACFilter"].flatMap(FieldText.number)
  }
}

/// One `LeadData`.
private struct MuseLead {
  let name: LeadName
  let microvolts: [Float]
  let isUnitAssumed: Bool
  let isOff: Bool
  /// When the lead begins beside the others, in the document's own words.
  let offset: [String]

  init(_ fields: [String: String], channel: Int) throws(HubError) {
    let bytes = try Base64Samples.bytes(fields["WaveFormData"] ?? "")
    guard fields["LeadSampleSize"].map({ $0 == "2" }) ?? true else { throw HubError(.unsupportedWaveform, "sample size") }
    let stated = fields["LeadSampleCountTotal"].flatMap(FieldText.number) ?? Double(bytes.count / 2)
    guard Double(bytes.count) == stated * 2, !bytes.isEmpty else { throw HubError(.waveformLengthMismatch, "samples of a lead") }
    if let sum = fields["LeadDataCRC32"].flatMap(FieldText.number), sum != Double(CRC32.checksum(bytes)) {
      throw HubError(.badWaveform, "CRC-32 of a lead")
    }
    let scale = try Self.scale(fields)
    name = LeadNaming.name(fields["LeadID"] ?? "", channel: channel)
    microvolts = Base64Samples.littleEndian(bytes[...]).map { Float(Double($0) * scale) }
    isUnitAssumed = (fields["LeadAmplitudeUnits"] ?? "").isEmpty
    isOff = fields["LeadOff"]?.uppercased() == "TRUE"
    offset = [fields["LeadTimeOffset"] ?? "0", fields["LeadOffsetFirstSample"] ?? "0"]
  }

  private static func scale(_ fields: [String: String]) throws(HubError) -> Double {
    guard let value = fields["LeadAmplitudeUnitsPerBit"].flatMap(FieldText.number) else { throw HubError(.badWaveform, "amplitude scale") }
    let factor: Double
    switch (fields["LeadAmplitudeUnits"] ?? "").uppercased() {
    case "MICROVOLTS", "": factor = 1
    case "MILLIVOLTS": factor = 1000
    default: throw HubError(.unsupportedWaveform, "amplitude unit")
    }
    guard LeadGroup.isScale(microvolts: value * factor) else { throw HubError(.badWaveform, "amplitude scale") }
    return value * factor
  }
}

/// The checksum of ISO 3309 and IEEE 802.3 (polynomial 04C11DB7, reflected), as MUSE states it for each lead.
enum CRC32 {
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }
}
