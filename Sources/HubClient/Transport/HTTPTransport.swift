import HubModel

/// One HTTP exchange as the client means it; retries repeat it unchanged.
package struct ClientRequest: Sendable {
  package enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT" }
  package enum Body: Sendable {
    case none
    case json([UInt8])
    /// The bytes of these files one after another, streamed anew for each attempt.
    case files([FilePart])
  }
  package var method: Method
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: Body
  /// For the whole exchange.
  package var timeout: TimeSpan
  package var maximumResponseBytes: Int
  /// Called with the count of each piece of the body handed to the network, and with minus the sum when an attempt is begun again.
  package var onSent: (@Sendable (Int64) -> Void)?
  package init(
    method: Method, url: String, headers: [(name: String, value: String)] = [], body: Body = .none, timeout: TimeSpan = .seconds(60),
    maximumResponseBytes: Int = 64 << 20, onSent: (@Sendable (Int64) -> Void)? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maximumResponseBytes = maximumResponseBytes
    self.onSent = onSent
  }
}

/// A whole file as part of a body, with the size it had when it was digested.
package struct FilePart: Sendable, Equatable {
  package var path: String
  package var sizeBytes: Int64
  package init(path: String, sizeBytes: Int64) {
    self.path = path
    self.sizeBytes = sizeBytes
  }
}

package struct ClientResponse: Sendable {
  package var status: Int
  package var contentType: String
  /// Seconds from the `Retry-After` header, where it is a number.
  package var retryAfterSeconds: Int64?
  /// The `Date` header as it came.
  package var date: String?
  package var body: [UInt8]
  package init(status: Int, contentType: String, retryAfterSeconds: Int64? = nil, date: String? = nil, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.retryAfterSeconds = retryAfterSeconds
    self.date = date
    self.body = body
  }
}

/// Why there was no answer.
package enum TransportFailure: Error, Sendable, Equatable {
  /// The request never left: refused connection, unknown name, TLS not agreed. Anything may be tried again.
  case notConnected(String)
  /// Something may have reached the hub: only what is safe to repeat is tried again.
  case interrupted(String)
  /// The hub's certificate is not vouched for by the profile's root: trying again is no use.
  case untrusted(String)
  case responseTooLarge
  /// A file of the body cannot be read or changed its size meanwhile.
  case fileChanged
  case cancelled
}

package protocol HTTPTransport: Sendable {
  func send(_ request: ClientRequest) async throws(TransportFailure) -> ClientResponse
  /// Closes what is open; the transport is of no use afterwards.
  func close() async
}
