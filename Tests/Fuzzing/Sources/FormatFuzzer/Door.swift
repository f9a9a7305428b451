@testable import DICOM
import ECGCore
import Foundation
import HubModel
import StudyFormats

/// A way by which bytes from outside come to a reader.
enum Door: String, CaseIterable {
  /// Whatever the sniffer takes the bytes for.
  case any
  case scp, mfer, edf, aecg, muse, philips, schiller, dicom
  /// A record as one object: its headers, a zero byte that is not part of them, its signal files.
  case wfdb
  /// A WFDB annotation file.
  case annotations
  /// A DICOM peer's request for an association, and a command.
  case associate, command
  /// A JSON body.
  case json
  /// No reader but a trap behind three bytes: what finds it finds faults.
  case trap

  /// Reads `bytes`; a refusal is as good as a document, a document that does not hold together is a fault.
  func take(_ bytes: [UInt8]) {
    do throws(HubError) { try read(bytes) } catch {}
  }

  private func read(_ bytes: [UInt8]) throws(HubError) {
    switch self {
    case .any: try sniff(bytes)
    case .dicom: try dicom(bytes)
    case .wfdb: try record(bytes)
    case .annotations: _ = try WFDBAnnotations.parse(bytes)
    case .associate: associate(bytes)
    case .command: _ = CommandSet(bytes)
    case .json: try json(bytes)
    case .trap: precondition(!bytes.starts(with: Array("ECG".utf8)))
    default:
      guard let format = ObjectFormat(rawValue: rawValue) else { preconditionFailure("\(self) is no format") }
      Self.check(try ECGLoader.load(bytes: bytes, format: format, headerBytes: nil))
    }
  }

  private func sniff(_ bytes: [UInt8]) throws(HubError) {
    let start = Array(bytes.prefix(FormatSniffer.startBytes))
    let kind = XMLECG.kind(of: start)
    let format = try FormatSniffer.storable(start)
    if format != .dicom, kind != nil { Self.check(try XMLECG.document(bytes: bytes, name: "", timeZone: ECGLoader.defaultTimeZone)) }
    Self.check(try ECGLoader.load(bytes: bytes, format: format, headerBytes: Int64(bytes.count / 2)))
  }

  private func dicom(_ bytes: [UInt8]) throws(HubError) {
    do { _ = try DICOMScan.scan(bytes: bytes) } catch { throw HubError(error) }
    _ = try? StudyParser.parse(dicom: bytes, timeZone: ECGLoader.defaultTimeZone)
    do { _ = try DICOMWaveform.read(bytes: bytes) } catch { throw HubError(error) }
    Self.check(try ECGLoader.load(bytes: bytes, format: .dicom, headerBytes: nil))
  }

  private func associate(_ bytes: [UInt8]) {
    guard let length = AssociateRequestPDU.wholeLength(header: bytes), let request = AssociateRequestPDU(bytes) else { return }
    precondition(length == bytes.count && request.callingAE.utf8.count <= 16 && request.calledAE.utf8.count <= 16, "titles")
  }

  /// What the guard lets through, the decoder must survive.
  private func json(_ bytes: [UInt8]) throws(HubError) {
    try JSONGuard.check(bytes)
    _ = try? JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
  }

  private func record(_ bytes: [UInt8]) throws(HubError) {
    let headers = bytes.prefix { $0 != 0 }
    let joined = headers + bytes.dropFirst(headers.count + 1)
    Self.check(try ECGLoader.load(bytes: Array(joined), format: .wfdb, headerBytes: Int64(headers.count)))
  }

  private static func check(_ document: ECGDocument) {
    let recording = document.recording
    precondition(recording.samplingRateHertz.isFinite && recording.samplingRateHertz > 0, "sampling rate")
    precondition(recording.leads.allSatisfy { $0.samplesMicrovolts.count == recording.sampleCount }, "leads of different lengths")
  }
}

/// A JSON value of whatever shape.
private struct AnyJSON: Decodable {
  init(from decoder: any Decoder) throws {
    if let values = try? decoder.singleValueContainer().decode([String: AnyJSON].self) {
      precondition(values.count < 1 << 20)
    } else if let values = try? decoder.singleValueContainer().decode([AnyJSON].self) {
      precondition(values.count < 1 << 20)
    } else if (try? decoder.singleValueContainer().decode(Int64.self)) == nil {
      _ = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}
