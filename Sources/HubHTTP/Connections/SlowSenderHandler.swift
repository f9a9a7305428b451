import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request body trickles in: a sender that keeps below the least pace for a whole window is not a slow line
/// but a stuck or a hostile one. While the hub itself is not ready to read, nothing is held against the sender.
///
/// Slow request heads and silence are the idle time-out's matter.
final class SlowSenderHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let window: TimeAmount
  private let leastBytes: Int
  private var bytesInWindow = 0
  private var isBodyExpected = false
  private var isReadOutstanding = false
  private var check: Scheduled<Void>?

  /// - Parameter leastBytes: what has to arrive in each `window` while a body is being read.
  init(window: TimeAmount, leastBytes: Int) {
    self.window = window
    self.leastBytes = leastBytes
  }

  func read(context: ChannelHandlerContext) {
    isReadOutstanding = true
    context.read()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReadOutstanding = false
    context.fireChannelReadComplete()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      isBodyExpected = true
      bytesInWindow = 0
      if check == nil { schedule(context) }
    case .body(let bytes): bytesInWindow += bytes.readableBytes
    case .end: isBodyExpected = false
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }
  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  private func schedule(_ context: ChannelHandlerContext) {
    check = context.eventLoop.assumeIsolated().scheduleTask(in: window) { [self] in
      check = nil
      guard isBodyExpected else { return }
      if isReadOutstanding, bytesInWindow < leastBytes {
        context.close(promise: nil)
      } else {
        bytesInWindow = 0
        schedule(context)
      }
    }
  }

  private func stop() {
    check?.cancel()
    check = nil
  }
}

@available(*, unavailable)
extension SlowSenderHandler: Sendable {}
