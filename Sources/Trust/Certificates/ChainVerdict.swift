import COpenSSL

/// Why a certificate is, or is not, one that a root stands for. Not trusted is a result, not an accident.
package enum ChainVerdict: Sendable, Equatable {
  case trusted
  /// No path to any of the roots.
  case untrusted
  case expired
  case notYetValid
  /// A certificate in the path was changed or forged.
  case badSignature
  /// Any other breach of RFC 5280: a path too long, an unknown critical extension.
  case malformed
}

extension Certificate {
  /// Builds and checks the path from this certificate to one of `roots` (RFC 5280), every certificate valid at the given second.
  package func verdict(roots: [Certificate], intermediates: [Certificate] = [], atUnixSeconds: Int64) -> ChainVerdict {
    verdict(roots: roots, intermediatesDER: intermediates.flatMap(\.der), atUnixSeconds: atUnixSeconds)
  }

  func verdict(roots: [Certificate], intermediatesDER: [UInt8], atUnixSeconds: Int64) -> ChainVerdict {
    let anchors = roots.flatMap(\.der)
    switch rh_chain_verify(der, der.count, intermediatesDER, intermediatesDER.count, anchors, anchors.count, atUnixSeconds) {
    case RH_CHAIN_GOOD: return .trusted
    case RH_CHAIN_UNTRUSTED: return .untrusted
    case RH_CHAIN_EXPIRED: return .expired
    case RH_CHAIN_NOT_YET_VALID: return .notYetValid
    case RH_CHAIN_BAD_SIGNATURE: return .badSignature
    default: return .malformed
    }
  }
}
