/// What is wrong with a signature. The raw value is the stable code.
package enum SignatureFaultCode: String, Sendable, Codable, CaseIterable {
  case malformed = "signature-malformed"
  case digestDiffers = "content-digest-differs"
  case notCanonical = "signature-not-canonical"
  case doesNotMatch = "signature-does-not-match"
  case signerUntrusted = "signer-untrusted"
  case certificateExpired = "signer-certificate-expired"
  case certificateNotYetValid = "signer-certificate-not-yet-valid"
  case certificateForged = "signer-certificate-forged"
  case keyUsage = "signer-key-usage"

  package var chinese: String { reason.chinese }
  package var english: String { reason.english }

  private var reason: (chinese: String, english: String) {
    switch self {
    case .malformed: ("签名数据损坏或无法识别。", "The signature is damaged or of an unknown kind.")
    case .digestDiffers: ("内容在签名后被改动。", "The content was changed after it was signed.")
    case .notCanonical: ("签名数据中有多余或被改动的部分。", "The signature carries parts that were added or changed.")
    case .doesNotMatch: ("签名与签名人的密钥不符。", "The signature was not made with the signer's key.")
    case .signerUntrusted: ("签名人证书不是由受信任的根证书签发。", "The signer's certificate was not issued under the trusted root.")
    case .certificateExpired: ("签名时签名人证书已过期。", "The signer's certificate had expired when the signature was made.")
    case .certificateNotYetValid: ("签名时签名人证书尚未生效。", "The signer's certificate was not yet valid when the signature was made.")
    case .certificateForged: ("签名人证书被改动或伪造。", "The signer's certificate was changed or forged.")
    case .keyUsage: ("签名人证书不允许用于签署报告。", "The signer's certificate is not meant for signing reports.")
    }
  }
}
