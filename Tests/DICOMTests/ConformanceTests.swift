import Foundation
import Testing

@testable import DICOM

/// What the conformance document says is what the code does.
@Suite struct ConformanceTests {
  private func document(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
  }

  @Test func everyAcceptedSyntaxIsDocumented() throws {
    let text = try document("dicom-conformance.md")
    let documented = Set(text.matches(of: /`(1\.2\.840\.10008\.1\.2[0-9.]*)` ✓/).map { String($0.output.1) })
    #expect(documented == PresentationContexts.storageSyntaxes)
  }

  @Test func everyRemarkIsDocumented() throws {
    let text = try document("dicom-conformance.md")
    for remark in ScannedObject.Remark.allCases { #expect(text.contains("`\(remark.rawValue)`"), "\(remark.rawValue)") }
  }

  @Test func everyFaultSaysWhyInBothLanguages() {
    for code in DICOMFault.Code.allCases {
      let fault = DICOMFault(code)
      #expect(fault.reasonEnglish.hasSuffix("."))
      #expect(fault.reasonChinese.hasSuffix("。"))
    }
  }

  @Test func storageClassesAreAccepted() {
    for uid in [
      "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.9.1.1", "1.2.840.10008.5.1.4.1.1.9.1.4", "1.2.840.10008.5.1.4.1.1.88.11",
      "1.2.840.10008.5.1.4.1.1.104.1", "1.2.840.10008.5.1.4.1.1.11.1", "1.2.840.10008.5.1.4.1.1.88.59",
    ] {
      #expect(PresentationContexts.isStorage(uid))
    }
    #expect(!PresentationContexts.isStorage("1.2.840.10008.5.1.4.1.2.2.1"))
    #expect(!PresentationContexts.isStorage("1.2.840.10008.1.1"))
  }
}
