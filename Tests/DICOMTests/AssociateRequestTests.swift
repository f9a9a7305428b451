import Testing

@testable import DICOM

@Suite struct AssociateRequestTests {
  private static func item(_ type: UInt8, _ value: [UInt8]) -> [UInt8] { [type, 0, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value }

  /// A request of one context, by default for verification.
  static func request(
    calling: String = "CLINIC", called: String = "HUB", contexts: [UInt8] = [1], syntaxes: Int = 1, application: String = "1.2.840.10008.3.1.1.1",
    abstractSyntax: String = "1.2.840.10008.1.1", transferSyntax: String = "1.2.840.10008.1.2"
  ) -> [UInt8] {
    let abstract = item(0x30, Array(abstractSyntax.utf8))
    let transfer = (0..<syntaxes).flatMap { _ in item(0x40, Array(transferSyntax.utf8)) }
    var body: [UInt8] = [0, 1, 0, 0] + padded(called) + padded(calling) + [UInt8](repeating: 0, count: 32)
    body += item(0x10, Array(application.utf8))
    for id in contexts { body += item(0x20, [id, 0, 0, 0] + abstract + transfer) }
    body += item(0x50, item(0x51, [0, 0, 0x40, 0]) + item(0x52, Array("1.2.3".utf8)))
    return [1, 0] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
  }

  private static func padded(_ title: String) -> [UInt8] { Array((Array(title.utf8) + [UInt8](repeating: 0x20, count: 16)).prefix(16)) }

  @Test func readsTitles() {
    let pdu = AssociateRequestPDU(Self.request())
    #expect(pdu?.callingAE == "CLINIC")
    #expect(pdu?.calledAE == "HUB")
    #expect(pdu?.hasKnownApplicationContext == true)
    #expect(AssociateRequestPDU(Self.request(application: "1.2.3"))?.hasKnownApplicationContext == false)
  }

  @Test func refusesBadRequests() {
    #expect(AssociateRequestPDU(Self.request(contexts: [])) == nil)
    #expect(AssociateRequestPDU(Self.request(contexts: [2])) == nil)
    #expect(AssociateRequestPDU(Self.request(contexts: [1, 1])) == nil)
    #expect(AssociateRequestPDU(Self.request(syntaxes: 51)) == nil)
    #expect(AssociateRequestPDU(Self.request(syntaxes: 0)) == nil)
    #expect(AssociateRequestPDU(Self.request(calling: "A\u{1B}[31m")) == nil)
    #expect(AssociateRequestPDU(Array(Self.request().dropLast())) == nil)
    #expect(AssociateRequestPDU.wholeLength(header: [1, 0, 0xFF, 0xFF, 0xFF, 0xF0]) == nil)
    #expect(AssociateRequestPDU.wholeLength(header: Array("GET / ".utf8)) == nil)
  }

  @Test func readsCommands() {
    func element(_ number: UInt16, _ value: [UInt8]) -> [UInt8] {
      [0, 0] + DICOMBytes.little(number) + DICOMBytes.little(UInt32(value.count)) + value
    }
    let store =
      element(0x0002, Array("1.2.840.10008.5.1.4.1.1.7\0".utf8)) + element(0x0100, [1, 0]) + element(0x0110, [9, 0])
      + element(0x0800, [0, 0]) + element(0x1000, Array("1.2.3.4\0".utf8))
    let command = CommandSet(store)
    #expect(command?.field == CommandSet.Field.store)
    #expect(command?.messageID == 9)
    #expect(command?.hasDataSet == true)
    #expect(command?.affectedSOPInstance?.text == "1.2.3.4")
    #expect(CommandSet(Array(store.dropLast(3))) == nil)
    #expect(CommandSet([8, 0, 0x40, 0x11, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    #expect(CommandSet(element(0x0100, [1, 0]) + element(0x1000, Array("../../x".utf8)))?.affectedSOPInstance == nil)
  }
}
