import HubModel
import Testing

@Suite("Amendment of an issued report")
struct AmendmentTests {
  private static let me = ReaderID(rawValue: 1)
  private static let other = ReaderID(rawValue: 2)
  private static let now = Moment(wall: Instant(microseconds: 9_000_000_000), monotonic: MonotonicInstant(microseconds: 500_000_000))
  private static let later = Moment(wall: now.wall + .seconds(5), monotonic: now.monotonic + .seconds(5))
  private static let length = TimeSpan.minutes(15)

  private static func reading(_ state: Reading.State) -> Reading {
    Reading(
      id: ReadingID(rawValue: 1), study: StudyID(rawValue: 1), clinic: ClinicID(rawValue: 1), hospital: HospitalID(rawValue: 1), kind: .ecg,
      scope: .ecg, state: state, readiness: .ready, screening: .screened, grade: .ordinary, isUrgent: false, note: nil, isIdentityPending: false,
      firstReceivedAt: Instant(microseconds: 1), lastReceivedAt: Instant(microseconds: 1), priority: .routine, deadline: now.wall,
      lastFencingToken: 4, completedAt: state == .completed ? Instant(microseconds: 77) : nil)
  }

  private static func amendment(_ kind: AmendmentKind = .corrected, by reader: ReaderID = me) -> Amendment {
    Amendment(kind: kind, reason: "左右写反", version: 1, openedBy: reader, openedAt: now.wall, tellsAgain: true)
  }

  private static func opened() throws -> Reading { try reading(.completed).amending(amendment(), at: now, lease: length) }

  @Test("a finished reading comes back to work under a claim and a fencing token of its own")
  func opens() throws {
    let open = try Self.opened()
    #expect(open.state == .inProgress && open.task == .amendment && open.completedAt == nil)
    #expect(open.lease?.holder == Self.me && open.lease?.token == 5 && open.lastFencingToken == 5)
    #expect(throws: HubError(.leaseStale)) { try open.completed(by: Self.me, token: 4, at: Self.now) }
    let done = try open.completed(by: Self.me, token: 5, at: Self.later)
    #expect(done.state == .completed && done.amendment == nil && done.completedAt == Self.later.wall)
  }

  @Test("only a completed reading, and one amendment at a time", arguments: Reading.State.allCases)
  func opensOnce(_ state: Reading.State) throws {
    guard state != .completed else {
      #expect(throws: HubError(.amendmentOpen)) { try Self.opened().amending(Self.amendment(by: Self.other), at: Self.later, lease: Self.length) }
      return
    }
    #expect(throws: HubError(.reportNotIssued)) { try Self.reading(state).amending(Self.amendment(), at: Self.now, lease: Self.length) }
  }

  @Test("given up, the reading is finished as before; a stranger, an old token and a finished one cannot give it up")
  func canceled() throws {
    let open = try Self.opened()
    let closed = try open.amendmentCanceled(by: Self.me, token: 5, at: Self.later)
    #expect(closed.state == .completed && closed.amendment == nil && closed.lease == nil && closed.completedAt == Instant(microseconds: 77))
    #expect(throws: HubError(.leaseNotHeld)) { try open.amendmentCanceled(by: Self.other, token: 5, at: Self.later) }
    #expect(throws: HubError(.leaseStale)) { try open.amendmentCanceled(by: Self.me, token: 4, at: Self.later) }
    #expect(throws: HubError(.readingFinished)) { try closed.amendmentCanceled(by: Self.me, token: 5, at: Self.later) }
    let held = try Self.reading(.scheduled).claimed(by: Self.me, at: Self.now, lease: Self.length)
    #expect(throws: HubError(.noAmendment)) { try held.amendmentCanceled(by: Self.me, token: 5, at: Self.later) }
  }

  @Test("lapsed, anybody may go on with it; reviewed, its author may not; given back, it is an amendment again")
  func goesOn() throws {
    let lapsed = try #require(Self.opened().lapsed(at: Self.now.monotonic + .hours(1)))
    #expect(lapsed.state == .scheduled && lapsed.task == .amendment)
    let taken = try lapsed.claimed(by: Self.other, at: Self.later, lease: Self.length)
    #expect(taken.lastFencingToken == 6)
    let submitted = try taken.submitted(by: Self.other, token: 6, at: Self.later)
    #expect(submitted.task == .review && submitted.amendment != nil)
    #expect(throws: HubError(.sameDoctor)) { try submitted.claimed(by: Self.other, at: Self.later, lease: Self.length) }
    let reviewing = try submitted.claimed(by: Self.me, at: Self.later, lease: Self.length)
    #expect(throws: HubError(.noAmendment)) { try reviewing.amendmentCanceled(by: Self.me, token: 7, at: Self.later) }
    #expect(try reviewing.returned(by: Self.me, token: 7, reason: "x", at: Self.later).task == .amendment)
  }

  @Test("an amendment's clock starts when it is opened")
  func clock() throws {
    let open = try Self.opened().prioritized(by: ClockPolicy())
    #expect(open.deadline == Self.now.wall + ClockPolicy().ecgRoutine)
  }

  @Test("a version's status is FHIR's word for its amendment, once it is issued", arguments: AmendmentKind.allCases)
  func status(_ kind: AmendmentKind) {
    var version = ReportVersion(
      id: .init(rawValue: 1), reading: .init(rawValue: 1), number: 2, author: Self.me, createdAt: Self.now.wall, studyRevision: 1, contentJSON: [],
      contentDigest: Self.key, previousDigest: Self.key)
    version.amendment = kind
    #expect(version.status == .draft)
    version.signature = ReportSignature(signer: Self.me, signedAt: Self.now.wall, signedPDF: Self.key)
    #expect(version.status.rawValue == kind.rawValue && version.status.isIssued)
    version.needsReview = true
    #expect(version.status == .preliminary && !version.status.isIssued)
    #expect(version.signature(isPreliminary: true) != nil && version.signature(isPreliminary: false) == nil)
  }

  private static let key: BlobKey = {
    guard let key = BlobKey(rawValue: String(repeating: "a", count: 64)) else { preconditionFailure("64 hexadecimal digits") }
    return key
  }()
}

@Suite("A critical value after its report was amended")
struct AmendedEpisodeTests {
  private static let clinic = Principal.clinic(ClinicID(rawValue: 3))
  private static let doctor = Principal.reader(ReaderID(rawValue: 7))
  private static let policy = CriticalPolicy()
  private static let reading = ReadingID(rawValue: 5)

  private static func at(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }
  private static func told() -> CriticalEpisode {
    CriticalEpisode.raised(
      CriticalFinding(reading: reading, code: "STEMI", chinese: "x", english: "x"), of: PatientID(rawValue: 1), clinic: ClinicID(rawValue: 3),
      hospital: HospitalID(rawValue: 2), by: .hub, at: at(0), policy
    ).notified(by: clinic, at: at(10))
  }
  private static func amended(_ episode: CriticalEpisode, at seconds: Int64) -> CriticalEpisode {
    let finding = CriticalFinding.amended(.corrected, of: reading, reason: "左右写反")
    return episode.amended(by: finding, reason: "左右写反", by: doctor, at: at(seconds), policy)
  }

  @Test("answered or closed, it waits anew from the amendment: told, escalated and answered again; both rounds stand", arguments: [false, true])
  func reopened(_ isClosed: Bool) throws {
    let answered = try Self.told().acknowledged(person: "张护士", action: "转院", by: Self.clinic, at: Self.at(20))
    let before = isClosed ? try answered.closed(by: Self.doctor, text: nil, at: Self.at(30)) : answered
    let open = Self.amended(before, at: 1_000)
    #expect(open.state == .raised && open.discoveredAt == Self.at(1_000) && open.level == 0 && open.acknowledgement == nil)
    #expect(open.escalatesAt == Self.at(1_300))
    #expect(open.findings.last?.code == "corrected" && open.events.starts(with: before.events))
    #expect(open.escalated(to: [], at: Self.at(1_299), Self.policy) == nil)
    #expect(open.escalated(to: [], at: Self.at(1_300), Self.policy)?.level == 1)
    let again = try open.notified(by: Self.clinic, at: Self.at(1_010)).acknowledged(
      person: "李护士", action: "已召回", by: Self.clinic, at: Self.at(1_020))
    #expect(again.events.filter { $0.kind == .acknowledged }.compactMap(\.personName) == ["张护士", "李护士"])
    #expect(again.events.filter { $0.kind == .notified }.count == 2)
    // A second amendment with the same word asks again: it is another change.
    #expect(Self.amended(again, at: 2_000).isWaiting)
  }

  @Test("while nobody has answered the clock runs on, and the change is told as well")
  func stillWaiting() {
    let told = Self.told()
    let next = Self.amended(told, at: 100)
    #expect(next.state == .raised && next.discoveredAt == told.discoveredAt && next.escalatesAt == told.escalatesAt)
    #expect(next.notified(by: Self.clinic, at: Self.at(110)).events.filter { $0.kind == .notified }.count == 2)
  }
}
