import CDCMTK

/// Which contexts the hub takes: verification and storage, in every transfer syntax both DCMTK and the pre-scan know.
enum PresentationContexts {
  struct Accepted: Equatable {
    var abstractSyntax: String
    var transferSyntax: String
  }

  private static let verification = "1.2.840.10008.1.1"
  private static let storagePrefix = "1.2.840.10008.5.1.4.1.1."
  private static let verificationSyntaxes: Set<String> = Set(
    [TransferSyntax.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian].map(\.uid))
  /// What C-STORE takes.
  static let storageSyntaxes: Set<String> = Set(TransferSyntax.all.map(\.uid).filter { rh_transfer_syntax_is_known($0) == 1 })

  static func isStorage(_ uid: String) -> Bool { uid.hasPrefix(storagePrefix) || rh_is_storage_class(uid) == 1 }

  /// Answers every proposed context: the first known syntax of each is taken. The accepted ones by id; `nil` when DCMTK fails.
  static func negotiate(_ association: OpaquePointer) -> [UInt8: Accepted]? {
    var accepted: [UInt8: Accepted] = [:]
    for position in 0..<rh_association_context_count(association) {
      var id: UInt8 = 0
      var syntaxCount: Int32 = 0
      guard let abstract = uid({ rh_association_context(association, position, &id, $0, &syntaxCount) }) else { return nil }
      let proposed = (0..<syntaxCount).compactMap { index in uid { rh_association_proposed_syntax(association, position, index, $0) } }
      let known = abstract == verification ? verificationSyntaxes : isStorage(abstract) ? storageSyntaxes : nil
      if let syntax = proposed.first(where: { known?.contains($0) == true }) {
        guard rh_association_accept_context(association, id, syntax) == 0 else { return nil }
        accepted[id] = Accepted(abstractSyntax: abstract, transferSyntax: syntax)
      } else {
        guard rh_association_refuse_context(association, id, known == nil ? 0 : 1) == 0 else { return nil }
      }
    }
    return accepted
  }

  private static func uid(_ read: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65) { buffer in
      guard let base = buffer.baseAddress, read(base) == 0 else { return nil }
      return String(cString: base)
    }
  }
}
