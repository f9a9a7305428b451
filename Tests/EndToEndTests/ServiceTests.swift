import Foundation
import HubTesting
import Testing

@Suite("The hub under a service manager", .ownThread)
struct ServiceTests {
  @Test("READY when both doors are open, signs of life while it runs, STOPPING at SIGTERM; by a path or an abstract name")
  func notifications() throws {
    try Region.run { region in
      for name in [region.file("notify"), "@readinghub-\(getpid())"] {
        #expect(try region.hub.terminate() == 0)
        let supervisor = try FakeSupervisor(name: name)
        try region.hub.start(environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "2000000"])
        let first = try supervisor.next(seconds: 20)
        // The first sign of life may come before the doors are open.
        var said = [first]
        while said.count < 4 { said.append(try supervisor.next(seconds: 20)) }
        #expect(said.count { $0.hasPrefix("READY=1") } == 1 && said.contains("WATCHDOG=1"), "\(said)")
        #expect(said.allSatisfy { $0 == "WATCHDOG=1" || $0.hasPrefix("READY=1\n") }, "\(said)")
        #expect(try region.hub.terminate() == 0)
        var last = try supervisor.next(seconds: 5)
        while last == "WATCHDOG=1" { last = try supervisor.next(seconds: 5) }
        #expect(last.hasPrefix("STOPPING=1\n"), "\(last)")
      }
      // Nobody listens there: the hub does not care.
      try region.hub.start(environment: ["NOTIFY_SOCKET": region.file("nobody"), "WATCHDOG_USEC": "2000000"])
      #expect(try region.hub.terminate() == 0)
    }
  }
}

/// Where a service manager would listen.
private final class FakeSupervisor {
  private let descriptor: Int32

  init(name: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw HarnessFailure("socket name too long: \(name)") }
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: bytes)
      if name.hasPrefix("@") { path[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let result = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) } }
    guard result == 0 else { throw HarnessFailure("cannot listen at \(name): errno \(errno)") }
  }

  deinit { Glibc.close(descriptor) }

  func next(seconds: Int) throws -> String {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { throw HarnessFailure("nothing was told in \(seconds) s") }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
