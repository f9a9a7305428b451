import Foundation
import HubModel
import NIOSSL
import Synchronization
import Trust

/// The certificate and key that the server shows. Exchanged while it runs: new connections get the new ones, open ones keep what they have.
package final class TLSIdentity: Sendable {
  private let files: HubHTTPConfiguration.TLSFiles
  private let current: Mutex<Loaded>

  private struct Loaded {
    var context: NIOSSLContext
    var bytes: [[UInt8]]
    var notAfterSeconds: Int64
  }

  /// - Throws: `unsafe-configuration` for a certificate or key that cannot be used, or that do not belong together.
  package init(files: HubHTTPConfiguration.TLSFiles) throws(HubError) {
    self.files = files
    current = Mutex(try Self.load(try Self.bytes(of: files)))
  }

  var context: NIOSSLContext { current.withLock { $0.context } }
  /// When the certificate that is shown ends, Unix seconds.
  package var notAfterSeconds: Int64 { current.withLock { $0.notAfterSeconds } }

  /// Reads the files anew. Blocks while it reads.
  ///
  /// - Returns: false where they are what they were.
  /// - Throws: `unsafe-configuration` where they cannot be used or the certificate has ended; what was shown before is shown further on.
  package func reload(atUnixSeconds now: Int64) throws(HubError) -> Bool {
    let bytes = try Self.bytes(of: files)
    guard current.withLock({ $0.bytes != bytes }) else { return false }
    let loaded = try Self.load(bytes)
    guard loaded.notAfterSeconds > now else { throw HubError(.unsafeConfiguration, "the new TLS certificate has ended") }
    current.withLock { $0 = loaded }
    return true
  }

  private static func bytes(of files: HubHTTPConfiguration.TLSFiles) throws(HubError) -> [[UInt8]] {
    guard let certificate = FileManager.default.contents(atPath: files.certificatePath), let key = FileManager.default.contents(atPath: files.keyPath)
    else { throw HubError(.unsafeConfiguration, "the TLS certificate or key cannot be read") }
    return [Array(certificate), Array(key)]
  }

  private static func load(_ bytes: [[UInt8]]) throws(HubError) -> Loaded {
    do {
      let chain = try NIOSSLCertificate.fromPEMBytes(bytes[0])
      let key = try NIOSSLPrivateKey(bytes: bytes[1], format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      configuration.cipherSuiteValues = cipherSuites
      // Fails here, not at the first connection, when key and certificate do not belong together.
      let context = try NIOSSLContext(configuration: configuration)
      let leaf = try Certificate(pem: String(decoding: bytes[0], as: UTF8.self))
      return Loaded(context: context, bytes: bytes, notAfterSeconds: leaf.notAfterSeconds)
    } catch { throw HubError(.unsafeConfiguration, "the TLS certificate and key cannot be used") }
  }

  /// Forward secrecy and authenticated encryption alone (RFC 9325 §4.2); TLS 1.3 has no others.
  private static let cipherSuites: [NIOTLSCipher] = [
    .TLS_AES_128_GCM_SHA256, .TLS_AES_256_GCM_SHA384, .TLS_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  ]
}
