import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends the connection after an answer with `Connection: close`.
///
/// The outgoing half is closed first and what still arrives is thrown away for a moment: closing at once would reset the connection
/// and could take the answer with it before the peer has read it. A request behind the last answer must not be begun (RFC 9112 §9.6);
/// since nobody knows before an answer whether it is the last, a request sent ahead of it waits here.
final class LingeringCloseHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let lingering: TimeAmount
  private var isAnswering = false
  private var isLastAnswer = false
  private var isClosing = false
  /// Begins with a head that came before its turn; bounded, because nothing more is read while it is not empty.
  private var waiting: [HTTPRequestPart] = []
  private var isReadHeldBack = false
  private var closing: Scheduled<Void>?

  init(lingering: TimeAmount) { self.lingering = lingering }

  func read(context: ChannelHandlerContext) {
    if waiting.isEmpty { context.read() } else { isReadHeldBack = true }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { take(unwrapInboundIn(data), context) }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      isLastAnswer = head.headerFields[.connection] == "close" && head.status.code >= 200
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end where isLastAnswer:
      isClosing = true
      waiting = []
      let written = promise ?? context.eventLoop.makePromise()
      written.futureResult.assumeIsolated().whenComplete { [self] _ in finish(context) }
      context.write(data, promise: written)
    case .end:
      isAnswering = false
      context.write(data, promise: promise)
      goOn(context)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }

  private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
    guard !isClosing else { return }
    if case .head = part {
      guard !isAnswering else { return waiting.append(part) }
      isAnswering = true
    } else if !waiting.isEmpty {
      return waiting.append(part)
    }
    context.fireChannelRead(wrapInboundOut(part))
  }

  /// The answer is out: the request that waited has its turn.
  private func goOn(_ context: ChannelHandlerContext) {
    guard !waiting.isEmpty else { return }
    let parts = waiting
    waiting = []
    for part in parts { take(part, context) }
    context.fireChannelReadComplete()
    if waiting.isEmpty, isReadHeldBack {
      isReadHeldBack = false
      context.read()
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    context.close(mode: .output, promise: nil)
    closing = context.eventLoop.assumeIsolated().scheduleTask(in: lingering) { context.close(promise: nil) }
  }
}

@available(*, unavailable)
extension LingeringCloseHandler: Sendable {}
