import Foundation
import HubAPI
import Testing

/// How a hub does while somebody attacks it: a good C-ECHO and a good GET, its memory, its descriptors.
final class HubWatch: Sendable {
  static let memoryBoundKilobytes = 512 << 10
  private let httpPort: Int
  private let dicomPort: Int
  private let pid: pid_t
  private let token: String
  private let idleKilobytes: Int

  init(_ region: Region) throws {
    (httpPort, dicomPort) = (region.hub.httpPort, region.hub.dicomPort)
    guard let pid = region.hub.pid else { throw HarnessFailure("the hub was never started") }
    self.pid = pid
    token = try region.tool.token(of: Region.baihe.profile)
    idleKilobytes = try region.hub.memoryKilobytes("VmRSS")
    for _ in 0..<3 { _ = try Self.good(httpPort, dicomPort, token) }
  }

  /// Seconds of one good GET and one good C-ECHO.
  private static func good(_ httpPort: Int, _ dicomPort: Int, _ token: String) throws -> (get: Double, echo: Double) {
    let get = try Wait.measure { try WireClient(port: httpPort, token: token).send(.get("whoami"), seconds: 20).status }
    guard get.value == 200 else { throw HarnessFailure("a good GET got \(get.value)") }
    let echo = try Wait.measure { () throws -> Int? in
      let peer = try AssociationPeer(port: dicomPort, seconds: 20)
      guard case .accepted = peer.associate(calling: Region.baihe.aeTitle) else { throw HarnessFailure("a good association was refused") }
      let status = peer.echo()
      peer.release()
      return status
    }
    guard echo.value == 0 else { throw HarnessFailure("a good C-ECHO got \(echo.value.map(String.init) ?? "nothing")") }
    return (get.seconds, echo.seconds)
  }

  /// Both within a second; a machine that stalls the test itself gets a second try.
  func expectWell(_ after: String) throws {
    var seconds = try Self.good(httpPort, dicomPort, token)
    if max(seconds.get, seconds.echo) >= 1 { seconds = try Self.good(httpPort, dicomPort, token) }
    #expect(seconds.get < 1 && seconds.echo < 1, "after \(after): GET \(seconds.get) s, C-ECHO \(seconds.echo) s")
  }

  func expectBounded(extraKilobytes: Int = memoryBoundKilobytes) throws {
    let line = TextFile.read("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let peak = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? .max
    #expect(peak - idleKilobytes <= extraKilobytes, "\(idleKilobytes) kB idle, \(peak) kB at most")
  }

  var residentKilobytes: Int {
    let line = TextFile.read("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }

  var descriptorCount: Int { ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []).count }

  /// Runs `attack` while good calls go on beside it, ten a second; then looks whether all is as it was.
  func during(_ name: String, _ attack: () throws -> Void) throws {
    let descriptorsBefore = descriptorCount
    let stop = Flag()
    let (http, dicom, token) = (httpPort, dicomPort, token)
    let good = Threads.start { () -> Result<[Double], any Error> in
      Result {
        var times: [Double] = []
        while !stop.isUp {
          let seconds = try Self.good(http, dicom, token)
          times += [seconds.get, seconds.echo]
          usleep(100_000)
        }
        return times
      }
    }
    defer { stop.raise() }
    try attack()
    stop.raise()
    let times = try good.join().get().sorted()
    let slow = times.count { $0 >= 1 }
    print("hostile: \(name): \(times.count) good calls, the slowest \(Int((times.last ?? 0) * 1_000)) ms")
    // One in fifty may be the machine's own stall.
    #expect(!times.isEmpty && slow <= times.count / 50 && (times.last ?? 0) < 5, "\(name): \(slow) of \(times.count) took a second or more")
    try expectWell(name)
    try expectBounded()
    try Wait.untilTrue("the descriptors of \(name)", seconds: 30) { descriptorCount <= descriptorsBefore + 24 }
  }
}

/// Set once.
final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var value = false
  var isUp: Bool { lock.withLock { value } }
  func raise() { lock.withLock { value = true } }
}
