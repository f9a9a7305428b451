/// What a hub owes its users, written as plainly as it can be said: the specification that random sequences hold the real hub to.
///
/// It knows no store, no bytes and no threads. Readers, clinics, readings, versions, episodes and reports are small numbers; times are
/// seconds. Each act returns what the hub must answer and leaves what the hub must show. It shares no code with the hub's own rules.
package struct ModelHub: Equatable, Sendable {
  /// Two clinics, both read for by hospital 0. Readers 0 and 1 read all there, 2 only ECGs; 3 is another hospital's.
  package static let clinics = 0..<2
  package static let readers = 0..<4
  /// Those of hospital 0: who can have changed another's report.
  package static let changing = 0..<3
  static let lease = 900
  static let escalations = [300, 600]

  package enum Refusal: String, Sendable {
    case notFound = "not-found"
    case outsideScope = "outside-scope"
    case agreementNotInForce = "agreement-not-in-force"
    case licenceNotValid = "licence-not-valid"
    case readingNotReady = "reading-not-ready"
    case readingHeld = "reading-held"
    case readingFinished = "reading-finished"
    case nothingToClaim = "nothing-to-claim"
    case leaseNotHeld = "lease-not-held"
    case leaseStale = "lease-stale"
    case sameDoctor = "same-doctor"
    case revisionConflict = "revision-conflict"
    case alreadySigned = "already-signed"
    case notPrepared = "not-prepared"
    case signatureInvalid = "signature-invalid"
    case notForReview = "not-for-review"
    case reportNotIssued = "report-not-issued"
    case reportWithdrawn = "report-withdrawn"
    case amendmentOpen = "amendment-open"
    case noAmendment = "no-amendment"
    case appendedChanges = "appended-changes"
    case episodeClosed = "episode-closed"
    case episodeWaiting = "episode-waiting"
    case digestMismatch = "digest-mismatch"
    case badRequest = "bad-request"
  }

  /// What an act was answered with.
  package enum Answer: Equatable, Sendable {
    case done
    case refused(String)
    case stored(isNew: Bool)
    case lease(reading: Int, token: Int)
    case version(Int)
    case issued(version: Int, status: String)
    case episode(Int)
    /// Sequence numbers; the episodes that ring, where somebody listens and something is new.
    case page([Int], alarms: [Int]?)
    case acknowledged(second: Int)
    case overrides(Int)

    /// What kind of answer it is, without numbers.
    package var name: String {
      switch self {
      case .refused(let code): code
      case .stored(let isNew): isNew ? "new" : "known"
      case .issued(_, let status): status
      case .page(_, let alarms): alarms?.isEmpty == false ? "alarms" : "page"
      default: "done"
      }
    }
  }

  package enum Kind: Equatable, Sendable {
    case image, criticalECG, ordinaryECG
    /// Scanned paper: part of any study, and nothing to read by itself.
    case document
    var isECG: Bool { self == .criticalECG || self == .ordinaryECG }
  }
  /// What the core says of an ECG; the worse is the smaller.
  package enum Grade: Int, Comparable, Sendable {
    case critical, ordinary
    package static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
  }
  package enum Task: Equatable, Sendable { case report, review, amendment }

  struct Object: Equatable, Sendable {
    var number: Int
    var kind: Kind
    /// The study that it says it is of.
    var label: Int
    var clinic: Int
    var patient: Int
    var isUrgent: Bool
    var receivedAt: Int
  }

  /// What was sent of one examination. A study of documents alone becomes one of ECGs or of images by the first of these; ECGs and images
  /// under one label are two studies.
  struct Study: Equatable, Sendable {
    var label: Int
    var clinic: Int
    /// Whose it is says the first object.
    var patient: Int
    var isECG: Bool?
    var objectCount = 1
  }

  /// Machine work that was promised: it may run once its moment on the wall clock has come.
  struct Job: Equatable, Sendable {
    enum Work: Equatable, Sendable {
      case index(Object)
      case screen(reading: Int, Kind)
    }
    /// Those among whom clinics take turns.
    struct Line: Hashable, Sendable {
      var isScreening: Bool
      var isUrgent: Bool
    }
    var work: Work
    var isUrgent: Bool
    var turn: Int
    var notBefore: Int
  }

  package struct Lease: Equatable, Sendable {
    package var holder: Int
    package var token: Int
    /// On the clock that nobody sets.
    var end: Int
  }

  package struct Version: Equatable, Sendable {
    package var author: Int
    package var text: Text
    /// What it does to the issued version before it; a first report does nothing to any.
    package var kind: AmendmentKind?
    /// The issued version it takes the place of.
    var supersedes: Int?
    /// How many objects its author saw.
    package var objectCount: Int
    /// Its place among all versions that were ever written.
    var place: Int
    /// It was written for a second doctor to issue.
    package var asksReview = false
    /// The last preparation, by its number; none before the first.
    package var prepared: Int?
    package var signedBy: Int?
    var signedAt: Int?
    package var needsReview = false
    package var preparedReview: Int?
    package var reviewedBy: Int?
    package var isIssued: Bool { needsReview ? reviewedBy != nil : signedBy != nil }
    var status: String { signedBy == nil ? "draft" : isIssued ? kind?.rawValue ?? "final" : "preliminary" }
  }

  package struct Reading: Equatable, Sendable {
    var study: Int
    package var isECG: Bool
    package var clinic: Int
    package var patient: Int
    package var isUrgent: Bool
    var firstReceivedAt: Int
    /// What its deadline counts from: its arrival; an amendment's opening.
    package var countsFrom: Int
    package var isReady: Bool
    /// What the core said of each ECG, in its order.
    package var screened: [Grade] = []
    /// The worst of what it said while nobody had signed: what counts for the list.
    package var grade: Grade?
    package var lease: Lease?
    var lastToken = 0
    package var isCompleted = false
    package var task = Task.report
    /// Whose report waits for its review.
    package var reporter: Int?
    /// Given back by the reviewing doctor, and not signed since.
    var isReturned = false
    package var amendment: Amendment?
    package var versions: [Version] = []
    /// Each reader's last word on the core's statement.
    var isOvercalled: [Int: Bool] = [:]
    init(_ object: Object, of study: Int, patient: Int) {
      self.study = study
      self.patient = patient
      isECG = object.kind.isECG
      clinic = object.clinic
      isUrgent = object.isUrgent
      firstReceivedAt = object.receivedAt
      countsFrom = object.receivedAt
      isReady = isECG
    }
  }

  package struct Episode: Equatable, Sendable {
    package enum State: Equatable, Sendable { case raised, notified, acknowledged, closed }
    package var clinic: Int
    package var patient: Int
    package var state = State.raised
    package var discoveredAt: Int
    package var level = 0
    /// What was found, by its code, and of which reading; `reader` for a doctor's words, a report's status where it was amended.
    package var findings: [Finding]
    /// Every step, oldest first.
    package var steps: [String]
    var isWaiting: Bool { state == .raised || state == .notified }
  }

  package struct Finding: Equatable, Sendable {
    var reading: Int
    var code: String
  }

  package struct Delivery: Equatable, Sendable {
    package var reading: Int
    package var version: Int
    /// As it was when it left: with one signature of two, or issued.
    package var status: String
    package var acknowledgedAt: Int?
  }

  /// Seconds on the wall clock, which people set, and on the one that only runs.
  package var wall = 0
  var monotonic = 0
  var objects: [Object] = []
  var studies: [Study] = []
  var versionCount = 0
  var jobs: [Job] = []
  /// The last turn of each clinic, and the last that was taken up.
  var lastTurns: [Job.Line: [Int: Int]] = [:]
  var lastServed: [Job.Line: Int] = [:]
  package var readings: [Reading] = []
  package var episodes: [Episode] = []
  /// By clinic; the first has sequence 1.
  package var deliveries: [[Delivery]] = [[], []]
  /// Steps of episodes, by clinic: what an alarm cursor counts.
  var stepCounts = [0, 0]
  /// How far each clinic has heard.
  package var heard = [0, 0]
  /// By clinic.
  package var agreements = [Agreement(), Agreement()]
  /// By reader: the last day of a licence on record.
  package var licences: [Licence] = Array(repeating: Licence(), count: 4)
  package var preparations = 0
  /// What the core says of the critical sample.
  let criticalCodes: [String]

  package init(criticalCodes: [String]) { self.criticalCodes = criticalCodes }
}
