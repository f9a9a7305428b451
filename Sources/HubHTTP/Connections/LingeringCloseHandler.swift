import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends the connection after an answer with `Connection: close`.
///
/// The outgoing half is closed first and what still arrives is thrown away for a moment: closing at once would reset the connection
/// and could take the answer with it before the peer has read it (RFC 9112 §9.6).
final class LingeringCloseHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let lingering: TimeAmount
  private var isLastAnswer = false
  private var isClosing = false
  private var closing: Scheduled<Void>?

  init(lingering: TimeAmount) { self.lingering = lingering }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // A request behind the last answer must not be begun.
    guard !isClosing else { return }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): isLastAnswer = head.headerFields[.connection] == "close" && head.status.code >= 200
    case .end where isLastAnswer:
      isClosing = true
      let written = promise ?? context.eventLoop.makePromise()
      written.futureResult.assumeIsolated().whenComplete { [self] _ in finish(context) }
      context.write(data, promise: written)
      return
    default: break
    }
    context.write(data, promise: promise)
  }

  func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }

  private func finish(_ context: ChannelHandlerContext) {
    context.close(mode: .output, promise: nil)
    closing = context.eventLoop.assumeIsolated().scheduleTask(in: lingering) { context.close(promise: nil) }
  }
}

@available(*, unavailable)
extension LingeringCloseHandler: Sendable {}
