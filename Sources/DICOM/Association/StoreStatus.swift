/// C-STORE statuses the hub answers with (PS3.4 table B.2-1; 0000…, A7xx, A9xx, Cxxx).
package enum StoreStatus {
  package static let success: UInt16 = 0x0000
  /// Invalid attribute value: the UIDs in the command are none.
  package static let invalidInstance: UInt16 = 0x0117
  package static let sopClassNotSupported: UInt16 = 0x0122
  package static let outOfResources: UInt16 = 0xA700
  package static let dataSetDoesNotMatchSOPClass: UInt16 = 0xA900
  package static let cannotUnderstand: UInt16 = 0xC000
  /// The SOP Instance UID is held already with other bytes; the first is kept.
  package static let conflict: UInt16 = 0xC011
}
