import HubModel
import Testing

@Suite("Critical episode")
struct CriticalEpisodeTests {
  private static let clinic = Principal.clinic(ClinicID(rawValue: 3))
  private static let doctor = Principal.reader(ReaderID(rawValue: 7))
  private static let policy = CriticalPolicy()

  private static func at(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }
  private static func finding(_ code: String) -> CriticalFinding {
    CriticalFinding(reading: ReadingID(rawValue: 5), code: code, chinese: code, english: code)
  }
  private static func raised() -> CriticalEpisode {
    CriticalEpisode.raised(
      finding("STEMI"), of: PatientID(rawValue: 1), clinic: ClinicID(rawValue: 3), hospital: HospitalID(rawValue: 2), by: .hub, at: at(0), policy)
  }

  @Test("told, answered, closed: each step once, with who and when")
  func way() throws {
    let told = Self.raised().notified(by: Self.clinic, at: Self.at(20))
    #expect(told.state == .notified && told.notified(by: Self.clinic, at: Self.at(30)) == told)
    #expect(throws: HubError(.episodeWaiting)) { try told.closed(by: Self.doctor, text: nil, at: Self.at(40)) }
    let answered = try told.acknowledged(person: "张护士", action: "转院", by: Self.clinic, at: Self.at(50))
    #expect(answered.acknowledgement?.personName == "张护士" && answered.escalatesAt == nil)
    #expect(try answered.acknowledged(person: "李护士", action: "等待", by: Self.clinic, at: Self.at(60)) == answered)
    let closed = try answered.closed(by: Self.doctor, text: "已到院", at: Self.at(70))
    #expect(closed.events.map(\.kind) == [.raised, .notified, .acknowledged, .closed])
    for step in [
      { try closed.acknowledged(person: "x", action: "y", by: Self.clinic, at: Self.at(80)) },
      { try closed.joined(by: Self.finding("VFIB"), by: .hub, at: Self.at(80), Self.policy) },
      { try closed.telephoned(caller: "x", person: "y", text: "z", by: Self.doctor, at: Self.at(80)) },
    ] { #expect(throws: HubError(.episodeClosed)) { try step() } }
  }

  @Test("escalates at 5 and 10 minutes after discovery to those of the level, until somebody answers; never early, never a third time")
  func escalation() throws {
    let contacts = [Contact(name: "王主任", phone: "1", level: 1), Contact(name: "李院长", phone: "2", level: 2)]
    let raised = Self.raised()
    #expect(raised.escalated(to: contacts, at: Self.at(299), Self.policy) == nil)
    let first = try #require(raised.escalated(to: contacts, at: Self.at(300), Self.policy))
    #expect(first.level == 1 && first.events.last?.personName == "王主任 1")
    #expect(first.escalated(to: contacts, at: Self.at(599), Self.policy) == nil)
    let second = try #require(first.escalated(to: contacts, at: Self.at(600), Self.policy))
    #expect(second.level == 2 && second.events.last?.personName == "王主任 1, 李院长 2")
    #expect(second.escalated(to: contacts, at: Self.at(99_999), Self.policy) == nil)
    let answered = try first.acknowledged(person: "张护士", action: "转院", by: Self.clinic, at: Self.at(400))
    #expect(answered.escalated(to: contacts, at: Self.at(600), Self.policy) == nil)
  }

  @Test("a repeat joins in silence; what is new after the answer must be told again, its clock from its own discovery")
  func joining() throws {
    let answered = try Self.raised().acknowledged(person: "张护士", action: "转院", by: Self.clinic, at: Self.at(50))
    let repeated = try answered.joined(by: Self.finding("STEMI"), by: .hub, at: Self.at(60), Self.policy)
    #expect(repeated.state == .acknowledged && repeated.findings.count == 2)
    let other = try answered.joined(by: Self.finding("VFIB"), by: .hub, at: Self.at(60), Self.policy)
    #expect(other.state == .raised && other.discoveredAt == Self.at(60) && other.escalatesAt == Self.at(360) && other.acknowledgement == nil)
    // A doctor's words are never a mere repeat.
    let words = try answered.joined(by: Self.finding(CriticalFinding.readerCode), by: Self.doctor, at: Self.at(60), Self.policy)
    let again = try words.acknowledged(person: "a", action: "b", by: Self.clinic, at: Self.at(70))
      .joined(by: Self.finding(CriticalFinding.readerCode), by: Self.doctor, at: Self.at(80), Self.policy)
    #expect(words.state == .raised && again.state == .raised)
  }

  @Test("a telephone notice holds both names and counts as told, but not as answered")
  func telephone() throws {
    let told = try Self.raised().telephoned(caller: "陈静", person: "张护士", text: "前壁心梗", by: Self.doctor, at: Self.at(30))
    #expect(told.state == .notified && told.isWaiting && told.escalatesAt == Self.at(300))
    let event = try #require(told.events.last)
    #expect(event.callerName == "陈静" && event.personName == "张护士" && event.text == "前壁心梗")
  }
}
