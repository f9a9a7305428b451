/// The only source of time.
package protocol HubClock: Sendable {
  func now() -> Moment
}
