import DICOM
import Foundation
import HubFlow
import HubModel
import HubTesting
import Testing

@testable import HubDIMSE

@Suite("C-STORE statuses")
struct CStoreStatusTests {
  @Test("docs/error-statuses.md names the status of every code")
  func documented() throws {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/error-statuses.md"), encoding: .utf8)
    var documented: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      documented[cells[0].replacingOccurrences(of: "`", with: "")] = cells[2]
    }
    #expect(documented.count == ProblemCode.allCases.count)
    for code in ProblemCode.allCases {
      let hexadecimal = String(code.storeStatus, radix: 16, uppercase: true)
      #expect(documented[code.rawValue] == String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal, "\(code.rawValue)")
    }
  }

  @Test("docs/dicom-conformance.md names the status of every code of the pre-scan")
  func conformance() throws {
    let text = try String(contentsOf: Samples.repository.appendingPathComponent("docs/dicom-conformance.md"), encoding: .utf8)
    var compared = 0
    for fault in DICOMFault.Code.allCases where fault.isOfAFile {
      guard let code = ProblemCode(rawValue: fault.rawValue) else {
        Issue.record("\(fault.rawValue) is no problem code")
        continue
      }
      let status = String(code.storeStatus, radix: 16, uppercase: true)
      let isDocumented = text.split(separator: "\n").contains { $0.contains("`\(code.rawValue)`") && $0.contains("`\(status)`") }
      #expect(isDocumented, "\(code.rawValue) \(status)")
      compared += 1
    }
    #expect(compared >= 17)
  }

  @Test("no refusal looks like success or a warning, and every code fits the Error Comment")
  func refusalsAreFailures() {
    for code in ProblemCode.allCases {
      let status = code.storeStatus
      #expect(status != 0 && status >> 12 != 0xB, "\(code.rawValue)")
      #expect(code.rawValue.utf8.count <= 64)
    }
  }
}

extension DICOMFault.Code {
  /// Pictures, drawn waveforms and listeners have no C-STORE status.
  fileprivate var isOfAFile: Bool {
    switch self {
    case .imageUndecodable, .imageTooLarge, .frameNotFound, .decoderTimeout, .decoderUnavailable, .codecNotSupported, .listenerFailed: false
    case .unsupportedWaveform: false
    default: true
    }
  }
}
