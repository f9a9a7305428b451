import ECGCore
import HubModel
import Testing

@testable import StudyFormats

@Suite("ECG XML: what the files say beside the samples")
struct XMLFactsTests {
  private func moment(_ text: String) -> Instant? { StatedTime.hl7(text)?.instant(timeZone: "Asia/Shanghai") }

  @Test("HL7 aECG")
  func annotated() throws {
    let person = "<name><family>王</family><given>小东</given></name><administrativeGenderCode code=\"F\"/><birthTime value=\"19530508\"/>"
    let document = try XMLFiles.read(Array(MadeXML.annotated(person: person).utf8))
    #expect(document.name == "sample")
    #expect(document.identity == PatientIdentity(issuer: "1.2.3", externalID: "P-7", name: "王小东", sex: .female, birthDate: "1953-05-08"))
    #expect(document.acquiredAt == moment("20260301101530.250"))
    #expect(try #require(document.patientFacts.ageYears) > 72.8 && document.patientFacts.sex == .female)
    #expect(document.recording.samplingRateHertz == 500)
    #expect(document.recording.leads[0].samplesMicrovolts == [2.5, 5, 7.5])
    #expect(document.assumptions.isEmpty)
    #expect(moment("20260301101530.250+0800") == moment("20260301101530.250"))
    #expect(moment("20260301101530+0000") != moment("20260301101530"))
    #expect(StatedTime.hl7("20261301") == nil && StatedTime.hl7("2026") == nil)
  }

  @Test("HL7 aECG as Mindray writes it: its own id, filters, no sex, limb leads that are there are kept")
  func mindray() throws {
    let document = try XMLFiles.read(XMLFiles.committedBytes("liryc_hl7aecg_example.xml"))
    #expect(document.identity == PatientIdentity(externalID: "25060897140", name: ""))
    #expect(document.filters == "0.56–35 Hz, AC 50 Hz")
    #expect(document.recording.leads.map(\.name) == LeadName.standardTwelve)
    #expect(document.recording.leads.allSatisfy { !$0.isDerived })
    #expect(document.assumptions == [XMLRemarks.beatsLeftOut])
  }

  @Test("HL7 aECG: units, origin, whole rates")
  func units() throws {
    let millivolts = try XMLFiles.read(Array(MadeXML.annotated(increment: "4", incrementUnit: "ms", scale: "0.001", unit: "mV", origin: "0.1").utf8))
    #expect(millivolts.recording.samplingRateHertz == 250)
    #expect(millivolts.recording.leads[0].samplesMicrovolts == [101, 102, 103])
    let unstated = try XMLFiles.read(Array(MadeXML.annotated(unit: "").utf8))
    #expect(unstated.assumptions == [XMLRemarks.microvoltsAssumed])
    #expect(throws: HubError(.badWaveform)) { try XMLFiles.read(Array(MadeXML.annotated(unit: "mm[Hg]").utf8)) }
  }

  @Test("HL7 aECG: groups of leads one after another lie on one time line")
  func consecutiveGroups() throws {
    func lead(_ name: String, _ value: Int) -> String {
      "<component><sequence><code code=\"MDC_ECG_LEAD_\(name)\"/><value><origin value=\"0\" unit=\"uV\"/><scale value=\"1\" unit=\"uV\"/>"
        + "<digits>\(value) \(value)</digits></value></sequence></component>"
    }
    func read(secondAt head: String) throws -> ECGDocument {
      let first = MadeXML.set(lead("I", 1) + lead("II", 2), head: "20260301101530.000")
      let second = MadeXML.set(lead("V1", 3) + lead("V2", 4), head: head)
      return try XMLFiles.read(Array("<AnnotatedECG><component><series>\(first)\(second)</series></component></AnnotatedECG>".utf8))
    }
    let document = try read(secondAt: "20260301101530.004")
    #expect(document.recording.sampleCount == 4)
    let v1 = try #require(document.recording.leads.first { $0.name.rawValue == "V1" }).samplesMicrovolts
    #expect(v1[0].isNaN && v1[1].isNaN && v1[2...] == [3, 3])
    #expect(document.assumptions.contains(DocumentRemarks.consecutive(2)))
    // A short pause between them, and one so long that the line would be mostly empty.
    #expect(try read(secondAt: "20260301101530.006").recording.sampleCount == 5)
    #expect(try read(secondAt: "20260301101540.000").recording.sampleCount == 2)
    #expect(document.acquiredAt == moment("20260301101530"))
  }

  @Test("HL7 aECG: without moments of the samples the document's time counts")
  func relativeTime() throws {
    let text = MadeXML.annotated().replacing("TIME_ABSOLUTE", with: "TIME_RELATIVE").replacing("20260301101530.250", with: "0")
    #expect(try XMLFiles.read(Array(text.utf8)).acquiredAt == moment("20260301"))
  }

  @Test("MUSE: eight leads become twelve, months, US dates, filters, electrodes off")
  func muse() throws {
    let document = try XMLFiles.read(XMLFiles.committedBytes("muse_made.xml"))
    #expect(document.identity == PatientIdentity(externalID: "MADE-1", name: "Müller, Jörgine", sex: .female, birthDate: "2022-03-15"))
    #expect(document.patientFacts == PatientFacts(ageYears: 1.5, sex: .female))
    #expect(document.acquiredAt == moment("20230922090332"))
    #expect(document.institution == "Example clinic")
    #expect(document.filters == "0.05–100 Hz, AC 50 Hz")
    let leads = document.recording.leads
    #expect(leads.map(\.name.rawValue) == ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6", "III", "aVR", "aVL", "aVF"])
    #expect(leads.map(\.isDerived) == [Bool](repeating: false, count: 8) + [Bool](repeating: true, count: 4))
    #expect(leads[8].samplesMicrovolts[80] == leads[1].samplesMicrovolts[80] - leads[0].samplesMicrovolts[80])
    #expect(document.assumptions.contains(XMLRemarks.electrodesOff([LeadName(rawValue: "V5")])))
    #expect(document.assumptions.contains(XMLRemarks.beatsLeftOut))
  }

  @Test("Philips 1.03 and 1.04.01")
  func philips() throws {
    let old = try XMLFiles.read(XMLFiles.committedBytes("sierra_1_03_129DYPRG.xml"))
    #expect(old.identity == PatientIdentity(externalID: "1112010721168bdc", name: "", sex: .male))
    #expect(old.patientFacts == PatientFacts(ageYears: 50, sex: .male))
    #expect(old.acquiredAt == moment("20111201072734"))
    #expect(old.institution == "GE EMS" && old.filters == "0.05–150 Hz")
    #expect(old.recording.leads.map(\.name) == LeadName.standardTwelve)
    #expect(old.assumptions == [XMLRemarks.calibrationCut])
    let new = try XMLFiles.read(XMLFiles.committedBytes("sierra_1_04_01_2020-5-18.xml"))
    #expect(new.identity.birthDate == "1951-01-01" && new.identity.sex == nil)
    #expect(new.acquiredAt == moment("20200518154811"))
    // The default age of 50 in the file is no fact.
    #expect(try #require(new.patientFacts.ageYears) > 69.3)
    #expect(new.assumptions == [XMLRemarks.calibrationCut, XMLRemarks.beatsLeftOut])
  }

  @Test("Philips: plain numbers and Base64 without compression, with an offset")
  func philipsUncompressed() throws {
    let labels = "leadlabels=\"I II V1\" numberofleads=\"3\" durationperchannel=\"4\" signaloffset=\"10\""
    let plain = try XMLFiles.read(Array(MadeXML.philips("11 12\n13 14 15 16", attributes: "dataencoding=\"Plain\" " + labels).utf8))
    #expect(plain.recording.leads[0].samplesMicrovolts == [5, 10])
    #expect(plain.recording.leads[2].samplesMicrovolts == [25, 30])
    #expect(plain.recording.leads.map(\.name.rawValue) == ["I", "II", "V1", "III", "aVR", "aVL", "aVF"])
    let base64 = try XMLFiles.read(Array(MadeXML.philips("CwAMAA0ADgAPABAA", attributes: "dataencoding=\"Base64\" " + labels).utf8))
    #expect(base64.recording == plain.recording)
  }

  @Test("Schiller")
  func schiller() throws {
    let document = try XMLFiles.read(Array(MadeXML.schiller(scale: "2.5").utf8))
    #expect(document.identity == PatientIdentity(externalID: "7", name: "王小东", sex: .male, birthDate: "1970-02-03"))
    #expect(document.acquiredAt == moment("20260301101530.250"))
    #expect(document.recording.leads[0].samplesMicrovolts == [2.5, 5, 7.5])
    let sample = try XMLFiles.read(XMLFiles.committedBytes("cardio_sample.xml"))
    #expect(sample.recording.leads.map(\.name) == LeadName.standardTwelve)
    #expect(sample.acquiredAt == nil && sample.filters == "0.05–150 Hz, AC 50 Hz")
    #expect(sample.assumptions == [XMLRemarks.beatsLeftOut, XMLRemarks.clockNotSet])
    // The device's own R amplitude in lead I is 0.73 mV.
    #expect(sample.recording.leads[0].samplesMicrovolts.max() == 730)
  }

  @Test("the kind follows from the root element, whatever stands before it")
  func kinds() {
    #expect(XMLECG.kind(of: Array("\u{FEFF}<?xml version=\"1.0\"?><!-- <RestingECG> -->\n<hl7:AnnotatedECG xmlns:hl7=\"u\">".utf8)) == .annotatedECG)
    #expect(XMLECG.kind(of: Array("<?xml version='1.0'?><!DOCTYPE RestingECG SYSTEM \"a>b\"><RestingECG>".utf8)) == .muse)
    #expect(XMLECG.kind(of: Array(XMLFiles.committedBytes("sierra_1_04_01_2020-5-18.xml").prefix(4096))) == .philips)
    #expect(XMLECG.kind(of: Array(XMLFiles.committedBytes("cardio_sample.xml").prefix(100))) == .schiller)
    for other in ["", "<", "<!--", "<html>", "plain text <RestingECG>", "<RestingECG", "%PDF-1.7"] {
      #expect(XMLECG.kind(of: Array(other.utf8)) == nil)
    }
  }
}
