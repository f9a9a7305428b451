import AsyncHTTPClient
import Foundation
import HubModel
import NIOCore
import NIOPosix
import NIOSSL

/// HTTP/1.1 over TCP or TLS. TLS trusts the given authorities alone, never the machine's list.
package final class NetworkTransport: HTTPTransport {
  package enum Trusted: Sendable {
    /// PEM texts of authorities.
    case authorities([String])
    /// Only to fetch the root that an enrolment code pins by fingerprint; nothing secret may be sent.
    case anyone
  }

  /// Idle connections are let go before a hub closes them (25 s): a request on a connection that just ended cannot be told from a lost answer.
  package static let idleConnectionSeconds: Int64 = 15

  private let client: HTTPClient

  /// - Throws: `root-not-trusted` when an authority is not a certificate.
  package init(trusted: Trusted) throws(ClientError) {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .seconds(10), read: .seconds(120))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.idleTimeout = .seconds(Self.idleConnectionSeconds)
    configuration.tlsConfiguration = try Self.tls(trusted)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  package func close() async { try? await client.shutdown() }

  package func send(_ request: ClientRequest) async throws(TransportFailure) -> ClientResponse {
    let attempt = SentBytes(request.onSent)
    do {
      return try await exchange(request, onSent: { attempt.add($0) })
    } catch {
      attempt.takeBack()
      throw Self.failure(error)
    }
  }

  private func exchange(_ request: ClientRequest, onSent: @escaping @Sendable (Int64) -> Void) async throws -> ClientResponse {
    var outgoing = HTTPClientRequest(url: request.url)
    outgoing.method = .RAW(value: request.method.rawValue)
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    switch request.body {
    case .none: break
    case .json(let bytes):
      outgoing.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
      outgoing.body = .bytes(ByteBuffer(bytes: bytes))
    case .files(let parts):
      outgoing.headers.replaceOrAdd(name: "Content-Type", value: "application/octet-stream")
      let length = parts.reduce(Int64(0)) { $0 + $1.sizeBytes }
      outgoing.body = .stream(FileChunks(parts: parts, onSent: onSent), length: .known(length))
    }
    let answer = try await client.execute(outgoing, timeout: .microseconds(request.timeout.microseconds))
    var body: [UInt8] = []
    for try await piece in answer.body {
      guard body.count + piece.readableBytes <= request.maximumResponseBytes else { throw TransportFailure.responseTooLarge }
      body.append(contentsOf: piece.readableBytesView)
    }
    return ClientResponse(
      status: Int(answer.status.code), contentType: answer.headers.first(name: "Content-Type") ?? "",
      retryAfterSeconds: answer.headers.first(name: "Retry-After").flatMap(Int64.init),
      date: answer.headers.first(name: "Date"), body: body)
  }

  private static func tls(_ trusted: Trusted) throws(ClientError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    switch trusted {
    case .anyone: tls.certificateVerification = .none
    case .authorities(let texts):
      do {
        tls.trustRoots = .certificates(try texts.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) })
      } catch { throw ClientError(.rootNotTrusted) }
    }
    return tls
  }

  private static func failure(_ error: any Error) -> TransportFailure {
    switch error {
    case let failure as TransportFailure: return failure
    case is CancellationError: return .cancelled
    case let error as HTTPClientError:
      let neverSent: [HTTPClientError] = [.connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout]
      if error == .cancelled { return .cancelled }
      return neverSent.contains(error) ? .notConnected(error.shortDescription) : .interrupted(error.shortDescription)
    case is NIOSSLExtraError: return .untrusted("TLS: name of the hub")
    case let error as NIOSSLError: return failure(ofTLS: error)
    case is NIOConnectionError: return .notConnected("connection refused or unknown host")
    case let error as IOError where error.errnoCode == ECONNREFUSED: return .notConnected("connection refused")
    case let error as IOError: return .interrupted("errno \(error.errnoCode)")
    default: return .interrupted(String(describing: type(of: error)))
    }
  }

  private static func failure(ofTLS error: NIOSSLError) -> TransportFailure {
    switch error {
    case .handshakeFailed(let reason) where String(describing: reason).contains("CERTIFICATE_VERIFY_FAILED"): .untrusted("TLS: certificate; --tls-ca")
    case .handshakeFailed: .notConnected("TLS handshake")
    default: .interrupted("TLS")
    }
  }
}
