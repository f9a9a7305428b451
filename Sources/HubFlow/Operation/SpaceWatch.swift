import HubModel

/// Says when the disk's alarm changes: once a change, not once a look.
package actor SpaceWatch {
  private let space: SpaceGuard
  private let tell: @Sendable (SpacePolicy.Level) -> Void
  private var last = SpacePolicy.Level.enough

  package init(space: SpaceGuard, tell: @escaping @Sendable (SpacePolicy.Level) -> Void) {
    self.space = space
    self.tell = tell
  }

  /// - Throws: `storage-failed` when the disk does not answer.
  func look() throws(HubError) {
    let level = try space.level()
    guard level != last else { return }
    last = level
    tell(level)
  }
}
