import DICOM
import HubModel

// The one table from problem codes to C-STORE statuses (PS3.4 §B.2.3, PS3.7 annex C); docs/error-statuses.md repeats it and a test
// compares them. The code itself goes into the Error Comment; STOW-RS tells the same number as Failure Reason (PS3.18 table I.2-2).
extension ProblemCode {
  package var storeStatus: UInt16 {
    switch self {
    // Refused, out of resources: the sender keeps the object and sends it again later.
    case .storageFull, .shuttingDown, .unreadableFile, .decoderUnavailable: StoreStatus.outOfResources
    case .uidMismatch: StoreStatus.dataSetDoesNotMatchSOPClass
    case .notStorable: StoreStatus.sopClassNotSupported
    // Refused, not authorised (PS3.7 §C.4.1): the AE title no longer belongs to an enabled clinic.
    case .notAuthenticated, .notPermitted, .notFound: 0x0124
    // Cannot understand. Sending the same object again will not help.
    case .nestingTooDeep, .tooManyElements: 0xC001
    case .truncated, .lengthOutsideFile: 0xC002
    case .badUID, .missingAttribute: 0xC003
    case .badValue, .duplicateElement: 0xC004
    case .pixelLengthMismatch, .waveformLengthMismatch: 0xC005
    case .objectTooLarge: 0xC006
    case .inflatedTooLarge: 0xC007
    case .unsupportedTransferSyntax: 0xC008
    case .objectConflict: StoreStatus.conflict
    case .identityMismatch: 0xC012
    case .notDICOM, .badFileMeta, .badElement, .badDeflate, .badWaveform, .unsupportedWaveform, .unknownFormat: StoreStatus.cannotUnderstand
    // Processing failure (PS3.7 §C.5.20): the hub's fault; sending again is right.
    default: 0x0110
    }
  }
}
