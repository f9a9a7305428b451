import Dispatch
import Glibc

/// SIGTERM and Ctrl-C: the first asks for an orderly end, the second ends at once. Nothing that was acknowledged depends on the orderly end.
final class StopSignals {
  /// 128 and the signal, as shells write it.
  static let exitAtOnce: Int32 = 128 + SIGTERM
  private var sources: [any DispatchSourceSignal] = []

  /// Touched on the signals' queue only.
  private final class Count: @unchecked Sendable { var value = 0 }

  /// - Parameter onFirst: called once, on a queue of its own.
  init(onFirst: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "readinghub.stop")
    let count = Count()
    for number in [SIGTERM, SIGINT] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        count.value += 1
        if count.value == 1 { onFirst() } else { _exit(Self.exitAtOnce) }
      }
      source.activate()
      sources.append(source)
    }
  }
}
