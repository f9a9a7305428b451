import Foundation
import HubFlow
import HubModel
import HubTesting
import Synchronization
import Testing

/// Which ECG the core looks at next.
@Suite struct ScreeningOrderTests {
  private static let flood = 200

  /// An ECG of its own UIDs; `padding` makes the file as long as recordings of hours are (Data Set Trailing Padding, PS3.10 §7.2);
  /// with `instance` it is another object of the study. The first and the third of the UIDs are the object's.
  private static func ecg(_ number: Int, padding: Int = 0, instance: Int? = nil) throws -> Data {
    var bytes = try Data(contentsOf: Samples.studies.appendingPathComponent("ecg-normal/ecg.dcm"))
    let prefix = Data("2.25.".utf8)
    var place = bytes.startIndex
    var count = 0
    while let found = bytes.range(of: prefix, in: place..<min(2_048, bytes.endIndex)) {
      let digits = bytes[found.upperBound...].prefix { (48...57).contains($0) }
      let isOwn = count == 0 || count == 2
      bytes.replaceSubrange(
        digits.endIndex - 3..<digits.endIndex, with: Data(String(format: "%03d", isOwn ? instance ?? number : number).utf8))
      place = digits.endIndex
      count += 1
    }
    guard padding > 0 else { return bytes }
    let length = withUnsafeBytes(of: UInt32(padding).littleEndian) { Data($0) }
    return bytes + Data([0xFC, 0xFF, 0xFC, 0xFF]) + Data("OB".utf8) + Data([0, 0]) + length + Data(count: padding)
  }

  private static func screened(_ world: FlowWorld) async throws -> [AuditEntry] {
    try await world.store.read { try $0.auditEntries(after: 0, limit: 100_000) }.filter { $0.event.action == .screened }
  }

  /// How many ECGs were screened before the first of a clinic.
  private static func place(of clinic: Clinic, in world: FlowWorld) async throws -> Int? {
    let readings = try await world.store.read { try $0.worklist(WorklistQuery(clinic: clinic.id)) }.map { "reading:\($0.reading.id)" }
    return try await screened(world).firstIndex { readings.contains($0.event.subject) }
  }

  private static func wait(_ seconds: Int, until isSo: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !isSo() {
      guard ContinuousClock.now < end else { return false }
      try await Task.sleep(for: .milliseconds(2))
    }
    return true
  }

  @Test("an emergency that comes while a clinic's flood is screened waits for a handful of ECGs")
  func emergencyInFlood() async throws {
    let gate = Gate(free: 20)
    let world = try await FlowWorld(screenedBytes: { _ in await gate.pass() })
    try await world.addHospital()
    let flooding = try await world.addClinic("FLOOD").clinic
    let other = try await world.addClinic("OTHER").clinic
    for number in 0..<Self.flood { try await world.upload(try Self.ecg(number), from: flooding) }
    let running = Task { await world.jobs.run() }
    defer { running.cancel() }
    #expect(try await Self.wait(60) { try await Self.screened(world).count == 20 })
    try await world.upload(try Self.ecg(900), from: other, isUrgent: true)
    await world.jobs.wake()
    #expect(try await Self.wait(60) { try await world.store.read { try $0.worklist(WorklistQuery(clinic: other.id)) }.count == 1 })
    gate.open()
    #expect(try await Self.wait(120) { try await Self.screened(world).count == Self.flood + 1 })
    let place = try #require(try await Self.place(of: other, in: world))
    #expect(place - 20 < 12, "\(place - 20) others were screened first")
    running.cancel()
    await running.value
  }

  @Test("a clinic's flood, urgent or not, does not hold up another clinic's ECG", arguments: [true, false])
  func otherClinicInFlood(isFloodUrgent: Bool) async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let flooding = try await world.addClinic("FLOOD").clinic
    let other = try await world.addClinic("OTHER").clinic
    for number in 0..<40 { try await world.upload(try Self.ecg(number), from: flooding, isUrgent: isFloodUrgent) }
    try await world.upload(try Self.ecg(900), from: other)
    await world.settle()
    #expect(try await Self.screened(world).count == 41)
    #expect(try #require(try await Self.place(of: other, in: world)) < 4)
  }

  @Test("a study is screened when the last of its ECGs is; until then the list does not call it ordinary")
  func twoECGs() async throws {
    let gate = Gate(free: 1)
    let world = try await FlowWorld(screenedBytes: { _ in await gate.pass() })
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    let (one, other) = (try Self.ecg(1), try Self.ecg(1, instance: 2))
    for bytes in [one, other] { try await world.upload(bytes, from: clinic, isComplete: false) }
    let running = Task { await world.jobs.run() }
    defer { running.cancel() }
    #expect(try await Self.wait(60) { try await Self.screened(world).count == 1 && gate.isAwaited })
    func reading() async throws -> Reading {
      let rows = try await world.store.read { try $0.worklist(WorklistQuery(clinic: clinic.id)) }
      #expect(rows.count == 1 && rows.first?.study.objectCount == 2)
      return try #require(rows.first).reading
    }
    let half = try await reading()
    #expect(half.grade == .ordinary && half.screening == .pending && half.priority == .emergency)
    gate.open()
    #expect(try await Self.wait(60) { try await Self.screened(world).count == 2 })
    let whole = try await reading()
    #expect(whole.grade == .ordinary && whole.screening == .screened && whole.priority == .routine)
    running.cancel()
    await running.value
  }

  @Test("an ECG that the core cannot look at makes its study one that is not screened, whatever another one's grade")
  func oneFails() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    for bytes in [try Self.ecg(1), try Self.ecg(1, padding: 33 << 20, instance: 2)] { try await world.upload(bytes, from: clinic, isComplete: false) }
    await world.settle()
    let reading = try #require(try await world.store.read { try $0.worklist(WorklistQuery(clinic: clinic.id)) }.first).reading
    #expect(reading.grade == .ordinary && reading.screening == .notScreened(.objectTooLarge) && reading.priority == .emergency)
  }

  @Test("a recording of hours in hand keeps no other ECG waiting")
  func longBesideShort() async throws {
    let gate = Gate()
    let world = try await FlowWorld(screenedBytes: { bytes in if bytes > 4 << 20 { await gate.pass() } })
    try await world.addHospital()
    let clinic = try await world.addClinic("QINGSHAN").clinic
    try await world.upload(try Self.ecg(1, padding: 5 << 20), from: clinic, isUrgent: true)
    let running = Task { await world.jobs.run() }
    defer { running.cancel() }
    #expect(try await Self.wait(60) { gate.isAwaited })
    for number in 2..<12 {
      try await world.upload(try Self.ecg(number), from: clinic)
      await world.jobs.wake()
      #expect(try await Self.wait(30) { try await Self.screened(world).count == number - 1 }, "ECG \(number) waits")
    }
    gate.open()
    #expect(try await Self.wait(60) { try await Self.screened(world).count == 11 })
    running.cancel()
    await running.value
  }
}

/// Lets the first few pass, and holds who comes after them until it is opened.
private final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var free: Int
  }
  private let state: Mutex<State>

  init(free: Int = 0) { state = Mutex(State(free: free)) }

  var isAwaited: Bool { state.withLock { !$0.waiting.isEmpty } }

  func pass() async {
    await withCheckedContinuation { continuation in
      let mayPass = state.withLock { state in
        if state.isOpen { return true }
        if state.free > 0 {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if mayPass { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// A blob store whose whole reads wait for somebody.
struct WatchedBlobStore: BlobStore {
  let base: any BlobStore
  let onRead: @Sendable (Int) async -> Void

  func read(_ key: BlobKey, range: Range<Int64>?) async throws(HubError) -> [UInt8] {
    let bytes = try await base.read(key, range: range)
    if range == nil { await onRead(bytes.count) }
    return bytes
  }
  func put(_ file: StagedFile) async throws(HubError) { try await base.put(file) }
  func put(_ bytes: [UInt8], examine: () throws(HubError) -> BlobKey) throws(HubError) -> BlobKey { try base.put(bytes, examine: examine) }
  func sizeBytes(of key: BlobKey) async throws(HubError) -> Int64? { try await base.sizeBytes(of: key) }
  func delete(_ key: BlobKey) async throws(HubError) { try await base.delete(key) }
  func list(after key: BlobKey?, limit: Int) async throws(HubError) -> [BlobKey] { try await base.list(after: key, limit: limit) }
}
