import Foundation
import HubModel
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The hub's HTTP/1.1 server: JSON API under `/api/v1`, health under `/health`.
///
/// `run()` serves until the task is cancelled or the service group shuts down gracefully: then requests in hand are finished, long
/// polls end, idle connections are closed.
package struct HubHTTPServer: Service, Sendable {
  private let stages: HubHTTPStages
  private let configuration: HubHTTPConfiguration
  private let logger: Logger
  private let onListening: @Sendable (Int) async -> Void
  private let transport: HTTPServerBuilder
  /// What TLS shows; `nil` for plain HTTP.
  package let identity: TLSIdentity?

  /// - Parameters:
  ///   - onListening: called with the port once connections are accepted.
  /// - Throws: `unsafe-configuration` for plain HTTP off loopback and for a certificate or key that cannot be used.
  package init(
    stages: HubHTTPStages, configuration: HubHTTPConfiguration, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(HubError) {
    try configuration.address.requireSafe(hasTLS: configuration.tls != nil)
    self.stages = stages
    self.configuration = configuration
    self.logger = logger
    self.onListening = onListening
    identity = try configuration.tls.map { files throws(HubError) in try TLSIdentity(files: files) }
    transport = Self.transport(configuration.limits, identity)
  }

  /// - Throws: `listener-failed` when the address cannot be listened on.
  package func run() async throws {
    do { try await application().run() } catch let error as IOError {
      throw HubError(.listenerFailed, "\(configuration.address), errno \(error.errnoCode)")
    }
  }

  /// The application as `run()` serves it; tests drive it without a socket.
  package func application() throws(HubError) -> some ApplicationProtocol {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .notice)
    let limits = configuration.limits
    let address = configuration.address
    return Application(
      responder: try HubRouter(stages: stages, logger: logger, limits: limits).responder(), server: transport,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), backlog: 1_024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.maximumConnections, logger: quiet)),
      onServerRunning: { channel in
        await AcceptGate.stand(before: channel) { [tally = stages.operating.tally] in tally.countAcceptPause() }
        await onListening(channel.localAddress?.port ?? address.port)
      },
      logger: quiet)
  }

  private static func transport(_ limits: HubHTTPLimits, _ identity: TLSIdentity?) -> HTTPServerBuilder {
    let lingering = TimeAmount.seconds(limits.lingeringSeconds)
    let http = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        LingeringCloseHandler(lingering: lingering),
        SlowSenderHandler(window: .seconds(limits.paceWindowSeconds), leastBytes: limits.leastBodyBytes),
        StalledReaderHandler(window: .seconds(limits.stalledReaderSeconds)),
      ],
      idleTimeout: .seconds(limits.idleSeconds),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.maximumHeaderBytes, maxHeaderListSize: limits.maximumHeaderBytes, maxHeaderFieldCount: limits.maximumHeaderFields)
    )
    return HTTPServerBuilder { responder in
      let plain = HTTP1Channel(responder: responder, configuration: http)
      guard let identity else { return plain }
      return TLSChildChannel(base: plain, identity: identity, lingering: lingering)
    }
  }
}
