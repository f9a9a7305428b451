import Foundation

/// Threads of our own for work that blocks; Swift's cooperative threads must never wait for a disk.
enum StoreThread {
  static func run(named name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.start()
  }
}
