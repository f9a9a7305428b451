import NIOCore
import NIOHTTPTypes

/// Closes a connection whose peer has stopped taking its answer: within one window not one written part got through.
final class StalledReaderHandler: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let window: TimeAmount
  private var waitingParts = 0
  private var takenParts = 0
  private var check: Scheduled<Void>?

  init(window: TimeAmount) { self.window = window }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let promise = promise ?? context.eventLoop.makePromise()
    waitingParts += 1
    promise.futureResult.assumeIsolated().whenComplete { [self] _ in
      waitingParts -= 1
      takenParts += 1
    }
    context.write(data, promise: promise)
    if check == nil { schedule(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
    check = nil
  }

  private func schedule(_ context: ChannelHandlerContext) {
    let takenBefore = takenParts
    check = context.eventLoop.assumeIsolated().scheduleTask(in: window) { [self] in
      check = nil
      guard waitingParts > 0 else { return }
      if takenParts == takenBefore { context.close(promise: nil) } else { schedule(context) }
    }
  }
}

@available(*, unavailable)
extension StalledReaderHandler: Sendable {}
