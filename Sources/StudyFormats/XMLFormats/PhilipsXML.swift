import ECGCore
import HubModel

/// Philips Sierra ECG XML (root `restingecgdata`), schema versions 1.03, 1.04 and 1.04.01.
package enum PhilipsXML {
  /// The recording of `parsedwaveforms`: XLI, Base64 of 16-bit samples, or plain numbers. Representative beats are not read.
  ///
  /// - Throws: see `XMLECG.document`; `waveform-length-mismatch` for channels of another duration than stated, `truncated` for XLI that
  ///   ends early.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let text = try XMLText(bytes, allowsExternalDocumentType: false)
    let reader = PhilipsReader()
    try XMLReading.read(text, as: .philips, into: reader)
    guard !reader.samples.isEmpty else { throw HubError(.badWaveform, "no ECG rhythm waveform") }
    let signal = try PhilipsSignal(reader.header, samples: reader.samples)
    let chosen = try ChosenRecording([LeadGroup(signal.leads, samplingRateHertz: signal.samplingRateHertz)])
    let start = reader.header.start.map { StatedTime(civil: $0).instant(timeZone: timeZone) }
    var remarks: [BilingualText] = []
    if signal.isCalibrationCut { remarks.append(XMLRemarks.calibrationCut) }
    if reader.header.hasRepresentativeBeats { remarks.append(XMLRemarks.beatsLeftOut) }
    let header = reader.header
    return chosen.document(
      name, patient: header.patient, acquiredAt: start, institution: header.institution, filters: header.filters, remarks: remarks,
      isTextRepaired: text.isRepaired)
  }
}

/// What the document says of its recording.
private struct PhilipsHeader {
  var patient = StatedPatient()
  var institution = ""
  var start: CivilTime?
  var hasRepresentativeBeats = false
  /// `signalcharacteristics`, overridden by the attributes of `parsedwaveforms`, which stand nearer to the samples.
  var fields: [String: String] = [:]

  var filters: FilterText.Frequencies {
    // 1.03 states one range `0.05-150`.
    let band = (fields["signalbandwidth"] ?? "").split(separator: "-").map { FieldText.number(String($0)) }
    var filters = FilterText.Frequencies(
      lowHertz: fields["hipass"].flatMap(FieldText.number) ?? (band.count == 2 ? band[0] : nil),
      highHertz: fields["lowpass"].flatMap(FieldText.number) ?? (band.count == 2 ? band[1] : nil))
    if fields["notchfiltered"]?.lowercased() == "true" { filters.notchHertz = fields["notchfilterfreqs"].flatMap(Self.firstNumber) }
    return filters
  }

  func text(_ names: String...) -> String? { names.lazy.compactMap { fields[$0] }.first { !$0.isEmpty } }

  func number(_ names: String...) -> Double? { names.lazy.compactMap { fields[$0] }.first { !$0.isEmpty }.flatMap(FieldText.number) }

  private static func firstNumber(_ text: String) -> Double? { text.split(separator: " ").first.flatMap { FieldText.number(String($0)) } }
}

private final class PhilipsReader: XMLElementHandler {
  private(set) var header = PhilipsHeader()
  /// The text of `parsedwaveforms`.
  private(set) var samples = ""

  func begin(_ name: String, attributes: [String: String], parents: [String]) throws(HubError) {
    switch name {
    case "dataacquisition":
      header.start = StatedTime.date(attributes["date"] ?? "")?.at(dicom: FieldText.cleaned(attributes["time"] ?? ""))
    case "parsedwaveforms": for (key, value) in attributes { header.fields[key] = FieldText.cleaned(value) }
    case "repbeat": header.hasRepresentativeBeats = true
    default: break
    }
  }

  func take(_ piece: String) throws(HubError) -> Bool { false }

  func end(_ name: String, text: String, parents: [String]) throws(HubError) {
    if name == "parsedwaveforms" {
      guard samples.isEmpty else { throw HubError(.unsupportedWaveform, "several waveforms") }
      samples = text
      return
    }
    let text = { FieldText.cleaned(text) }
    switch parents.last {
    case "signalcharacteristics": if header.fields[name] == nil { header.fields[name] = text() }
    case "acquirer": if name == "institutionname" { header.institution = text() }
    case "generalpatientdata":
      if name == "patientid" { header.patient.id = text() }
      if name == "sex" { header.patient.sex = StatedPatient.sex(text()) }
    case "name":
      guard parents.dropLast().last == "generalpatientdata" else { return }
      if name == "lastname" { header.patient.familyName = text() }
      if name == "firstname" { header.patient.givenName = text() }
    case "age": setAge(name, text())
    default: break
    }
  }

  /// The attribute `defaultage` is what the interpretation took for granted, no fact.
  private func setAge(_ name: String, _ text: String) {
    if name == "dateofbirth" {
      header.patient.birthDate = StatedTime.date(text)
    } else if let count = FieldText.number(text) {
      header.patient.ageYears = StatedPatient.years(count, unit: name)
    }
  }
}

/// The samples of `parsedwaveforms` as leads.
private struct PhilipsSignal {
  let samplingRateHertz: Double
  let isCalibrationCut: Bool
  let leads: [(name: LeadName, samples: [Float])]

  init(_ header: PhilipsHeader, samples text: String) throws(HubError) {
    guard let rate = header.number("samplespersecond", "samplingrate"), (1...100_000).contains(rate) else {
      throw HubError(.badWaveform, "sampling rate")
    }
    guard let resolution = header.number("resolution", "signalresolution"), LeadGroup.isScale(microvolts: resolution) else {
      throw HubError(.badWaveform, "amplitude scale")
    }
    guard header.text("bitspersample", "nbitspersample") ?? "16" == "16", header.text("signalsigned")?.lowercased() ?? "true" == "true" else {
      throw HubError(.unsupportedWaveform, "sample size")
    }
    let offset = header.number("signaloffset") ?? 0
    guard abs(offset) <= 1e6 else { throw HubError(.badWaveform, "signal offset") }
    samplingRateHertz = rate
    let names = try Self.names(header)
    var channels = try Self.notation(header, rate: rate).channels(text, names: names)
    let cut = CalibrationPulse.start(in: channels, millivolt: 1000 / resolution)
    isCalibrationCut = cut != nil
    if let cut { for index in channels.indices { channels[index].removeLast(channels[index].count - cut) } }
    leads = zip(names, channels).enumerated().map { index, lead in
      (LeadNaming.name(lead.0, channel: index), lead.1.map { Float((Double($0) - offset) * resolution) })
    }
  }

  private static func notation(_ header: PhilipsHeader, rate: Double) throws(HubError) -> PhilipsSamples {
    // 1.03: `compressflag` and `compressmethod`; 1.04: `compression`, absent where there is none.
    let isFlagged = header.text("compressflag").map { $0.lowercased() == "true" } ?? true
    return try PhilipsSamples(
      encoding: header.text("dataencoding") ?? "", compression: isFlagged ? header.text("compression", "compressmethod") ?? "" : "",
      durationMilliseconds: header.number("durationperchannel"), samplingRateHertz: rate)
  }

  /// The lead labels in the order of the channels. 1.03 names the lead set only; its order is that of the twelve standard leads.
  private static func names(_ header: PhilipsHeader) throws(HubError) -> [String] {
    let labels = (header.text("leadlabels") ?? "").split(separator: " ").map(String.init)
    guard labels.count <= XMLLimits.leads else { throw HubError(.objectTooLarge, "\(XMLLimits.leads) leads at most") }
    if !labels.isEmpty {
      guard header.number("numberofleads").map({ $0 == Double(labels.count) }) ?? true else { throw HubError(.badWaveform, "number of leads") }
      return labels
    }
    guard header.text("leadset", "acquisitiontype")?.uppercased() == "STD-12" else { throw HubError(.unsupportedWaveform, "lead set") }
    return LeadName.standardTwelve.map(\.rawValue)
  }
}
