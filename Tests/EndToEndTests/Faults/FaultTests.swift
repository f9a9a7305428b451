import Foundation
import HubTesting
import Testing

/// As SQLite tests itself: the N-th call that changes a file goes wrong, for N = 1, 2, 3 …, on the way from upload to acknowledged report,
/// for objects, object log, staging and database alike. After each: the hub is alive or has ended; a start finds everything that was
/// acknowledged; the way can be gone to its end; `fsck` has nothing to say.
@Suite(
  "A disk that fails at any call", .ownThread, .enabled(if: FaultyDisk.compiler != nil, Comment(rawValue: FaultyDisk.skipReason)))
struct FaultTests {
  /// How long the sampled run takes at most, but for the last fault.
  private static let secondsOfSample = 60.0

  @Test("full, broken, short writes, failed syncs, death, power loss: nothing acknowledged is lost, nothing is half there")
  func everyCall() throws {
    try Region.run { region in
      let way = try FaultyWay(region: region)
      let disk = try FaultyDisk(in: region)
      #expect(try region.hub.terminate() == 0)
      let template = region.file("template")
      try FileManager.default.copyItem(atPath: region.hub.data, toPath: template)
      var loop = FaultLoop(region: region, way: way, disk: disk, template: template)
      let calls = try loop.countCalls()
      if TestLevel.isAll { try loop.runAll() } else { try loop.runSample(seconds: Self.secondsOfSample, callCount: calls) }
      print("\(calls) calls a way; \(loop.summary)")
      #expect(loop.faultCount > 0)
    }
  }
}

private struct FaultLoop {
  let region: Region
  let way: FaultyWay
  let disk: FaultyDisk
  let template: String
  private(set) var faultCount = 0
  private var counts: [FaultyDisk.Kind: Int] = [:]

  init(region: Region, way: FaultyWay, disk: FaultyDisk, template: String) {
    (self.region, self.way, self.disk, self.template) = (region, way, disk, template)
  }

  var summary: String { FaultyDisk.Kind.allCases.map { "\($0.rawValue) \(counts[$0, default: 0])" }.joined(separator: ", ") + " faults" }

  /// The way without a fault; returns how many calls count.
  func countCalls() throws -> Int {
    try restore()
    try region.hub.start(environment: disk.environment(.broken, at: 0))
    var ledger = FaultyLedger()
    try way.go(&ledger)
    #expect(try region.hub.terminate() == 0)
    guard let count = disk.callCount, count > 20 else { throw HarnessFailure("the failing disk counts no calls: \(disk.callCount ?? -1)") }
    return count
  }

  /// Every call of every kind, or of those that `READINGHUB_FAULT_KINDS` names, until one run has fewer calls than its number.
  mutating func runAll() throws {
    let named = ProcessInfo.processInfo.environment["READINGHUB_FAULT_KINDS"].map { Set($0.split(separator: ",").map(String.init)) }
    for kind in FaultyDisk.Kind.allCases where named?.contains(kind.rawValue) ?? true {
      var number = 1
      while try run(kind, at: number) {
        if number % 20 == 0 { print("\(kind.rawValue): every call to the \(number)th went wrong once") }
        number += 1
      }
    }
  }

  /// As many as fit, evenly drawn.
  mutating func runSample(seconds: Double, callCount: Int) throws {
    let random = TestLevel.random("the failing disk")
    let start = ContinuousClock.now
    var index = 0
    while (ContinuousClock.now - start) / .seconds(1) < seconds {
      let kind = FaultyDisk.Kind.allCases[index % FaultyDisk.Kind.allCases.count]
      let bound = kind == .sync || kind == .short ? callCount / 4 : callCount
      _ = try run(kind, at: 1 + Int(random.next() % UInt64(max(1, bound))))
      index += 1
    }
  }

  private func restore() throws {
    try? FileManager.default.removeItem(atPath: region.hub.data)
    try FileManager.default.copyItem(atPath: template, toPath: region.hub.data)
  }

  /// - Returns: false when the run made fewer calls.
  private mutating func run(_ kind: FaultyDisk.Kind, at number: Int) throws -> Bool {
    try restore()
    var ledger = FaultyLedger()
    var end = "went to its end"
    do {
      try region.hub.start(environment: disk.environment(kind, at: number))
      try way.go(&ledger)
    } catch { end = "\(error)" }
    let isDeadly = kind == .crash || kind == .power
    // Who dies takes a moment to be gone.
    if isDeadly, disk.fault != nil { try Wait.untilTrue("the end of the hub", seconds: 10) { !region.hub.isRunning } }
    if region.hub.isRunning {
      let isAlive = (try? region.hub.client.send(WireRequest(path: "/health/live")).status) == 200
      #expect(isAlive || isDeadly, "\(kind) \(number): \(end)")
      _ = try region.hub.terminate()
    }
    let fault = disk.fault
    let name = "\(kind.rawValue) at \(fault ?? "nothing (\(number))"), then: \(end.prefix(300))"
    #expect(region.hub.lastStatus.map { $0 < 128 } ?? true || (isDeadly && fault != nil), "\(name): ended with \(region.hub.lastStatus ?? -1)")
    if fault == nil { #expect(end == "went to its end", "\(name)") }
    try check(ledger, name)
    guard fault != nil else { return false }
    faultCount += 1
    counts[kind, default: 0] += 1
    return true
  }

  /// On a sound disk again.
  private func check(_ ledger: FaultyLedger, _ name: String) throws {
    do {
      for file in try FileManager.default.contentsOfDirectory(atPath: region.hub.data) where file.hasPrefix("kept-by-faults-") {
        unlink(region.hub.data + "/" + file)
      }
      try region.hub.start()
      let losses = try way.losses(ledger)
      #expect(losses.isEmpty, "\(name): \(losses)")
      var whole = ledger
      try way.go(&whole)
      #expect(try way.losses(whole).isEmpty, "\(name): lost afterwards")
      #expect(region.hub.partialFiles.isEmpty, "\(name): \(region.hub.partialFiles)")
      #expect(try region.hub.terminate() == 0, "\(name)")
      let verdict = try region.tool.run(["fsck", "--data", region.hub.data, "--json"])
      #expect(verdict.status == 0, "\(name): \(verdict.all.suffix(400))")
    } catch {
      region.hub.killHard()
      Issue.record("\(name): afterwards: \(error)\n\(region.hub.lastErrors.suffix(800))")
    }
  }
}
