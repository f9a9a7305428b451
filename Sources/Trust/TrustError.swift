/// What can go wrong with proofs. The raw value is the stable code; it never carries names or contents.
package enum TrustErrorCode: String, Error, Sendable, CaseIterable {
  case randomnessUnavailable = "randomness-unavailable"
  case cryptographyUnavailable = "cryptography-unavailable"
  case fileUnreadable = "file-unreadable"
  case badToken = "bad-token"
  case badEnrolmentCode = "bad-enrolment-code"
  case badKey = "bad-key"
  case wrongPassphrase = "wrong-passphrase"
  case badCertificate = "bad-certificate"
  case badCertificateRequest = "bad-certificate-request"
  case badCertificateSubject = "bad-certificate-subject"
  case keyDoesNotMatch = "key-does-not-match-certificate"
  case signingFailed = "signing-failed"
}

/// A typed failure of `Trust` with a reason people understand in both languages.
package struct TrustError: Error, Sendable, Equatable {
  package let code: TrustErrorCode
  package init(_ code: TrustErrorCode) { self.code = code }

  package var chinese: String { reason.chinese }
  package var english: String { reason.english }

  private var reason: (chinese: String, english: String) {
    switch code {
    case .randomnessUnavailable: ("系统随机数不可用。", "The system's random numbers are not available.")
    case .cryptographyUnavailable: ("加密库不可用。", "The cryptographic library is not available.")
    case .fileUnreadable: ("文件无法读取，或比预期短。", "The file cannot be read or is shorter than expected.")
    case .badToken: ("令牌不完整或有误，请重新复制。", "The token is incomplete or mistyped; copy it again.")
    case .badEnrolmentCode: ("注册码不完整或有误，请重新复制。", "The enrolment code is incomplete or mistyped; copy it again.")
    case .badKey: ("密钥文件不是有效的 P-256 私钥。", "The key file is not a valid P-256 private key.")
    case .wrongPassphrase: ("密钥口令不正确。", "The passphrase of the key is not right.")
    case .badCertificate: ("证书文件无效。", "The certificate is not valid.")
    case .badCertificateRequest: ("证书申请无效，或申请人不持有该私钥。", "The certificate request is not valid or its key is not held by the asker.")
    case .badCertificateSubject: ("证书中的姓名、医院或编号为空或过长。", "A name, hospital or id for the certificate is empty or too long.")
    case .keyDoesNotMatch: ("私钥与证书不匹配。", "The private key does not belong to the certificate.")
    case .signingFailed: ("签名未能完成。", "The signature could not be made.")
    }
  }
}
