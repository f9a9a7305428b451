import HubModel
import Testing

@Suite struct PolicyTests {
  /// kind, grade, screening → priority without and with the sender's urgency.
  private static let priorities: [(StudyKind, Grade?, Reading.ScreeningState, Priority, Priority)] = [
    (.ecg, .critical, .screened, .critical, .critical),
    (.ecg, .warning, .screened, .emergency, .emergency),
    (.ecg, .ordinary, .screened, .routine, .emergency),
    (.ecg, .ungraded, .screened, .emergency, .emergency),
    (.ecg, nil, .screened, .emergency, .emergency),
    (.ecg, nil, .pending, .emergency, .emergency),
    (.ecg, .ordinary, .pending, .emergency, .emergency),
    (.ecg, nil, .notScreened(.screeningFailed), .emergency, .emergency),
    (.ecg, .ordinary, .notScreened(.badWaveform), .emergency, .emergency),
    (.ecg, .critical, .pending, .critical, .critical),
    (.imaging, nil, .notApplicable, .routine, .emergency),
    (.imaging, .critical, .notApplicable, .critical, .critical),
  ]

  @Test func priorityFollowsFromKindGradeScreeningAndUrgency() {
    for (kind, grade, screening, calm, urgent) in Self.priorities {
      #expect(PriorityPolicy.priority(kind: kind, grade: grade, screening: screening, isUrgent: false) == calm, "\(kind) \(screening)")
      #expect(PriorityPolicy.priority(kind: kind, grade: grade, screening: screening, isUrgent: true) == urgent, "\(kind) \(screening)")
    }
  }

  @Test func unreadIsNeverOrdinary() {
    let unread: [Reading.ScreeningState] = [.pending, .notApplicable, .notScreened(.screeningFailed)]
    for screening in unread {
      for grade in Grade.allCases {
        #expect(PriorityPolicy.priority(kind: .ecg, grade: grade, screening: screening, isUrgent: false) < .routine)
      }
    }
  }

  /// Minutes by scope for critical, emergency, routine (docs/clocks.md).
  private static let minutes: [ReadingScope: [Int64]] = [
    .ecg: [10, 15, 30], .ct: [60, 60, 240], .mr: [60, 60, 240], .xray: [30, 30, 120], .ultrasound: [30, 30, 30], .other: [30, 30, 120],
  ]

  @Test(arguments: ReadingScope.allCases)
  func deadlinesRunByScopeAndPriority(_ scope: ReadingScope) throws {
    let expected = try #require(Self.minutes[scope])
    for (priority, minutes) in zip(Priority.allCases, expected) {
      #expect(ClockPolicy().span(for: scope, priority: priority) == .minutes(minutes), "\(priority)")
    }
  }

  @Test func theDeadlineRunsFromTheFirstObject() {
    var reading = Self.reading(hospital: 1, scope: .ecg)
    (reading.screening, reading.grade) = (.screened, .critical)
    reading.lastReceivedAt = reading.firstReceivedAt + .hours(1)
    let prioritized = reading.prioritized(by: ClockPolicy())
    #expect(prioritized.priority == .critical)
    #expect(prioritized.deadline == reading.firstReceivedAt + .minutes(10))
  }

  @Test func eachRightBelongsToItsRole() throws {
    let principals: [Principal] = [.clinic(ClinicID(rawValue: 1)), .reader(ReaderID(rawValue: 2)), .administrator, .auditor, .hub]
    func allowed(_ check: (Principal) throws(HubError) -> Void) -> [Bool] {
      principals.map { principal in
        do throws(HubError) {
          try check(principal)
          return true
        } catch { return error != HubError(.notPermitted) }
      }
    }
    #expect(allowed { (principal) throws(HubError) in _ = try Access.requireClinic(principal) } == [true, false, false, false, false])
    #expect(allowed { (principal) throws(HubError) in _ = try Access.requireReader(principal) } == [false, true, false, false, false])
    #expect(allowed { (principal) throws(HubError) in try Access.requireAdministrator(principal) } == [false, false, true, false, false])
    #expect(allowed { (principal) throws(HubError) in try Access.requireAuditor(principal) } == [false, false, true, true, false])
  }

  @Test func aReaderSeesTheirHospitalsScopesAndElseNothing() throws {
    let reader = Reader(id: ReaderID(rawValue: 1), name: "陈静", hospital: HospitalID(rawValue: 1), scopes: [.ecg, .ct])
    let disabled = Reader(id: reader.id, name: reader.name, hospital: reader.hospital, scopes: reader.scopes, isDisabled: true)
    let own = Self.reading(hospital: 1, scope: .ct)
    try Access.requireVisible(own, to: reader)
    #expect(throws: HubError(.notFound)) { try Access.requireVisible(Self.reading(hospital: 2, scope: .ct), to: reader) }
    #expect(throws: HubError(.notFound)) { try Access.requireVisible(Self.reading(hospital: 2, scope: .mr), to: reader) }
    #expect(throws: HubError(.outsideScope)) { try Access.requireVisible(Self.reading(hospital: 1, scope: .mr), to: reader) }
    #expect(throws: HubError(.notFound)) { try Access.requireVisible(own, to: disabled) }
  }

  private static func reading(hospital: Int64, scope: ReadingScope) -> Reading {
    let start = Instant(microseconds: 1_000_000)
    return Reading(
      id: ReadingID(rawValue: 1), study: StudyID(rawValue: 1), clinic: ClinicID(rawValue: 1), hospital: HospitalID(rawValue: hospital),
      kind: scope == .ecg ? .ecg : .imaging, scope: scope, readiness: .ready, screening: .pending, isUrgent: false, note: nil,
      isIdentityPending: false, firstReceivedAt: start, lastReceivedAt: start, priority: .emergency, deadline: start)
  }
}
