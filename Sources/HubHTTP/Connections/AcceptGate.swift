import Glibc
import NIOCore

/// Stands before the door. While the process has hardly a descriptor left, or the system refuses one, connections wait in the system's queue,
/// and the door looks again in a moment.
///
/// Without it such a refusal goes up as an error of the listening channel, whose stream of connections ends with it, and the door tries again
/// at once for as long as somebody waits.
final class AcceptGate: ChannelDuplexHandler {
  typealias InboundIn = Channel
  typealias InboundOut = Channel
  typealias OutboundIn = Never
  typealias OutboundOut = Never

  private let hasRoom: () -> Bool
  private let onPause: () -> Void
  private let pause: TimeAmount
  private var isPaused = false
  private var wasRefused = false

  /// - Parameters:
  ///   - hasRoom: asked before each look into the queue.
  ///   - onPause: told when the door begins to wait.
  init(pause: TimeAmount = .milliseconds(100), hasRoom: @escaping () -> Bool = DescriptorRoom.isThere, onPause: @escaping () -> Void) {
    self.pause = pause
    self.hasRoom = hasRoom
    self.onPause = onPause
  }

  /// Puts a gate before a listening channel; a channel that is closed meanwhile needs none.
  static func stand(before channel: any Channel, onPause: @escaping @Sendable () -> Void) async {
    let added = channel.eventLoop.submit { try channel.pipeline.syncOperations.addHandler(AcceptGate(onPause: onPause), position: .first) }
    try? await added.get()
  }

  func read(context: ChannelHandlerContext) {
    guard !isPaused else { return }
    guard wasRefused || !hasRoom() else { return context.read() }
    onPause()
    wait(context)
  }

  private func wait(_ context: ChannelHandlerContext) {
    isPaused = true
    wasRefused = false
    let bound = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: pause) {
      let (gate, context) = bound.value
      guard context.channel.isActive else { return }
      guard gate.hasRoom() else { return gate.wait(context) }
      gate.isPaused = false
      context.read()
    }
  }

  /// What says nothing of the door itself: no descriptor or memory for one more, or a peer that went before it was let in (accept(2)).
  private static let passing: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED]

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let refusal = error as? IOError, Self.passing.contains(refusal.errnoCode) else { return context.fireErrorCaught(error) }
    wasRefused = refusal.errnoCode != ECONNABORTED
  }
}

/// How near the process is to the number of files it may have open.
enum DescriptorRoom {
  /// So many stay free for what is being done.
  static let reserve = 12

  /// The system gives out the lowest free number.
  static func isThere() -> Bool {
    let lowest = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard lowest >= 0 else { return false }
    close(lowest)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int32.max) else { return true }
    return Int(lowest) + reserve < Int(limit.rlim_cur)
  }
}
