import Dispatch
import HubModel
import Logging
import ServiceLifecycle

@testable import HubHTTP

/// Runs the hub's server on a free loopback port while `body` runs, then stops it as a service group does.
enum LiveHub {
  static func run(
    _ hub: TestHub, limits: HubHTTPLimits = HubHTTPLimits(), tls: HubHTTPConfiguration.TLSFiles? = nil,
    body: @escaping @Sendable (_ port: Int, _ stop: @escaping @Sendable () async -> Void) async throws -> Void
  ) async throws {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let configuration = HubHTTPConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0), tls: tls, limits: limits)
    let server = try hub.server(configuration) { continuation.yield($0) }
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let group = ServiceGroup(services: [server], logger: quiet)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      tasks.addTask {
        for await port in ports {
          do {
            try await body(port) { await group.triggerGracefulShutdown() }
          } catch {
            await group.triggerGracefulShutdown()
            throw error
          }
          break
        }
        await group.triggerGracefulShutdown()
      }
      try await tasks.waitForAll()
    }
  }

  /// A blocking call on a thread of its own.
  static func blocking<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try call() }) }
    }
  }
}
