import ECGCore
import HubModel

/// HL7 v3 annotated ECG (implementation guide of 2005-03-21, schema PORT_MT020001).
package enum AnnotatedECG {
  /// The rhythm recording of an annotated ECG. Derived series (representative beats) and annotations are not read.
  ///
  /// Of several sequence sets one is taken, or all when they are leads recorded one after another (see `ChosenRecording`).
  /// - Throws: see `XMLECG.document`; `bad-waveform` for samples without time, scale or numbers.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let text = try XMLText(bytes, allowsExternalDocumentType: false)
    let reader = AnnotatedECGReader(timeZone: timeZone)
    try XMLReading.read(text, as: .annotatedECG, into: reader)
    let chosen = try ChosenRecording(reader.groups)
    let start = reader.header.start(chosen, timeZone: timeZone)
    var remarks: [BilingualText] = []
    if reader.hasDerivedSeries { remarks.append(XMLRemarks.beatsLeftOut) }
    if reader.omittedCount > 0 { remarks.append(DocumentRemarks.omitted(reader.omittedCount)) }
    if reader.isUnitAssumed { remarks.append(XMLRemarks.microvoltsAssumed) }
    let header = reader.header
    return chosen.document(
      name, patient: header.patient, acquiredAt: start, institution: header.institution, filters: header.filters, remarks: remarks,
      isTextRepaired: text.isRepaired)
  }
}

/// Takes in the series of an annotated ECG: `series/component/sequenceSet/component/sequence`.
private final class AnnotatedECGReader: XMLElementHandler {
  private(set) var header = AnnotatedECGHeader()
  private(set) var groups: [LeadGroup] = []
  private(set) var hasDerivedSeries = false
  private(set) var omittedCount = 0
  private(set) var isUnitAssumed = false

  private let timeZone: String
  private var room = XMLLimits.samples
  private var derivedDepth = 0
  private var set = SequenceSet()
  private var sequence = Sequence()

  init(timeZone: String) { self.timeZone = timeZone }

  func begin(_ name: String, attributes: [String: String], parents: [String]) throws(HubError) {
    switch name {
    case "derivedSeries":
      derivedDepth += 1
      hasDerivedSeries = true
    case "sequenceSet": set = SequenceSet()
    case "sequence": sequence = Sequence(room: room)
    default: break
    }
    guard derivedDepth == 0 else { return }
    switch parents.last {
    case "sequence": if name == "code" { sequence.code = attributes["code"] ?? "" }
    case "value":
      guard parents.dropLast().last == "sequence" else { return }
      sequence.state(name, value: attributes["value"] ?? "", unit: attributes["unit"] ?? "")
    default: header.begin(name, attributes: attributes, parents: parents)
    }
  }

  func take(_ piece: String) throws(HubError) -> Bool {
    if derivedDepth > 0 { return true }
    guard sequence.isReadingDigits else { return false }
    try sequence.numbers.take(piece)
    return true
  }

  func end(_ name: String, text: String, parents: [String]) throws(HubError) {
    guard derivedDepth == 0 else {
      if name == "derivedSeries" { derivedDepth -= 1 }
      return
    }
    switch name {
    case "digits":
      try sequence.numbers.finish()
      sequence.isReadingDigits = false
    case "sequence": try finishSequence()
    case "sequenceSet": try finishSet()
    default: header.end(name, text: text, parents: parents)
    }
  }

  private func finishSequence() throws(HubError) {
    if sequence.isTime {
      set.time = sequence.time
      return
    }
    guard !sequence.numbers.values.isEmpty else { return }
    guard sequence.isVoltage else {
      omittedCount += 1
      return
    }
    guard LeadGroup.isScale(microvolts: sequence.scaleMicrovolts), sequence.originMicrovolts.isFinite, abs(sequence.originMicrovolts) < 1e7 else {
      throw HubError(.badWaveform, "amplitude scale")
    }
    if sequence.isUnitMissing { isUnitAssumed = true }
    room -= sequence.numbers.values.count
    set.leads.append((LeadNaming.name(sequence.leadCode, channel: set.leads.count), sequence.microvolts))
  }

  private func finishSet() throws(HubError) {
    guard !set.leads.isEmpty else { return }
    guard let time = set.time, let increment = time.incrementSeconds, increment > 0 else { throw HubError(.badWaveform, "no sampling interval") }
    let rate = 1 / increment
    let isWhole = abs(rate - rate.rounded()) < rate * 1e-6
    let start = time.start(timeZone: timeZone)
    header.addTimes(areAbsolute: time.isAbsolute && start != nil)
    groups.append(try LeadGroup(set.leads, samplingRateHertz: isWhole ? rate.rounded() : rate, startSeconds: start))
  }
}

private struct SequenceSet {
  var time: SequenceTime?
  var leads: [(name: LeadName, samples: [Float])] = []
}

/// When a set's samples were taken: GLIST_TS (moments) or GLIST_PQ (seconds from a beginning).
private struct SequenceTime {
  var head = ""
  var headUnit = ""
  var incrementSeconds: Double?
  var isAbsolute = false

  func start(timeZone: String) -> Double? {
    if isAbsolute { return StatedTime.hl7(head).map { Double($0.instant(timeZone: timeZone).microseconds) / 1e6 } }
    return FieldText.number(head).flatMap { Self.seconds($0, unit: headUnit) }
  }

  static func seconds(_ value: Double, unit: String) -> Double? {
    switch unit {
    case "s", "": value
    case "ms": value / 1e3
    case "us", "µs", "μs": value / 1e6
    default: nil
    }
  }
}

/// One list of values: the time of a set, or a lead as SLIST_PQ, value = origin + scale · digit.
private struct Sequence {
  var code = ""
  var time = SequenceTime()
  var numbers: NumberList
  var isReadingDigits = false
  var isUnitMissing = false
  private(set) var scaleMicrovolts = Double.nan
  private(set) var originMicrovolts = 0.0
  private(set) var isVoltage = false

  init(room: Int = 0) { numbers = NumberList(room: room) }

  var isTime: Bool { code == "TIME_ABSOLUTE" || code == "TIME_RELATIVE" }

  var leadCode: String { code.uppercased().hasPrefix("MDC_ECG_LEAD_") ? String(code.dropFirst(13)) : code }

  var microvolts: [Float] { numbers.values.map { Float(originMicrovolts + Double($0) * scaleMicrovolts) } }

  mutating func state(_ name: String, value: String, unit: String) {
    switch name {
    case "digits": isReadingDigits = true
    case "head":
      time.head = value
      time.headUnit = unit
      time.isAbsolute = code == "TIME_ABSOLUTE"
    case "increment": time.incrementSeconds = FieldText.number(value).flatMap { SequenceTime.seconds($0, unit: unit) }
    case "scale":
      guard let factor = Self.microvolts(unit) else { return }
      isVoltage = true
      isUnitMissing = unit.isEmpty
      scaleMicrovolts = FieldText.number(value).map { $0 * factor } ?? .nan
    case "origin": originMicrovolts = (FieldText.number(value) ?? .nan) * (Self.microvolts(unit) ?? 1)
    default: break
    }
  }

  private static func microvolts(_ unit: String) -> Double? {
    switch unit {
    case "uV", "µV", "μV", "": 1
    case "mV": 1e3
    case "nV": 1e-3
    case "V": 1e6
    default: nil
    }
  }
}
