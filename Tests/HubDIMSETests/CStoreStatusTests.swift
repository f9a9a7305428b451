import DICOM
import Foundation
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

  @Test("the pre-scan's own statuses are the same")
  func agreesWithPreScan() {
    var compared = 0
    for fault in DICOMFault.Code.allCases {
      guard let code = ProblemCode(rawValue: fault.rawValue), fault.isOfAFile else { continue }
      #expect(code.storeStatus == fault.storeStatus, "\(fault.rawValue)")
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
  /// Pictures and listeners have no C-STORE status.
  fileprivate var isOfAFile: Bool {
    switch self {
    case .imageUndecodable, .imageTooLarge, .frameNotFound, .decoderTimeout, .codecNotSupported, .listenerFailed: false
    default: true
    }
  }
}
