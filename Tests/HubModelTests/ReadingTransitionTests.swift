import HubModel
import Testing

/// Every state of a reading against every act (docs/state-machines.md).
@Suite struct ReadingTransitionTests {
  /// A reading as an act may find it.
  enum Situation: String, CaseIterable {
    case receiving, scheduled, heldByMe, heldByOther, lapsedMine, lapsedOthers, leaseMissing, completed, canceled
  }
  enum Act: String, CaseIterable { case claim, renew, renewWithOldToken, release, releaseWithOldToken, complete, completeWithOldToken, lapse }
  enum Outcome: Equatable {
    case refused(ProblemCode)
    case state(Reading.State, token: Int64?)
    /// The act has nothing to do.
    case nothing
  }

  private static let me = ReaderID(rawValue: 1)
  private static let other = ReaderID(rawValue: 2)
  private static let now = Moment(wall: Instant(microseconds: 1_000_000_000), monotonic: MonotonicInstant(microseconds: 500_000_000))
  private static let length = TimeSpan.minutes(15)

  private static func reading(_ situation: Situation) -> Reading {
    var reading = Reading(
      id: ReadingID(rawValue: 1), study: StudyID(rawValue: 1), clinic: ClinicID(rawValue: 1), hospital: HospitalID(rawValue: 1), kind: .ecg,
      scope: .ecg, readiness: situation == .receiving ? .receiving : .ready, screening: .screened, grade: .ordinary, isUrgent: false, note: nil,
      isIdentityPending: false, firstReceivedAt: now.wall, lastReceivedAt: now.wall, priority: .routine, deadline: now.wall + .minutes(30),
      lastFencingToken: 4)
    func hold(_ holder: ReaderID, seconds: Int64) {
      reading.state = .inProgress
      reading.lease = Lease(holder: holder, token: 4, expires: now.monotonic + .seconds(seconds), expiresAt: now.wall + .seconds(seconds))
    }
    switch situation {
    case .receiving, .scheduled: break
    case .heldByMe: hold(me, seconds: 1)
    case .heldByOther: hold(other, seconds: 1)
    case .lapsedMine: hold(me, seconds: 0)
    case .lapsedOthers: hold(other, seconds: 0)
    case .leaseMissing: reading.state = .inProgress
    case .completed: reading.state = .completed
    case .canceled: reading.state = .canceled
    }
    return reading
  }

  private static func apply(_ act: Act, to reading: Reading) throws(HubError) -> Reading? {
    switch act {
    case .claim: try reading.claimed(by: me, at: now, lease: length)
    case .renew: try reading.renewed(by: me, token: 4, at: now, length: length)
    case .renewWithOldToken: try reading.renewed(by: me, token: 3, at: now, length: length)
    case .release: try reading.released(by: me, token: 4, at: now)
    case .releaseWithOldToken: try reading.released(by: me, token: 3, at: now)
    case .complete: try reading.completed(by: me, token: 4, at: now)
    case .completeWithOldToken: try reading.completed(by: me, token: 3, at: now)
    case .lapse: reading.lapsed(at: now.monotonic)
    }
  }

  /// Rows: situations. Columns in the order of `Act.allCases`.
  private static let table: [Situation: [Outcome]] = {
    let notReady = Outcome.refused(.readingNotReady)
    let (held, finished) = (Outcome.refused(.readingHeld), Outcome.refused(.readingFinished))
    let (notHeld, stale) = (Outcome.refused(.leaseNotHeld), Outcome.refused(.leaseStale))
    let claimed = Outcome.state(.inProgress, token: 5)
    let kept = Outcome.state(.inProgress, token: 4)
    let (back, done) = (Outcome.state(.scheduled, token: nil), Outcome.state(.completed, token: nil))
    return [
      .receiving: [notReady, notHeld, notHeld, notHeld, notHeld, notHeld, notHeld, .nothing],
      .scheduled: [claimed, notHeld, notHeld, notHeld, notHeld, notHeld, notHeld, .nothing],
      .heldByMe: [kept, kept, stale, back, stale, done, stale, .nothing],
      .heldByOther: [held, notHeld, notHeld, notHeld, notHeld, notHeld, notHeld, .nothing],
      .lapsedMine: [claimed, stale, stale, stale, stale, stale, stale, back],
      .lapsedOthers: [claimed, notHeld, notHeld, notHeld, notHeld, notHeld, notHeld, back],
      .leaseMissing: [claimed, notHeld, notHeld, notHeld, notHeld, notHeld, notHeld, back],
      .completed: Array(repeating: finished, count: 7) + [.nothing],
      .canceled: Array(repeating: finished, count: 7) + [.nothing],
    ]
  }()

  @Test(arguments: Situation.allCases, Act.allCases)
  func everyActInEverySituation(_ situation: Situation, act: Act) throws {
    let column = try #require(Act.allCases.firstIndex(of: act))
    let expected = try #require(Self.table[situation])[column]
    let before = Self.reading(situation)
    let actual: Outcome
    do throws(HubError) {
      let after = try Self.apply(act, to: before)
      actual = after.map { .state($0.state, token: $0.lease?.token) } ?? .nothing
      if let after { Self.expectInvariants(of: after, since: before) }
    } catch { actual = .refused(error.code) }
    #expect(actual == expected)
  }

  private static func expectInvariants(of after: Reading, since before: Reading) {
    #expect((after.lease != nil) == (after.state == .inProgress), "exactly a reading in progress has a lease")
    #expect(after.lastFencingToken >= before.lastFencingToken, "tokens never fall")
    #expect((after.completedAt != nil) == (after.state == .completed))
    if let lease = after.lease {
      #expect(lease.holder == me)
      #expect(lease.token == after.lastFencingToken)
      #expect(lease.expires == now.monotonic + length && lease.expiresAt == now.wall + length)
    }
  }

  @Test func aFinishedReadingIsNeitherReadyNorNotReady() {
    var reading = Self.reading(.completed)
    reading.readiness = .receiving
    #expect(throws: HubError(.readingNotReady)) { () throws(HubError) in try reading.claimed(by: Self.me, at: Self.now, lease: Self.length) }
  }

  @Test func aStaleHolderIsFencedOffAfterAnotherClaim() throws {
    let mine = try Self.reading(.scheduled).claimed(by: Self.me, at: Self.now, lease: .seconds(1))
    let later = Moment(wall: Self.now.wall + .seconds(2), monotonic: Self.now.monotonic + .seconds(2))
    let theirs = try mine.claimed(by: Self.other, at: later, lease: Self.length)
    #expect(theirs.lease?.token == 6)
    #expect(throws: HubError(.leaseNotHeld)) { () throws(HubError) in try theirs.completed(by: Self.me, token: 5, at: later) }
    let mineAgain = try theirs.released(by: Self.other, token: 6, at: later).claimed(by: Self.me, at: later, lease: Self.length)
    #expect(throws: HubError(.leaseStale)) { () throws(HubError) in try mineAgain.completed(by: Self.me, token: 5, at: later) }
    #expect(try mineAgain.completed(by: Self.me, token: 7, at: later).state == .completed)
  }

  @Test func theWallClockDoesNotDecideLeases() throws {
    let claimed = try Self.reading(.scheduled).claimed(by: Self.me, at: Self.now, lease: Self.length)
    let steppedWall = Moment(wall: Self.now.wall + .hours(24), monotonic: Self.now.monotonic + .seconds(1))
    #expect(claimed.isLapsed(at: steppedWall.monotonic) == false)
    #expect(try claimed.completed(by: Self.me, token: 5, at: steppedWall).completedAt == steppedWall.wall)
  }
}
