import Foundation
import HubModel
import HubTesting
import Trust

/// 64 doctors claim the next reading as fast as they are answered. Each claim is a commit; the hub makes one of all that wait. The floor
/// is one writer that appends a page and syncs it, again and again: what the disk gives to who does not group.
enum ClaimBench {
  private static let doctors = 64
  private static let perDoctor = 80
  private static let rounds = 5

  static func run() throws {
    let folder = try BenchFolder("claims")
    let hub = try HubUnderTest(folder: folder.path)
    let tokens = try hub.populate { store in
      let region = try InventedRegion.add(to: store)
      for number in 0..<doctors * perDoctor * rounds { _ = try store.addInventedReading(number, clinic: region.clinic) }
      return try (0..<doctors).map { index in
        let reader = try store.add(
          Reader(id: .unassigned, name: "\(index)", hospital: region.hospital.id, scopes: Set(ReadingScope.allCases)))
        return try store.giveToken(.reader, to: .reader(reader.id))
      }
    }
    try hub.start(pausesJobs: true)
    defer { hub.stop() }
    var (floors, claims, ratios, cpus): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for round in 0..<rounds {
      floors.append(try syncsPerSecond(folder.path + "/floor-\(round)"))
      let cpu = hub.cpuSeconds()
      claims.append(try claimsPerSecond(hub.httpPort, tokens))
      cpus.append((hub.cpuSeconds() - cpu) / Double(doctors * perDoctor) * 1_000)
      ratios.append(claims[round] / floors[round])
    }
    print(
      "  \(doctors) doctors: \(Figures.text(Figures.median(claims), 0)) claims/s, one writer's syncs \(Figures.text(Figures.median(floors), 0))/s, ratio "
        + "\(Figures.text(Figures.median(ratios))) (\(ratios.map { Figures.text($0) }.joined(separator: " ")); limit 1), "
        + "the hub's CPU \(Figures.text(Figures.median(cpus), 3)) ms a claim")
  }

  private static func claimsPerSecond(_ port: UInt16, _ tokens: [String]) throws -> Double {
    let failures = Tally()
    let seconds = Stopwatch.seconds {
      let group = DispatchGroup()
      for token in tokens {
        group.enter()
        Thread.detachNewThread {
          do {
            let client = try BenchHTTP(port: port, token: token)
            for _ in 0..<perDoctor { _ = try client.call("POST", "readings/next/claim", Array("{}".utf8)) }
            client.wire.finish()
          } catch { failures.add("\(error)") }
          group.leave()
        }
      }
      group.wait()
    }
    if let first = failures.first { throw BenchError(first) }
    return Double(tokens.count * perDoctor) / seconds
  }

  private static func syncsPerSecond(_ path: String) throws -> Double {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw BenchError("floor") }
    defer { close(file) }
    let page = [UInt8](repeating: 7, count: 4_096)
    let count = 400
    let seconds = try Stopwatch.seconds {
      for _ in 0..<count { guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else { throw BenchError("floor") } }
    }
    return Double(count) / seconds
  }
}
