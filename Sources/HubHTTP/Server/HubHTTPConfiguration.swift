import HubModel

/// Where and how the hub speaks HTTP.
package struct HubHTTPConfiguration: Sendable {
  /// Certificate chain and key as PEM files.
  package struct TLSFiles: Sendable, Equatable {
    package var certificatePath: String
    package var keyPath: String
    package init(certificatePath: String, keyPath: String) {
      self.certificatePath = certificatePath
      self.keyPath = keyPath
    }
  }
  package var address: ListenAddress
  package var tls: TLSFiles?
  package var limits: HubHTTPLimits
  package init(address: ListenAddress, tls: TLSFiles? = nil, limits: HubHTTPLimits = HubHTTPLimits()) {
    self.address = address
    self.tls = tls
    self.limits = limits
  }
}

/// What one peer may take of the hub. A connection has at most one request in hand, so the number of connections also bounds the
/// requests at work.
package struct HubHTTPLimits: Sendable, Equatable {
  /// Further ones wait in the system's queue. The program lowers it where it may have fewer files open.
  package var maximumConnections = 2_048
  /// All header fields of a request together.
  package var maximumHeaderBytes = 16 << 10
  package var maximumHeaderFields = 64
  /// A connection is closed when it is silent, or has not finished its request's head, for this long.
  package var idleSeconds: Int64 = 25
  /// A request body has to bring `leastBodyBytes` in each window of this length, whatever the line: 64 bytes a second.
  package var paceWindowSeconds: Int64 = 20
  package var leastBodyBytes = 1_280
  /// A peer has to take something of its answer in each window of this length.
  package var stalledReaderSeconds: Int64 = 60
  /// How long a refused sender may go on before the connection is cut.
  package var lingeringSeconds: Int64 = 2
  /// The longest long poll.
  package var maximumWaitSeconds: Int64 = 60
  /// How often one credential may call, objects and their announcements apart from the rest.
  package var calls = RequestAllowance(perSecond: 500, atOnce: 5_000)
  package var sending = RequestAllowance(perSecond: 1_000, atOnce: 10_000)
  /// On top of `sending`, for what the sender marks urgent: a clinic's own flood must not hold its urgent ECG up.
  package var urgentSending = RequestAllowance(perSecond: 10, atOnce: 100)
  package init() {}
}

/// A token bucket: `perSecond` in the long run, `atOnce` after a rest.
package struct RequestAllowance: Sendable, Equatable {
  package var perSecond: Double
  package var atOnce: Double
  package init(perSecond: Double, atOnce: Double) {
    self.perSecond = perSecond
    self.atOnce = atOnce
  }
}
