import ECGCore
import Foundation
import HubModel

@testable import StudyFormats

/// XML files that tests read and the goldens beside them.
enum XMLFiles {
  static let committed = [
    "fda_minimum_aecg.xml", "liryc_hl7aecg_example.xml", "muse_made.xml", "sierra_1_03_129DYPRG.xml", "sierra_1_04_01_2020-5-18.xml",
    "cardio_sample.xml",
  ]
  static let outside = [
    "aecg/hl7_example_aecg.xml", "aecg/fda_subject1_0.xml", "muse/braveheart_example1.xml", "muse/braveheart_example2.xml",
    "muse/braveheart_example3.xml", "muse/muse_20200923_example.xml", "philips_sierra/sierra_1_04_3191723_ZZDEMOPTONLY.xml",
  ]

  static func committedBytes(_ name: String) -> [UInt8] {
    TestFiles.bytes(TestFiles.package.appendingPathComponent("Tests/Fixtures/XML/\(name)").path)
  }

  static func outsideBytes(_ name: String) -> [UInt8] { TestFiles.bytes((TestFiles.outsideData ?? "") + "/ecg/formats/" + name) }

  static func read(_ bytes: [UInt8]) throws(HubError) -> ECGDocument {
    try XMLECG.document(bytes: bytes, name: "sample", timeZone: "Asia/Shanghai")
  }

  /// One line of `all.golden.txt`.
  struct Golden {
    let lead: String
    let rate: Double
    let count: Int
    let samples: [Double]
    let fingerprint: String
  }

  static func goldens(_ file: String) -> [Golden] {
    let name = file.split(separator: "/").last.map(String.init) ?? ""
    let text = String(decoding: committedBytes("all.golden.txt"), as: UTF8.self)
    var goldens: [Golden] = []
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 10, fields[0] == name, let rate = Double(fields[1]), let count = Int(fields[3]) else { continue }
      let samples = fields[4...8].compactMap(Double.init)
      goldens.append(Golden(lead: fields[2], rate: rate, count: count, samples: samples, fingerprint: fields[9]))
    }
    return goldens
  }

  /// FNV-1a, 64 bits, over hundredths of a microvolt, as `goldens.py` makes it.
  static func fingerprint(_ values: [Float]) -> String {
    var mark: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in values {
      let number = UInt64(bitPattern: Int64((Double(value) * 100).rounded()))
      for shift in stride(from: 0, to: 64, by: 8) { mark = (mark ^ (number >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3 }
    }
    let digits = String(mark, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Documents made for one test.
enum MadeXML {
  /// An annotated ECG of one sequence set; a lead is a code and its digits.
  static func annotated(
    prolog: String = "", leads: [(String, String)] = [("I", "1 2 3"), ("II", "2 4 6")], increment: String = "0.002", incrementUnit: String = "s",
    scale: String = "2.5", unit: String = "uV", origin: String = "0", person: String = "<name>Test</name>"
  ) -> String {
    let sequences = leads.map { lead in
      "<component><sequence><code code=\"MDC_ECG_LEAD_\(lead.0)\"/><value xsi:type=\"SLIST_PQ\"><origin value=\"\(origin)\" unit=\"\(unit)\"/>"
        + "<scale value=\"\(scale)\" unit=\"\(unit)\"/><digits>\(lead.1)</digits></value></sequence></component>"
    }
    return """
      \(prolog)<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <effectiveTime><low value="20260301"/></effectiveTime>
      <componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject><id root="1.2.3" extension="P-7"/>
      <subjectDemographicPerson>\(person)</subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>
      <component><series><code code="RHYTHM"/><component>\(set(sequences.joined(), increment: increment, unit: incrementUnit))</component></series></component>
      </AnnotatedECG>
      """
  }

  static func set(_ sequences: String, head: String = "20260301101530.250", increment: String = "0.002", unit: String = "s") -> String {
    "<sequenceSet><component><sequence><code code=\"TIME_ABSOLUTE\"/><value xsi:type=\"GLIST_TS\"><head value=\"\(head)\"/>"
      + "<increment value=\"\(increment)\" unit=\"\(unit)\"/></value></sequence></component>\(sequences)</sequenceSet>"
  }

  /// A Philips document whose samples are given as text, with the attributes of `parsedwaveforms`.
  static func philips(_ samples: String, attributes: String) -> String {
    """
    <restingecgdata xmlns="http://www3.medical.philips.com"><dataacquisition date="2026-03-01" time="10:15:30"><signalcharacteristics>
    <samplingrate>500</samplingrate><resolution>5</resolution><bitspersample>16</bitspersample><leadset>STD-12</leadset></signalcharacteristics>
    </dataacquisition><waveforms><parsedwaveforms \(attributes)>\(samples)</parsedwaveforms></waveforms></restingecgdata>
    """
  }

  static func schiller(
    data: String = "1,2,3,", count: String = "3", rate: String = "500", exponent: String = "1", scale: String = "1.0", units: String = "UV",
    type: String = "COMMASEPARATE"
  ) -> String {
    """
    <com.xiriuz.sema.xml.schillerEDI.SchillerEDI><patdata><id>7</id><lastname>王</lastname><firstname>小东</firstname><birthdate>19700203</birthdate>
    <gender>MALE</gender></patdata><examdescript><startdatetime><date>20260301</date><time>101530250</time></startdatetime></examdescript>
    <eventdata><event><wavedata><type>ECG_RHYTHMS</type><resolution><samplerate><exponent>\(exponent)</exponent><value>\(rate)</value></samplerate>
    <yres><unitperbit>\(scale)</unitperbit><units>\(units)</units></yres></resolution><channel><name>II</name><data>\(data)</data>
    <datastype>\(type)</datastype><samplecount>\(count)</samplecount></channel></wavedata></event></eventdata>
    </com.xiriuz.sema.xml.schillerEDI.SchillerEDI>
    """
  }

  /// A chunk of XLI from codes as they are.
  static func chunk(_ codes: [Int], correction: Int16 = 0) -> [UInt8] {
    var bits: [UInt8] = []
    for code in codes { bits += (0..<10).map { UInt8(code >> (9 - $0) & 1) } }
    bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
    let body = stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<start + 8].reduce(0) { $0 << 1 | $1 } }
    let size = withUnsafeBytes(of: UInt32(body.count).littleEndian) { Array($0) }
    return size + [1, 0] + withUnsafeBytes(of: correction.littleEndian) { Array($0) } + body
  }
}
