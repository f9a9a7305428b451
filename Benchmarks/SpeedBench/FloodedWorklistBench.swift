import Foundation
import HubModel
import HubTesting
import Trust

/// The worklist's first page over HTTP, 10,000 readings behind it, alone and beside four associations that send ECGs without a pause.
enum FloodedWorklistBench {
  private static let pages = 400

  static func run() throws {
    let folder = try BenchFolder("flooded")
    let hub = try HubUnderTest(folder: folder.path)
    let token = try hub.populate { store in
      let region = try InventedRegion.add(to: store)
      for number in 0..<10_000 { _ = try store.addInventedReading(number, clinic: region.clinic, deadlineSeconds: 600 + (number * 7_919) % 100_000) }
      return try store.giveToken(.reader, to: .reader(region.reader.id))
    }
    try hub.start(pausesJobs: true)
    defer { hub.stop() }
    let alone = try times(hub.httpPort, token)
    let flood = Flood(port: hub.dicomPort)
    flood.start(senders: 4)
    Thread.sleep(forTimeInterval: 1)
    let beside = try times(hub.httpPort, token)
    let sent = try flood.stop()
    let (calm, busy) = (percentile(alone, 0.99), percentile(beside, 0.99))
    print(
      "  first page of 50, p99 (median): alone \(Figures.text(calm)) ms (\(Figures.text(Figures.median(alone)))), beside \(Figures.text(sent, 0)) C-STORE/s "
        + "\(Figures.text(busy)) ms (\(Figures.text(Figures.median(beside)))), ratio of p99 \(Figures.text(busy / calm)) (limit 3)")
  }

  /// A page every 5 ms, as many readers would ask for.
  private static func times(_ port: UInt16, _ token: String) throws -> [Double] {
    let client = try BenchHTTP(port: port, token: token)
    defer { client.wire.finish() }
    for _ in 0..<20 { _ = try client.call("GET", "readings?limit=50") }
    return try (0..<pages).map { _ in
      Thread.sleep(forTimeInterval: 0.005)
      return try Stopwatch.seconds { _ = try client.call("GET", "readings?limit=50") } * 1_000
    }
  }

  private static func percentile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  /// Associations that send until they are told to stop.
  private final class Flood: @unchecked Sendable {
    private let port: UInt16
    private let objects = ECGObjects(run: UInt64(getpid()), samplesMicrovolts: Array(repeating: (0..<8_300).map { Float($0 % 500) - 250 }, count: 12))
    private let lock = NSLock()
    private let group = DispatchGroup()
    private let failures = Tally()
    // Guarded by `lock`.
    private var isRunning = true
    private var sent = 0
    private var began = ContinuousClock.now

    init(port: UInt16) { self.port = port }

    func start(senders: Int) {
      began = .now
      for _ in 0..<senders {
        group.enter()
        Thread.detachNewThread { [self] in
          do { try send() } catch { failures.add("\(error)") }
          group.leave()
        }
      }
    }

    private func send() throws {
      let sender = try StoreSender(port: port, calledAE: "READINGHUB", callingAE: "SQT_ECG")
      while let number = next() {
        let status = try sender.store(objects.dataSet(number), sopInstance: objects.sopInstance(number))
        guard status == 0 else { throw BenchError("C-STORE status \(String(status, radix: 16))") }
      }
      try sender.release()
    }

    private func next() -> Int? {
      lock.withLock {
        sent += 1
        return isRunning ? sent : nil
      }
    }

    /// Objects a second.
    func stop() throws -> Double {
      let (count, seconds) = lock.withLock {
        isRunning = false
        return (sent, (ContinuousClock.now - began) / .seconds(1))
      }
      group.wait()
      if let first = failures.first { throw BenchError(first) }
      return Double(count) / seconds
    }
  }
}
