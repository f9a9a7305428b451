import ECGCore
import HubModel

/// Schiller SEMA EDI export (root `com.xiriuz.sema.xml.schillerEDI.SchillerEDI`). There is no public specification: what is read is what
/// the devices' files show.
package enum SchillerXML {
  /// The rhythm waveform (`ECG_RHYTHMS`) of a Schiller export: decimal samples separated by commas. Averages are not read.
  ///
  /// - Throws: see `XMLECG.document`; `waveform-length-mismatch` for samples other than the stated number.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let text = try XMLText(bytes, allowsExternalDocumentType: false)
    let reader = SchillerReader()
    try XMLReading.read(text, as: .schiller, into: reader)
    let chosen = try ChosenRecording(reader.groups)
    let start = reader.start.map { StatedTime(civil: $0).instant(timeZone: timeZone) }
    var remarks: [BilingualText] = []
    if reader.hasAverages { remarks.append(XMLRemarks.beatsLeftOut) }
    if reader.isUnitAssumed { remarks.append(XMLRemarks.microvoltsAssumed) }
    if reader.isClockUnset { remarks.append(XMLRemarks.clockNotSet) }
    return chosen.document(
      name, patient: reader.patient, acquiredAt: start, institution: reader.institution, filters: reader.filters, remarks: remarks,
      isTextRepaired: text.isRepaired)
  }
}

/// Takes in `patdata`, `examdescript` and each `wavedata` of a Schiller export.
private final class SchillerReader: XMLElementHandler {
  private(set) var groups: [LeadGroup] = []
  private(set) var patient = StatedPatient()
  private(set) var institution = ""
  private(set) var filters = FilterText.Frequencies()
  private(set) var hasAverages = false
  private(set) var isUnitAssumed = false
  private(set) var isClockUnset = false

  private var date: CivilTime?
  private var clock = ""
  private var filterName = ""
  private var room = XMLLimits.samples
  private var wave = SchillerWave()
  private var channel = SchillerChannel(room: 0)
  private var isReadingSamples = false

  /// `nil` for the beginning of the epoch too, which devices write whose clock was not set.
  var start: CivilTime? {
    guard let date, !isClockUnset else { return nil }
    return date.at(dicom: clock.count == 9 ? clock.prefix(6) + "." + clock.suffix(3) : clock)
  }

  func begin(_ name: String, attributes: [String: String], parents: [String]) throws(HubError) {
    switch name {
    case "wavedata": wave = SchillerWave()
    case "channel": channel = SchillerChannel(room: room)
    case "data": isReadingSamples = parents.last == "channel"
    default: break
    }
  }

  func take(_ piece: String) throws(HubError) -> Bool {
    guard isReadingSamples else { return false }
    // Averages may be written otherwise; they are passed over.
    if !wave.isAverages { try channel.numbers.take(piece) }
    return true
  }

  func end(_ name: String, text: String, parents: [String]) throws(HubError) {
    switch (parents.last, name) {
    case ("channel", "data"):
      try channel.numbers.finish()
      isReadingSamples = false
    case ("wavedata", "channel"): try finishChannel()
    case (_, "wavedata"): try finishWave()
    case ("examdescript", "startdatetime"): isClockUnset = date == CivilTime(year: 1970, month: 1, day: 1)
    default: set(name, FieldText.cleaned(text), parents: parents)
    }
  }

  private func set(_ name: String, _ text: String, parents: [String]) {
    switch parents.last {
    case "patdata": setPatient(name, text)
    case "startdatetime":
      if name == "date" { date = StatedTime.date(text) }
      if name == "time" { clock = text }
    case "examdescript": if name == "institute_id" { institution = text }
    case "channel": channel.set(name, text)
    case "wavedata": if name == "type" { wave.type = text }
    case "samplerate", "yres": wave.resolution[name] = text
    case "filter": if parents.dropLast().last == "filters_data" { setFilter(name, text) }
    default: break
    }
  }

  private func setPatient(_ name: String, _ text: String) {
    switch name {
    case "id": patient.id = text
    case "lastname": patient.familyName = text
    case "firstname": patient.givenName = text
    case "birthdate": patient.birthDate = StatedTime.date(text)
    case "gender": patient.sex = StatedPatient.sex(text)
    default: break
    }
  }

  private func setFilter(_ name: String, _ text: String) {
    if name == "name" { filterName = text }
    guard name == "value", let hertz = FieldText.number(text) else { return }
    switch filterName {
    case "HIGHPASS_CUTOFF_FREQ": filters.lowHertz = hertz
    case "LOWPASS_CUTOFF_FREQ": filters.highHertz = hertz
    case "MAINS": filters.notchHertz = hertz
    default: break
    }
  }

  private func finishChannel() throws(HubError) {
    guard !wave.isAverages else { return }
    guard channel.type.isEmpty || channel.type == "COMMASEPARATE" else { throw HubError(.unsupportedWaveform, "sample notation") }
    let samples = channel.numbers.values
    guard channel.statedCount.map({ $0 == Double(samples.count) }) ?? true else { throw HubError(.waveformLengthMismatch, "samples of a lead") }
    guard !samples.isEmpty else { return }
    room -= samples.count
    wave.leads.append((LeadNaming.name(channel.name, channel: wave.leads.count), samples))
  }

  private func finishWave() throws(HubError) {
    if wave.isAverages { hasAverages = true }
    guard wave.type.isEmpty || wave.type == "ECG_RHYTHMS", !wave.leads.isEmpty else { return }
    let scale = try wave.scaleMicrovolts()
    if (wave.resolution["units"] ?? "").isEmpty { isUnitAssumed = true }
    let leads = wave.leads.map { (name: $0.name, samples: scale == 1 ? $0.samples : $0.samples.map { Float(Double($0) * scale) }) }
    groups.append(try LeadGroup(leads, samplingRateHertz: try wave.samplingRateHertz()))
  }
}

private struct SchillerWave {
  var type = ""
  var leads: [(name: LeadName, samples: [Float])] = []
  var resolution: [String: String] = [:]

  var isAverages: Bool { type == "ECG_AVERAGES" }

  /// The files seen state an exponent of 1 beside the rate itself; what another would mean is not known.
  func samplingRateHertz() throws(HubError) -> Double {
    guard ["", "0", "1"].contains(resolution["exponent"] ?? "") else { throw HubError(.unsupportedWaveform, "exponent of the sampling rate") }
    guard let rate = resolution["value"].flatMap(FieldText.number) else { throw HubError(.badWaveform, "sampling rate") }
    return rate
  }

  func scaleMicrovolts() throws(HubError) -> Double {
    let factor: Double
    switch (resolution["units"] ?? "").uppercased() {
    case "UV", "µV", "ΜV", "": factor = 1
    case "MV": factor = 1000
    case "NV": factor = 1e-3
    default: throw HubError(.unsupportedWaveform, "amplitude unit")
    }
    guard let value = resolution["unitperbit"].flatMap(FieldText.number), LeadGroup.isScale(microvolts: value * factor) else {
      throw HubError(.badWaveform, "amplitude scale")
    }
    return value * factor
  }
}

private struct SchillerChannel {
  var numbers: NumberList
  private(set) var name = ""
  private(set) var type = ""
  private(set) var statedCount: Double?

  init(room: Int) { numbers = NumberList(room: room) }

  mutating func set(_ field: String, _ text: String) {
    switch field {
    case "name": name = text
    case "datastype": type = text
    case "samplecount": statedCount = FieldText.number(text)
    default: break
    }
  }
}
