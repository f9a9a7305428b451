import Foundation
import HubModel

/// Tells the service manager how the hub fares, by the datagrams of `sd_notify(3)`; silent where nobody asked for them.
struct ServiceNotifier: Sendable {
  /// `NOTIFY_SOCKET`: a path, or an abstract name behind `@`.
  private let socketName: String
  /// How often a sign of life is expected; `nil` where none is.
  let watchdogInterval: TimeSpan?

  /// - Returns: `nil` where no manager listens.
  init?(environment: [String: String], processID: pid_t = getpid()) {
    guard let name = environment["NOTIFY_SOCKET"], name.count > 1, name.hasPrefix("/") || name.hasPrefix("@") else { return nil }
    socketName = name
    // The variables are inherited; the watchdog is meant for the process it names.
    let isMeant = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
    let expected = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? TimeSpan(microseconds: $0) : nil }
    watchdogInterval = isMeant ? expected : nil
  }

  func ready() { send("READY=1\nSTATUS=Serving") }
  func stopping() { send("STOPPING=1\nSTATUS=Finishing what was begun") }
  func alive() { send("WATCHDOG=1") }

  /// Until cancelled: a sign of life at half the interval, as long as `isAlive` says so in time.
  func watch(isAlive: @escaping @Sendable () async -> Bool) async {
    guard let watchdogInterval else { return }
    while !Task.isCancelled {
      if await isAlive() { alive() }
      try? await Task.sleep(for: .microseconds(watchdogInterval.microseconds / 2))
    }
  }

  /// A datagram that nobody takes is lost; the hub does not depend on it. Never blocks.
  private func send(_ text: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(socketName.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: name)
      if name[0] == UInt8(ascii: "@") { path[0] = 0 }
    }
    // An abstract name has no end mark: its length says where it ends.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    let bytes = Array(text.utf8)
    withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}
