/// Where a server listens: `127.0.0.1:8080`, `[::1]:11112`, `hub.example:443`.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// Without the brackets of an IPv6 address.
  package let host: String
  /// 0 asks the system for a free port.
  package let port: Int

  package init(host: String, port: Int) {
    // A name server must not decide what "this machine only" means.
    self.host = host == "localhost" ? "127.0.0.1" : host
    self.port = port
  }

  /// `nil` unless the text is `HOST:PORT` with a port of 0 to 65535.
  package init?(text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  /// True only for literal addresses of this machine: 127.0.0.0/8 and ::1.
  package var isLoopback: Bool {
    if host == "::1" { return true }
    let octets = host.split(separator: ".", omittingEmptySubsequences: false)
    return octets.count == 4 && octets.allSatisfy { UInt8($0) != nil } && octets[0] == "127"
  }

  /// Off loopback nothing is spoken in the clear.
  ///
  /// - Throws: `unsafe-configuration`.
  package func requireSafe(hasTLS: Bool) throws(HubError) {
    guard hasTLS || isLoopback else { throw HubError(.unsafeConfiguration, "TLS is needed to listen on \(self)") }
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
