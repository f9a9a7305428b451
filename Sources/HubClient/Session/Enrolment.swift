import Foundation
import HubAPI
import HubModel
import Trust

/// From a code to a profile that can read and sign. The key is made here and never leaves this machine.
package struct EnrolmentSteps: Sendable {
  package let code: EnrolmentCode
  private let pacing: Pacing
  private let authorityPEM: String?

  /// - Parameters:
  ///   - text: the code as the administrator gave it.
  ///   - authorityPEM: another authority that vouches for the hub's TLS certificate.
  /// - Throws: `bad-enrolment-code`.
  package init(text: String, authorityPEM: String?, pacing: Pacing) throws(ClientError) {
    do { code = try EnrolmentCode(text: text) } catch { throw ClientError(error) }
    self.pacing = pacing
    self.authorityPEM = authorityPEM
  }

  /// Fetches the hub's root certificate and holds it against the fingerprint in the code.
  ///
  /// - Throws: `root-not-trusted`.
  package func fetchRoot() async throws -> Certificate {
    let root = try await Self.fetchRoot(of: code.hubURL, pacing: pacing)
    guard code.pins(rootFingerprint: root.fingerprint) else { throw ClientError(.rootNotTrusted) }
    return root
  }

  /// Asks for a certificate for `key`.
  ///
  /// - Throws: `enrolment-invalid`; `root-not-trusted` when what comes back does not fit the root or the key.
  package func enrol(key: P256PrivateKey, root: Certificate) async throws -> EnrolmentResult {
    let request: EnrolmentRequest
    let publicKey: P256PublicKey
    do {
      let proof = try CertificateRequest(key: key, commonName: code.codeHash.hex)
      request = EnrolmentRequest(secret: code.codeHash.hex, certificateRequest: Data(proof.der).base64EncodedString())
      publicKey = try key.publicKey()
    } catch { throw ClientError(error) }
    let transport = try NetworkTransport(trusted: .authorities([root.pem] + (authorityPEM.map { [$0] } ?? [])))
    let exchange = Exchange(transport: transport, pacing: pacing)
    let result: EnrolmentResult
    do {
      result = try await HubSession(hub: code.hubURL, token: nil, exchange: exchange).enrol(request)
    } catch {
      await transport.close()
      throw error
    }
    await transport.close()
    guard let returned = try? Certificate(pem: result.rootCertificatePEM), returned.fingerprint == root.fingerprint,
      let certificate = try? Certificate(pem: result.certificatePEM), certificate.publicKeyDER == publicKey.der,
      // Judged at its own beginning: this machine's clock may be wrong, and the code is used up by now.
      certificate.verdict(roots: [root], atUnixSeconds: certificate.notBeforeSeconds) == .trusted
    else { throw ClientError(.rootNotTrusted) }
    return result
  }

  /// The root a hub shows. Nothing secret is sent and nothing is believed: the caller checks the fingerprint.
  package static func fetchRoot(of hub: String, pacing: Pacing) async throws -> Certificate {
    let transport = try NetworkTransport(trusted: .anyone)
    let pem: String
    do {
      pem = try await HubSession(hub: hub, token: nil, exchange: Exchange(transport: transport, pacing: pacing)).rootCertificate()
    } catch {
      await transport.close()
      throw error
    }
    await transport.close()
    do { return try Certificate(pem: pem) } catch { throw ClientError(.answerNotUnderstood) }
  }
}
