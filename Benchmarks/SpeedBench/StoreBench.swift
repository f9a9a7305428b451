import Foundation
import HubTesting

/// C-STORE of 200 KB ECGs over 1, 4 and 16 associations against the floor with as many writers, in turn, so that a slow spell of the
/// disk hits both.
enum StoreBench {
  private static let rounds = 5
  private static let perSender = [1: 200, 4: 80, 16: 30]
  /// More than the hub's log of new objects holds, so that objects must get their own files while others come.
  private static let floodPerSender = 400
  private static let warmUpPerSender = 250

  static func run() throws {
    try bothWays(pausesJobs: true)
  }

  /// The same while every ECG is screened as it comes.
  static func runWithJobs() throws {
    try bothWays(pausesJobs: false)
  }

  private static func bothWays(pausesJobs: Bool) throws {
    let objects = try makeObjects()
    print("object: \(objects.dataSet(0).count / 1_000) KB; \(rounds) rounds; objects a second, median of the rounds")
    let folder = try BenchFolder("store")
    let hub = try HubUnderTest(folder: folder.path)
    defer { hub.stop() }
    try hub.start(pausesJobs: pausesJobs)
    try hub.addClinic()
    var next = 0
    if pausesJobs { try warmUp(hub, objects, &next) }
    for senders in [1, 4, 16] { try compare(senders: senders, hub, objects, folder.path, &next) }
  }

  /// As a hub is that has been in use: the files of its log are laid out, and the objects before have files of their own.
  private static func warmUp(_ hub: HubUnderTest, _ objects: ECGObjects, _ next: inout Int) throws {
    let first = next
    next += 16 * warmUpPerSender
    let port = hub.dicomPort
    _ = try rate(16, warmUpPerSender) {
      try sendToHub(port, objects, first + $0 * warmUpPerSender, warmUpPerSender)
    } prepare: {
    }
    try waitUntilCalm(hub)
  }

  private static func waitUntilCalm(_ hub: HubUnderTest) throws {
    var (last, now) = (-1.0, hub.cpuSeconds())
    // An idle hub uses a tick now and then.
    while now > last + 0.1 {
      Thread.sleep(forTimeInterval: 5)
      (last, now) = (now, hub.cpuSeconds())
    }
  }

  /// A flood that lasts longer than the hub's log has room, then the calm in which the objects get files of their own.
  static func flood() throws {
    let objects = try makeObjects()
    let folder = try BenchFolder("flood")
    let hub = try HubUnderTest(folder: folder.path)
    defer { hub.stop() }
    try hub.start(pausesJobs: true)
    try hub.addClinic()
    var next = 0
    let count = 16 * floodPerSender
    try compare(senders: 16, hub, objects, folder.path, &next, count: floodPerSender, rounds: 1, name: "x16 for \(count) objects")
    try foldingCPU(hub, objectCount: count)
  }

  private static func makeObjects() throws -> ECGObjects {
    ECGObjects(run: UInt64(getpid()), samplesMicrovolts: Array(repeating: (0..<8_300).map { Float($0 % 500) - 250 }, count: 12))
  }

  /// What it costs to give the objects files of their own once it is calm.
  private static func foldingCPU(_ hub: HubUnderTest, objectCount: Int) throws {
    let before = hub.cpuSeconds()
    try waitUntilCalm(hub)
    print("  files of their own, afterwards: CPU \(Figures.text((hub.cpuSeconds() - before) / Double(objectCount) * 1_000)) ms an object")
  }

  private static func compare(
    senders: Int, _ hub: HubUnderTest, _ objects: ECGObjects, _ folder: String, _ next: inout Int, count given: Int? = nil,
    rounds: Int = StoreBench.rounds, name: String? = nil
  ) throws {
    let count = given ?? perSender[senders, default: 30]
    var (floors, hubs, cpus): ([Double], [Double], [Double]) = ([], [], [])
    for round in 0..<rounds {
      let first = next
      next += senders * count
      let floor = try FloorServer(folder: folder + "/floor-\(senders)-\(round)-\(first)")
      floors.append(
        try rate(senders, count) { sender in
          try sendToFloor(floor, objects, first + sender * count, count)
        } prepare: {
          Thread.detachNewThread { try? floor.serve(connections: senders) }
        })
      let cpu = hub.cpuSeconds()
      let port = hub.dicomPort
      hubs.append(
        try rate(senders, count) { sender in
          try sendToHub(port, objects, first + sender * count, count)
        } prepare: {
        })
      cpus.append((hub.cpuSeconds() - cpu) / Double(senders * count) * 1_000)
    }
    let ratios = zip(hubs, floors).map { $0 / $1 }
    print(
      "  \(name ?? "x\(senders)")\thub \(Figures.text(Figures.median(hubs), 0))/s\tfloor \(Figures.text(Figures.median(floors), 0))/s\tratio "
        + "\(Figures.text(Figures.median(ratios))) (\(ratios.map { Figures.text($0) }.joined(separator: " ")))\tCPU \(Figures.text(Figures.median(cpus))) ms an object"
    )
    fflush(nil)
  }

  private static func rate(_ senders: Int, _ count: Int, _ send: @escaping @Sendable (Int) throws -> Void, prepare: () -> Void) throws -> Double {
    prepare()
    let failures = Tally()
    let seconds = Stopwatch.seconds {
      let group = DispatchGroup()
      for sender in 0..<senders {
        group.enter()
        Thread.detachNewThread {
          do { try send(sender) } catch { failures.add("\(error)") }
          group.leave()
        }
      }
      group.wait()
    }
    if let first = failures.first { throw BenchError(first) }
    return Double(senders * count) / seconds
  }

  private static func sendToFloor(_ floor: FloorServer, _ objects: ECGObjects, _ first: Int, _ count: Int) throws {
    let sender = try FloorSender(port: floor.port)
    for number in first..<first + count { try sender.send(objects.dataSet(number)) }
    sender.finish()
  }

  private static func sendToHub(_ port: UInt16, _ objects: ECGObjects, _ first: Int, _ count: Int) throws {
    let sender = try StoreSender(port: port, calledAE: "READINGHUB", callingAE: "BENCH")
    for number in first..<first + count {
      let status = try sender.store(objects.dataSet(number), sopInstance: objects.sopInstance(number))
      guard status == 0 else { throw BenchError("C-STORE status \(String(status, radix: 16))") }
    }
    try sender.release()
  }
}

/// Words from many threads.
final class Tally: @unchecked Sendable {
  private let lock = NSLock()
  private var words: [String] = []
  func add(_ word: String) { lock.withLock { words.append(word) } }
  var first: String? { lock.withLock { words.first } }
}
