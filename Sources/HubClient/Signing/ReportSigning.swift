import Foundation
import HubAPI
import HubModel
import Reports
import Trust

/// Signs a report on the reader's own machine. What is shown and signed is what this machine found in the file, not what the hub says.
package struct ReportSigning: Sendable {
  /// The prepared report, checked from first to last byte.
  package let prepared: PreparedSignature
  /// SHA-256 of the whole prepared file, as the hub knows it.
  package let preparedDigest: BlobKey
  /// The canonical JSON that will be under the signature.
  package let contentJSON: [UInt8]

  /// - Parameters:
  ///   - pdf: the file the hub prepared.
  ///   - version: what was saved; the file must hold exactly this.
  ///   - readerID: who signs; the file must name them.
  ///   - field: whose place is signed.
  /// - Throws: `prepared-report-differs`.
  package init(pdf: [UInt8], version: ReportVersionRow, reading: ReadingID, readerID: Int64?, field: SignatureField = .reporter) throws(ClientError) {
    let prepared: PreparedSignature
    let json: [UInt8]
    do {
      prepared = try PreparedSignature(reading: pdf)
      json = try prepared.content.canonicalJSON()
    } catch { throw ClientError(.preparedReportDiffers, error.code.rawValue) }
    guard SHA256Digest(hashing: json).hex == version.contentDigest.rawValue else { throw ClientError(.preparedReportDiffers, "content digest") }
    guard prepared.content.readingID == reading.description, prepared.content.version == version.number,
      prepared.content.findings == version.findings, prepared.content.impression == version.impression
    else { throw ClientError(.preparedReportDiffers, "content") }
    guard prepared.field == field, readerID.map({ prepared.signer.readerID == String($0) }) ?? true else {
      throw ClientError(.preparedReportDiffers, "signer")
    }
    guard let digest = BlobKey(rawValue: SHA256Digest(hashing: pdf).hex) else { throw ClientError(.preparedReportDiffers) }
    self.prepared = prepared
    preparedDigest = digest
    contentJSON = json
  }

  /// - Throws: `wrong-passphrase`, `bad-key`, `key-does-not-match-certificate`, `not-enrolled`, `prepared-report-differs`.
  package func sign(key: P256PrivateKey, certificate: Certificate) throws(ClientError) -> [UInt8] {
    do { return try prepared.sign(key: key, certificate: certificate) } catch let error as TrustError { throw ClientError(error) } catch {
      throw ClientError(.preparedReportDiffers, "signer")
    }
  }

  /// The signed file, made here from the same parts as the hub's.
  ///
  /// - Throws: `prepared-report-differs` when the hub kept other bytes or the result does not verify.
  package func signedPDF(cms: [UInt8], issued: ReportIssued, root: Certificate, at now: Instant) throws(ClientError) -> [UInt8] {
    guard let pdf = try? prepared.embed(cms: cms), SHA256Digest(hashing: pdf).hex == issued.signedDigest.rawValue else {
      throw ClientError(.preparedReportDiffers, "signed digest")
    }
    guard SignedReportVerifier(roots: [root]).verify(pdf: pdf, at: now).isValid else { throw ClientError(.preparedReportDiffers, "verification") }
    return pdf
  }
}

/// A reader's key and certificate as their profile names them.
package struct SigningIdentity: Sendable {
  package let key: P256PrivateKey
  package let certificate: Certificate
  package let root: Certificate

  /// - Parameter passphrase: asked for only when the key is locked.
  /// - Throws: `not-enrolled`, `file-unreadable`, `passphrase-needed`, `wrong-passphrase`, `bad-key`.
  package init(profile: Profile, passphrase: () throws(ClientError) -> String?) throws(ClientError) {
    guard let keyPath = profile.keyPath, let certificatePath = profile.certificatePath, let rootPEM = profile.rootCertificatePEM else {
      throw ClientError(.notEnrolled)
    }
    guard let keyPEM = FileManager.default.contents(atPath: keyPath) else { throw ClientError(.fileUnreadable, keyPath) }
    guard let certificatePEM = FileManager.default.contents(atPath: certificatePath) else { throw ClientError(.fileUnreadable, certificatePath) }
    let isLocked = String(decoding: keyPEM, as: UTF8.self).contains("ENCRYPTED")
    let given = isLocked ? try passphrase() : nil
    if isLocked && given == nil { throw ClientError(.passphraseNeeded) }
    do {
      key = try P256PrivateKey(pem: Array(keyPEM), passphrase: given)
      certificate = try Certificate(pem: String(decoding: certificatePEM, as: UTF8.self))
      root = try Certificate(pem: rootPEM)
    } catch { throw ClientError(error) }
  }
}
