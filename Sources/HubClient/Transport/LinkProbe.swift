import Foundation
import HubModel
import NIOCore
import NIOPosix
import NIOSSL
import Trust

/// The way to a hub step by step, for a check of the line. Believes nothing, sends nothing secret.
package struct LinkProbe: Sendable {
  /// What a server shows of itself.
  package struct TLSFacts: Sendable {
    /// `TLSv1.3`.
    package var version: String
    /// Leaf first.
    package var chain: [Certificate]
  }

  package let host: String
  package let port: Int

  /// - Parameter hub: `https://host[:port]`, `http://host[:port]`.
  package init?(hub: String) {
    guard let url = URL(string: hub), let host = url.host else { return nil }
    self.init(host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port: url.port ?? (url.scheme == "https" ? 443 : 80))
  }

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Numeric addresses of the host; empty where there is none.
  package func addresses() async throws -> [String] {
    let (host, port) = (host, port)
    return try await OffloadedWork.run {
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      var found: UnsafeMutablePointer<addrinfo>?
      guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return [] }
      defer { freeaddrinfo(found) }
      return sequence(first: found, next: { $0?.pointee.ai_next }).compactMap { $0?.pointee }.compactMap { one in
        var name = [CChar](repeating: 0, count: 64)
        guard getnameinfo(one.ai_addr, one.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
  }

  /// Whether somebody takes a connection.
  package func isOpen() async -> Bool {
    guard let channel = try? await bootstrap.connect(host: host, port: port).get() else { return false }
    try? await channel.close()
    return true
  }

  /// - Throws: whatever ends the handshake before the server has shown its certificate.
  package func tls() async throws -> TLSFacts {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    let context = try NIOSSLContext(configuration: configuration)
    let name = ServerName(host).flatMap { $0.isAddress ? nil : $0.description }
    let shown = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: [NIOSSLCertificate].self)
    let channel = try await bootstrap.channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let handler = try NIOSSLClientHandler(
          context: context, serverHostname: name,
          customVerificationCallback: { certificates, verdict in
            shown.succeed(certificates)
            verdict.succeed(.certificateVerified)
          })
        try channel.pipeline.syncOperations.addHandler(handler)
        channel.closeFuture.whenComplete { _ in shown.fail(TransportFailure.notConnected("TLS handshake")) }
      }
    }.connect(host: host, port: port).get()
    let limit = channel.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    defer {
      limit.cancel()
      channel.close(promise: nil)
    }
    let certificates = try await shown.futureResult.get()
    let version = try? await channel.nioSSL_tlsVersion().get()
    return TLSFacts(version: version.map(Self.name) ?? "TLS", chain: try certificates.map { try Certificate(der: $0.toDERBytes()) })
  }

  private var bootstrap: ClientBootstrap { ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(10)) }

  private static func name(_ version: TLSVersion) -> String {
    switch version {
    case .tlsv13: "TLSv1.3"
    case .tlsv12: "TLSv1.2"
    default: "TLS"
    }
  }
}

extension Certificate {
  /// Whether it is made for this host name or address (RFC 6125 §6.4: a wildcard stands for one whole label).
  package func isMade(for host: String) -> Bool {
    guard let host = ServerName(host) else { return false }
    return serverNames.contains { name in
      if name.lowercased() == host.description { return true }
      guard !host.isAddress, name.hasPrefix("*."), let dot = host.description.firstIndex(of: ".") else { return false }
      return host.description[dot...] == name.lowercased().dropFirst()
    }
  }
}
