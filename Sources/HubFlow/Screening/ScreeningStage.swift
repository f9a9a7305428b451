import ECGCore
import Foundation
import HubModel
import StudyFormats

/// Lets the ECG core look at every ECG. A core that fails leaves the reading in the list, marked "not screened".
package struct ScreeningStage: Sendable {
  private let store: any HubStore
  private let blobs: any BlobStore
  private let clock: any HubClock
  private let clocks: ClockPolicy
  private let critical: CriticalPolicy
  private let bell: DeliveryBell
  private let tally: OperationTally
  private let analyzer: ECGAnalyzer
  private let work: BlockingWork

  /// - Parameter width: how many ECGs are analysed at once.
  package init(
    store: any HubStore, blobs: any BlobStore, clock: any HubClock, clocks: ClockPolicy, critical: CriticalPolicy, bell: DeliveryBell,
    tally: OperationTally, analyzer: ECGAnalyzer, width: Int
  ) {
    self.store = store
    self.blobs = blobs
    self.clock = clock
    self.clocks = clocks
    self.critical = critical
    self.bell = bell
    self.tally = tally
    self.analyzer = analyzer
    work = BlockingWork(label: "screening", width: width)
  }

  func screen(_ object: ArrivalID, of study: StudyID, job: JobID) async throws(HubError) {
    let start = clock.now().monotonic
    let result: Result<ECGAnalysis, HubError>
    do throws(HubError) { result = .success(try await analysis(of: object, in: study)) } catch {
      if error.code.isTransient { throw error }
      result = .failure(error)
    }
    let now = clock.now().wall
    let (clocks, critical) = (clocks, critical)
    let alarmed = try await store.commit { store -> ClinicID? in
      try store.complete(job)
      switch result {
      case .success(let analysis): return try store.keep(analysis, of: object, in: study, at: now, clocks, critical)
      case .failure(let error):
        try store.markNotScreened(study, object, error.code, at: now, clocks)
        return nil
      }
    }
    tally.count(screeningSeconds: (clock.now().monotonic - start).seconds)
    if let alarmed { await bell.ring(alarmed) }
  }

  /// Used up its attempts: the reading says so.
  func giveUp(_ object: ArrivalID, of study: StudyID, job: JobID) async throws(HubError) {
    let now = clock.now().wall
    let clocks = clocks
    try await store.commit { store in
      try store.markNotScreened(study, object, .screeningFailed, at: now, clocks)
      try store.bury(job)
    }
  }

  private func analysis(of object: ArrivalID, in study: StudyID) async throws(HubError) -> ECGAnalysis {
    let (arrival, study, patient) = try await store.ask { store in
      guard let arrival = try store.arrival(object), let study = try store.study(study) else { throw HubError(.storeDamaged, "arrival") }
      return (arrival, study, try store.patient(study.patient))
    }
    let bytes = try await blobs.readECG(arrival)
    let analyzer = analyzer
    return try await work.forWholeFile(arrival.sizeBytes).run {
      let document = try ECGLoader.load(bytes: bytes, format: arrival.format, headerBytes: arrival.headerBytes)
      var facts = document.patientFacts
      facts.ageYears = facts.ageYears ?? study.patientAgeYears
      facts.sex = facts.sex ?? patient?.identity.sex?.coreSex
      return analyzer.analyze(document.recording, patient: facts)
    }
  }
}

extension BlobStore {
  /// An ECG is analysed and drawn from memory, as 32-bit samples and several times over.
  private static var largestECGBytes: Int64 { 32 << 20 }

  /// - Throws: `object-too-large` for recordings of many hours at high rates; they are kept and read by people, but not screened here.
  func readECG(_ arrival: Arrival) async throws(HubError) -> [UInt8] {
    guard arrival.sizeBytes <= Self.largestECGBytes else { throw HubError(.objectTooLarge, "\(Self.largestECGBytes) bytes at most") }
    return try await read(arrival.blob, range: nil)
  }
}

extension Sex {
  var coreSex: PatientFacts.Sex? {
    switch self {
    case .female: .female
    case .male: .male
    case .other: nil
    }
  }
}

extension ProblemCode {
  /// Worth another try: the store or the disk, not the object.
  fileprivate var isTransient: Bool { self == .storageFailed || self == .storageFull || self == .shuttingDown }
}

extension HubWriting {
  /// - Returns: the clinic to ring, where the ECG is critical.
  fileprivate func keep(
    _ analysis: ECGAnalysis, of object: ArrivalID, in study: StudyID, at now: Instant, _ clocks: ClockPolicy, _ critical: CriticalPolicy
  ) throws -> ClinicID? {
    let screening = Screening(
      study: study, object: object, algorithmVersion: analysis.algorithmVersion, screenedAt: now, grade: Grade(analysis.grade),
      reasons: analysis.gradeReasons.map { Screening.Finding($0) },
      findings: analysis.statements.map { Screening.Finding($0.text, code: $0.code) },
      resultJSON: Array(try AnalysisJSON.encode(analysis)))
    try add(screening)
    guard var reading = try reading(of: study) else { throw HubError(.storeDamaged, "reading") }
    if reading.isOpen {
      // While another ECG of the study waits, or could not be screened, the study is not: unread is never ordinary.
      if try unscreenedECGs(of: study) == 0 { reading.screening = .screened }
      reading.grade = reading.grade.map { min($0, screening.grade) } ?? screening.grade
      try update(reading.prioritized(by: clocks))
    }
    try record(.screened, by: .hub, on: "reading:\(reading.id)", detail: "\(screening.grade.rawValue) \(analysis.algorithmVersion)", at: now)
    guard screening.grade == .critical else { return nil }
    _ = try raiseCritical(analysis.criticalFindings(of: reading.id), of: reading, by: .hub, at: now, critical)
    return reading.clinic
  }

  fileprivate func markNotScreened(_ study: StudyID, _ object: ArrivalID, _ code: ProblemCode, at now: Instant, _ clocks: ClockPolicy) throws {
    guard var reading = try reading(of: study) else { throw HubError(.storeDamaged, "reading") }
    if reading.isOpen {
      reading.screening = .notScreened(code)
      try update(reading.prioritized(by: clocks))
    }
    try record(.screeningFailed, by: .hub, on: "reading:\(reading.id)", detail: code.rawValue, at: now)
  }
}

extension HubReading {
  /// How many ECGs of a study the core has not looked at: they wait, or it could not.
  func unscreenedECGs(of id: StudyID) throws -> Int {
    let screened = Set(try screenings(of: id).map(\.object))
    guard try requireStudy(id).objectCount > screened.count else { return 0 }
    return try arrivals(in: id).count { !screened.contains($0.id) && $0.holds(.ecg) }
  }
}

extension ECGAnalysis {
  /// What made the grade critical, one finding a statement.
  fileprivate func criticalFindings(of reading: ReadingID) -> [CriticalFinding] {
    statements.filter { $0.grade == .critical }.map {
      CriticalFinding(reading: reading, code: $0.code, chinese: $0.text.chinese, english: $0.text.english)
    }
  }
}

extension Reading {
  var isOpen: Bool { state == .scheduled || state == .inProgress }
}

extension Screening.Finding {
  /// The core's words on the wire.
  init(_ text: BilingualText, code: String = "") { self.init(code: code, chinese: text.chinese, english: text.english) }
}

extension Grade {
  init(_ grade: ECGGrade) {
    switch grade {
    case .critical: self = .critical
    case .warning: self = .warning
    case .ordinary: self = .ordinary
    case .ungraded: self = .ungraded
    }
  }
}

extension Grade: Comparable {
  /// The more urgent is the smaller; ungraded stands before ordinary, since unread is never ordinary.
  private var order: Int {
    switch self {
    case .critical: 0
    case .warning: 1
    case .ungraded: 2
    case .ordinary: 3
    }
  }
  package static func < (left: Grade, right: Grade) -> Bool { left.order < right.order }
}

/// The core's full result as JSON: sorted keys, so that equal results are equal bytes.
package enum AnalysisJSON {
  package static func encode(_ analysis: ECGAnalysis) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(analysis)
  }
  package static func decode(_ bytes: [UInt8]) throws -> ECGAnalysis { try JSONDecoder().decode(ECGAnalysis.self, from: Data(bytes)) }
}
