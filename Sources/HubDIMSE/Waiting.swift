import Dispatch
import HubModel
import Synchronization

/// Blocks a thread that is not one of Swift's own until an async call is done.
///
/// The call's own steps run on the blocked thread, which has nothing else to do: the fewer threads have to be woken between the disk's
/// answers, the sooner the sender has its own.
enum Waiting {
  static func forResult<Value: Sendable>(_ call: @escaping @Sendable () async throws(HubError) -> Value) -> Result<Value, HubError> {
    let thread = WaitingThread()
    let slot = Slot<Value>()
    Task.detached(executorPreference: thread) {
      let result: Result<Value, HubError>
      do throws(HubError) { result = .success(try await call()) } catch { result = .failure(error) }
      slot.result.withLock { $0 = result }
      thread.finish()
    }
    thread.runUntilFinished()
    return slot.result.withLock { $0 } ?? .failure(HubError(.internalError))
  }

  private final class Slot<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, HubError>?>(nil)
  }
}

/// Runs a task's steps on the one thread that waits for it (SE-0417).
private final class WaitingThread: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isFinished = false
  }
  private let state = Mutex(State())
  private let wakeUp = DispatchSemaphore(value: 0)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    wakeUp.signal()
  }

  func finish() {
    state.withLock { $0.isFinished = true }
    wakeUp.signal()
  }

  /// Every signal stands for one job or for the end; jobs that came before the end are run first.
  func runUntilFinished() {
    while true {
      wakeUp.wait()
      let next = state.withLock { state in state.jobs.isEmpty ? nil : state.jobs.removeFirst() }
      if let next {
        next.runSynchronously(on: asUnownedTaskExecutor())
      } else if state.withLock({ $0.isFinished }) {
        return
      }
    }
  }
}
