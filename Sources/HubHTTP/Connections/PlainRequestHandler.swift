import HubAPI
import HubModel
import NIOCore

/// Stands before TLS and answers who speaks plain HTTP to this port: a request in the clear has leaked what it held already, but its
/// sender should read why nothing came of it. Everything else goes on to TLS, which ends what is no handshake.
final class PlainRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let lingering: TimeAmount
  private var isRefused = false
  private var isTLS = false

  init(lingering: TimeAmount) { self.lingering = lingering }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isRefused { return }
    if !isTLS {
      let first = unwrapInboundIn(data).readableBytesView.first
      guard let first, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return refuse(context) }
      isTLS = true
    }
    context.fireChannelRead(data)
  }

  /// TLS is bypassed: it has not begun.
  private func refuse(_ context: ChannelHandlerContext) {
    isRefused = true
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { [lingering] _ in
      context.close(mode: .output, promise: nil)
      context.eventLoop.assumeIsolated().scheduleTask(in: lingering) { context.close(promise: nil) }
    }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Self.answer)), promise: written)
  }

  private static let answer: [UInt8] = {
    let problem = Problem(HubError(.badRequest, "this port speaks TLS: use https://"), status: 400)
    let body = (try? JSONBody.encode(problem)) ?? []
    let head = """
      HTTP/1.1 400 Bad Request\r
      Content-Type: \(Wire.problemMediaType)\r
      Content-Length: \(body.count)\r
      Connection: close\r
      \r

      """
    return Array(head.utf8) + body
  }()
}

@available(*, unavailable)
extension PlainRequestHandler: Sendable {}
