/// The only source of time.
package protocol HubClock: Sendable {
  func now() -> Moment
}

/// The only source of randomness.
package protocol RandomBytes: Sendable {
  func bytes(count: Int) -> [UInt8]
}
