import Foundation
import HubModel
import Testing

@testable import StudyFormats

@Suite("ECG XML: refusals")
struct XMLRefusalTests {
  private func code(_ text: String) -> ProblemCode? { code(Array(text.utf8)) }

  private func code(_ bytes: [UInt8]) -> ProblemCode? {
    do throws(HubError) {
      _ = try XMLFiles.read(bytes)
      return nil
    } catch { return error.code }
  }

  @Test("document types: a billion laughs, quadratic blow-up, external entities")
  func documentTypes() {
    var laughs = "<!DOCTYPE AnnotatedECG [<!ENTITY a0 \"ha\">"
    for level in 1..<30 { laughs += "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">" }
    #expect(code(MadeXML.annotated(prolog: laughs + "]>", person: "<name>&a29;</name>")) == .badWaveform)
    let long = "<!DOCTYPE AnnotatedECG [<!ENTITY a \"" + String(repeating: "a", count: 100_000) + "\">]>"
    #expect(code(MadeXML.annotated(prolog: long, person: "<name>" + String(repeating: "&a;", count: 10_000) + "</name>")) == .badWaveform)
    for target in ["SYSTEM \"file:///etc/passwd\"", "SYSTEM \"http://169.254.169.254/\"", "PUBLIC \"a\" \"http://127.0.0.1/\""] {
      #expect(code(MadeXML.annotated(prolog: "<!DOCTYPE AnnotatedECG [<!ENTITY a \(target)>]>", person: "<name>&a;</name>")) == .badWaveform)
      #expect(code(MadeXML.annotated(prolog: "<!DOCTYPE AnnotatedECG \(target)>")) == .badWaveform)
    }
    #expect(code(MadeXML.annotated(prolog: "<!doctype AnnotatedECG>")) == .badWaveform)
    #expect(code(MadeXML.annotated(person: "<!DOCTYPE a>")) == .badWaveform)
    #expect(code(MadeXML.annotated(person: "<name>&nothing;</name>")) == .badWaveform)
  }

  @Test("MUSE's bare document type passes, one with declarations does not")
  func museDocumentType() {
    let bytes = XMLFiles.committedBytes("muse_made.xml")
    #expect(code(bytes) == nil)
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(code(text.replacing("\"restecg.dtd\">", with: "\"restecg.dtd\" [<!ENTITY a \"b\">]>")) == .badWaveform)
    #expect(code(text.replacing("<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">", with: "<!ENTITY a \"b\">")) == .badWaveform)
  }

  @Test("nesting, markup, references and attributes have limits")
  func limits() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(code(MadeXML.annotated(person: deep)) == .nestingTooDeep)
    #expect(code(MadeXML.annotated(person: String(repeating: "<a/>", count: 300_001))) == .tooManyElements)
    #expect(code(MadeXML.annotated(person: String(repeating: "&#65;", count: 300_001))) == .tooManyElements)
    func attributes(_ prefix: String, _ count: Int) -> String { (0..<count).map { " \(prefix)\($0)=\"u\"" }.joined() }
    #expect(code(MadeXML.annotated(person: "<a\(attributes("b", 33))/>")) == .tooManyElements)
    #expect(code(MadeXML.annotated(person: "<a\(attributes("xmlns:b", 17))/>")) == .tooManyElements)
    #expect(code(MadeXML.annotated(person: String(repeating: "<a\(attributes("b", 30))/>", count: 20_001))) == .tooManyElements)
    #expect(code(MadeXML.annotated(person: String(repeating: "<a\(attributes("b", 30))/>", count: 100))) == nil)
    #expect(code([UInt8](repeating: 0x20, count: XMLLimits.fileBytes + 1) + Array("<AnnotatedECG/>".utf8)) == .unknownFormat)
    #expect(code(Array("<AnnotatedECG>".utf8) + [UInt8](repeating: 0x20, count: XMLLimits.fileBytes)) == .objectTooLarge)
    #expect(code(MadeXML.annotated(person: String(repeating: "<z:a/>", count: 900))) == nil)
    #expect(code(MadeXML.annotated(person: String(repeating: "<z:a/>", count: 1100))) == .badWaveform)
    let many = (0..<65).map { ("X\($0)", "1 2") }
    #expect(code(MadeXML.annotated(leads: many)) == .objectTooLarge)
  }

  @Test("zeros never make the parser take UTF-8 for UCS-4")
  func zeros() {
    let end = Array("<data".utf8) + [0] + Array("<".utf8) + [0x9F]
    #expect(throws: HubError(.badWaveform, "XML with a zero character")) {
      try SchillerXML.document(bytes: [0, 0, 0] + end, name: "", timeZone: "UTC")
    }
    for start in [[0, 0, 0], [0, 0], [0x3C, 0, 0, 0]] as [[UInt8]] {
      let refused = code(start + Array("<AnnotatedECG>".utf8) + end)
      #expect(refused == .badWaveform || refused == .unknownFormat)
    }
    #expect(code(MadeXML.annotated(person: "<name>\u{0}</name>")) == .badWaveform)
  }

  @Test("markup that is not XML, other XML, an empty file")
  func markup() {
    #expect(code("") == .unknownFormat)
    #expect(code("<?xml version=\"1.0\"?><html/>") == .unknownFormat)
    #expect(code("<AnnotatedECG/>") == .badWaveform)
    #expect(code("<AnnotatedECG></RestingECG>") == .badWaveform)
    #expect(code(MadeXML.annotated() + "<more/>") == .badWaveform)
    #expect(code(MadeXML.annotated(person: "<name>\u{1}</name>")) == .badWaveform)
    #expect(throws: HubError(.unknownFormat)) { try MuseXML.document(bytes: Array(MadeXML.annotated().utf8), name: "", timeZone: "UTC") }
  }

  @Test("a file cut short anywhere is refused", arguments: XMLFiles.committed)
  func cutShort(_ file: String) {
    let bytes = XMLFiles.committedBytes(file)
    for step in 0..<40 {
      let found = code(Array(bytes.prefix(bytes.count * step / 40)))
      #expect(found == .truncated || found == .badWaveform || found == .unknownFormat, "\(step)")
    }
  }

  @Test("aECG: rates, scales, samples")
  func annotated() {
    for increment in ["0", "-0.002", "nan", "inf", "", "1e-9", "2"] {
      #expect(code(MadeXML.annotated(increment: increment)) == .badWaveform, "\(increment)")
    }
    #expect(code(MadeXML.annotated(incrementUnit: "fortnight")) == .badWaveform)
    for scale in ["0", "-2.5", "nan", "inf", "", "1e9", "1e-12"] { #expect(code(MadeXML.annotated(scale: scale)) == .badWaveform, "\(scale)") }
    for origin in ["nan", "1e300", "x"] { #expect(code(MadeXML.annotated(origin: origin)) == .badWaveform, "\(origin)") }
    #expect(code(MadeXML.annotated(leads: [("I", "1 2 3"), ("II", "1 2")])) == .waveformLengthMismatch)
    for digits in ["1 two 3", "nan", "1 1e400", "1 --2", String(repeating: "9", count: 40)] {
      #expect(code(MadeXML.annotated(leads: [("I", digits)])) == .badWaveform, "\(digits)")
    }
    #expect(code(MadeXML.annotated(leads: [("I", "")])) == .badWaveform)
    #expect(code(MadeXML.annotated().replacing("TIME_ABSOLUTE", with: "OTHER")) == .badWaveform)
  }

  @Test("MUSE: checksum, lengths, scale, sample size, offsets, only a median")
  func muse() {
    let text = String(decoding: XMLFiles.committedBytes("muse_made.xml"), as: Unicode.ASCII.self)
    #expect(code(text.replacing("<LeadAmplitudeUnitsPerBit>4.88<", with: "<LeadAmplitudeUnitsPerBit>-4.88<")) == .badWaveform)
    #expect(code(text.replacing("<LeadAmplitudeUnitsPerBit>4.88<", with: "<LeadAmplitudeUnitsPerBit><")) == .badWaveform)
    #expect(code(text.replacing(">MICROVOLTS<", with: ">PASCAL<")) == .unsupportedWaveform)
    #expect(code(text.replacing("<LeadSampleCountTotal>500<", with: "<LeadSampleCountTotal>499<")) == .waveformLengthMismatch)
    #expect(code(text.replacing("<LeadSampleSize>2<", with: "<LeadSampleSize>1<")) == .unsupportedWaveform)
    #expect(
      code(text.replacing("<LeadID>II</LeadID>\n         <LeadOffsetFirstSample>0<", with: "<LeadID>II</LeadID>\n<LeadOffsetFirstSample>9<"))
        == .unsupportedWaveform)
    #expect(code(text.replacing("<SampleBase>25<", with: "<SampleBase>0<")) == .badWaveform)
    #expect(code(text.replacing("<SampleExponent>1<", with: "<SampleExponent>99<")) == .badWaveform)
    #expect(code(text.replacing(">Rhythm<", with: ">Median<")) == .badWaveform)
    #expect(code(text.replacing("AAA", with: "AAB")) == .badWaveform)
    #expect(code(text.replacing("AAA", with: "A*A")) == .badWaveform)
  }

  @Test("Schiller: counts, rate, scale, notation")
  func schiller() {
    #expect(code(MadeXML.schiller()) == nil)
    #expect(code(MadeXML.schiller(count: "4")) == .waveformLengthMismatch)
    for rate in ["0", "-1", "1e9", "nan", ""] { #expect(code(MadeXML.schiller(rate: rate)) == .badWaveform, "\(rate)") }
    #expect(code(MadeXML.schiller(exponent: "2")) == .unsupportedWaveform)
    #expect(code(MadeXML.schiller(scale: "-1")) == .badWaveform)
    #expect(code(MadeXML.schiller(units: "BAR")) == .unsupportedWaveform)
    #expect(code(MadeXML.schiller(type: "BASE64")) == .unsupportedWaveform)
    #expect(code(MadeXML.schiller(data: "1,2,x,")) == .badWaveform)
  }

  @Test("Philips: XLI cut off, impossible codes, bombs; labels, durations, notations")
  func philips() {
    func xli(_ chunk: [UInt8], _ more: String = "durationperchannel=\"4\"") -> ProblemCode? {
      code(MadeXML.philips(Data(chunk).base64EncodedString(), attributes: "dataencoding=\"Base64\" compression=\"XLI\" leadlabels=\"II\" \(more)"))
    }
    #expect(xli(MadeXML.chunk([0, 0, 5, 6, 1023])) == nil)
    #expect(xli(MadeXML.chunk([0, 0, 5, 6, 1023]), "durationperchannel=\"6\"") == .waveformLengthMismatch)
    #expect(xli(MadeXML.chunk([0, 0, 5, 6, 1023]), "durationperchannel=\"-1\"") == .badWaveform)
    #expect(xli(MadeXML.chunk([0, 0, 5, 6, 1023]), "durationperchannel=\"1e18\"") == .badWaveform)
    #expect(xli(Array(MadeXML.chunk([0, 0, 5, 6, 1023]).dropLast())) == .truncated)
    #expect(xli([0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 9]) == .truncated)
    #expect(xli([1, 0, 0]) == .truncated)
    #expect(xli(MadeXML.chunk([300, 0])) == .badWaveform)
    // Each code is the longest string yet and one more character.
    #expect(xli(MadeXML.chunk([0] + Array(256..<1000))) == .objectTooLarge)
    #expect(xli(MadeXML.chunk([0] + Array(256..<1000)), "durationperchannel=\"60000000\"") == .waveformLengthMismatch)
    #expect(xli(MadeXML.chunk([0, 0, 5, 6, 1023]), "numberofleads=\"2\"") == .badWaveform)
    let plain = "dataencoding=\"Plain\" leadlabels=\"I II\""
    #expect(code(MadeXML.philips("1 2 3", attributes: plain)) == .waveformLengthMismatch)
    #expect(code(MadeXML.philips("1 2 3 9e9", attributes: plain)) == .badWaveform)
    #expect(code(MadeXML.philips("1 2 3 4", attributes: plain + " resolution=\"0\"")) == .badWaveform)
    #expect(code(MadeXML.philips("1 2 3 4", attributes: plain + " samplespersecond=\"1e9\"")) == .badWaveform)
    #expect(code(MadeXML.philips("1 2 3 4", attributes: plain + " bitspersample=\"8\"")) == .unsupportedWaveform)
    #expect(code(MadeXML.philips("1 2 3 4", attributes: plain + " compression=\"ZIP\"")) == .unsupportedWaveform)
    #expect(code(MadeXML.philips("1 2 3 4", attributes: "dataencoding=\"Hex\" leadlabels=\"I II\"")) == .unsupportedWaveform)
    #expect(code(MadeXML.philips("", attributes: plain)) == .badWaveform)
    #expect(code(MadeXML.philips(" ", attributes: plain)) == .waveformLengthMismatch)
    #expect(code("<restingecgdata><waveforms/></restingecgdata>") == .badWaveform)
  }

  @Test("reasons say nothing of the patient")
  func reasons() {
    let text = MadeXML.annotated(scale: "SECRET", person: "<name>SECRET</name>")
    do throws(HubError) {
      _ = try XMLFiles.read(Array(text.utf8))
      Issue.record("read")
    } catch { #expect(!error.description.contains("SECRET")) }
  }
}
