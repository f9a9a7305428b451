import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// The body of a request that came with `Expect: 100-continue` (RFC 9110 §10.1.1): its sender waits with the bytes until it is told to
/// go on, and is told so when somebody first asks for them. What is refused by its head alone is then never sent.
struct AwaitedBody: AsyncSequence, Sendable {
  typealias Element = ByteBuffer
  let body: RequestBody
  let channel: any Channel

  func makeAsyncIterator() -> Iterator { Iterator(pieces: body.makeAsyncIterator(), channel: channel) }

  struct Iterator: AsyncIteratorProtocol {
    private var pieces: RequestBody.AsyncIterator
    private let channel: any Channel
    private var isAsked = false

    init(pieces: RequestBody.AsyncIterator, channel: any Channel) {
      self.pieces = pieces
      self.channel = channel
    }

    mutating func next() async throws -> ByteBuffer? {
      if !isAsked {
        isAsked = true
        try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue))).get()
      }
      return try await pieces.next()
    }
  }
}

extension Request {
  /// Whether the sender holds the body back.
  var isBodyAwaited: Bool { headers[.expect]?.lowercased() == "100-continue" }

  /// The request with a body that is asked for when it is read.
  func awaitingBody(on channel: any Channel) -> Request {
    guard isBodyAwaited else { return self }
    var request = self
    request.body = RequestBody(asyncSequence: AwaitedBody(body: body, channel: channel))
    return request
  }
}
