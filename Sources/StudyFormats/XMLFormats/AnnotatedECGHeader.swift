import HubModel

/// What an annotated ECG says beside its samples.
struct AnnotatedECGHeader {
  private(set) var patient = StatedPatient()
  private(set) var institution = ""
  private(set) var filters = FilterText.Frequencies()
  /// True when the times of all samples are moments.
  private(set) var hasAbsoluteTimes = false

  private var hasTimes = false
  private var documentTime: StatedTime?
  private var seriesTime: StatedTime?
  private var filter = ""
  private var isFrequency = false

  /// When the chosen samples begin: by their own times, else by the series, else by the document.
  func start(_ chosen: ChosenRecording, timeZone: String) -> Instant? {
    if hasAbsoluteTimes, let seconds = chosen.startSeconds { return Instant(microseconds: Int64((seconds * 1e6).rounded())) }
    return (seriesTime ?? documentTime)?.instant(timeZone: timeZone)
  }

  /// Notes how the times of one more set of samples are stated.
  mutating func addTimes(areAbsolute: Bool) {
    hasAbsoluteTimes = areAbsolute && (hasAbsoluteTimes || !hasTimes)
    hasTimes = true
  }

  mutating func begin(_ name: String, attributes: [String: String], parents: [String]) {
    switch parents.last {
    case "trialSubject": if name == "id" { setID(attributes) }
    case "subjectDemographicPerson": setPerson(name, attributes)
    case "effectiveTime": setTime(name, attributes["value"] ?? "", of: parents.dropLast().last)
    case "AnnotatedECG", "series":
      if name == "effectiveTime" { setTime("value", attributes["value"] ?? "", of: parents.last) }
    case "controlVariable": setFilter(name, attributes)
    default: break
    }
  }

  mutating func end(_ name: String, text: String, parents: [String]) {
    let text = FieldText.cleaned(text)
    switch parents.last {
    case "subjectDemographicPerson":
      if name == "name" { patient.name = text }
      // Not in the guide; Mindray's devices write them.
      if name == "PatientID", !text.isEmpty { (patient.id, patient.issuer) = (text, "") }
      if name == "Age", let match = text.wholeMatch(of: /([0-9]{1,3})\s*([A-Za-z]*)/), let count = Double(match.1) {
        patient.ageYears = StatedPatient.years(count, unit: String(match.2))
      }
    case "name":
      guard parents.dropLast().last == "subjectDemographicPerson", ["family", "given"].contains(name), !text.isEmpty else { return }
      if name == "family" { patient.familyName = text } else { patient.givenName = text }
    case "location":
      if name == "name", parents.dropLast().last == "trialSite" { institution = text }
    default: break
    }
  }

  private mutating func setID(_ attributes: [String: String]) {
    guard patient.id.isEmpty else { return }
    let root = FieldText.cleaned(attributes["root"] ?? "")
    let extensionID = FieldText.cleaned(attributes["extension"] ?? "")
    (patient.id, patient.issuer) = extensionID.isEmpty ? (root, "") : (extensionID, root)
  }

  private mutating func setPerson(_ name: String, _ attributes: [String: String]) {
    switch name {
    case "administrativeGenderCode": patient.sex = StatedPatient.sex(FieldText.cleaned(attributes["code"] ?? ""))
    case "birthTime": patient.birthDate = StatedTime.hl7(attributes["value"] ?? "")?.civil
    default: break
    }
  }

  private mutating func setTime(_ name: String, _ value: String, of owner: String?) {
    guard ["low", "center", "value"].contains(name), let time = StatedTime.hl7(value) else { return }
    switch owner {
    case "AnnotatedECG": documentTime = documentTime ?? time
    case "series": seriesTime = seriesTime ?? time
    default: break
    }
  }

  /// Control variables nest: the filter's kind outside, its cut-off frequency within.
  private mutating func setFilter(_ name: String, _ attributes: [String: String]) {
    if name == "code" {
      let code = attributes["code"] ?? ""
      for kind in ["LOW_PASS", "HIGH_PASS", "NOTCH"] where code.hasSuffix("_FILTER_\(kind)") { filter = kind }
      isFrequency = code.hasSuffix("_CUTOFF_FREQ") || code.hasSuffix("_NOTCH_FREQ")
    } else if name == "value", isFrequency, attributes["unit"] == "Hz", let hertz = FieldText.number(attributes["value"] ?? "") {
      switch filter {
      case "LOW_PASS": filters.highHertz = filters.highHertz ?? hertz
      case "HIGH_PASS": filters.lowHertz = filters.lowHertz ?? hertz
      default: filters.notchHertz = filters.notchHertz ?? hertz
      }
    }
  }
}
