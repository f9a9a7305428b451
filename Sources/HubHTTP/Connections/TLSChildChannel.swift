import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Puts TLS before `base`, each connection with the identity that is shown at its beginning.
struct TLSChildChannel<Base: ServerChildChannel>: ServerChildChannel {
  let base: Base
  let identity: TLSIdentity
  let lingering: TimeAmount

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandlers([
        PlainRequestHandler(lingering: lingering), NIOSSLServerHandler(context: identity.context),
      ])
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
