/// The hub's memory: nouns in, nouns out, all or nothing.
///
/// A body is synchronous, may be run again after a serialization conflict, and touches nothing but its transaction.
/// `write` returns only after the commit is durable (`synchronous=FULL` or its like). Many waiting bodies may share a
/// commit, each in its own savepoint: a body that throws leaves nothing behind and takes nobody with it.
///
/// - Throws: whatever the body throws; `storage-full` or `storage-failed` when the store cannot keep its promise.
package protocol HubStore: Sendable {
  func read<Value: Sendable>(_ body: @escaping @Sendable (any HubReading) throws -> Value) async throws -> Value
  func write<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) async throws -> Value
  /// `write` for a thread that has nothing else to do: the commit may be made on it, for all that wait. Blocks until it is durable; the
  /// thread must be none of Swift's own.
  func writeBlocking<Value: Sendable>(_ body: @escaping @Sendable (any HubWriting) throws -> Value) throws -> Value
  /// `HubReading.principal(tokenDigest:)`, which every call asks first: never behind a commit that was answered.
  func principal(tokenDigest: SecretDigest) async throws -> Principal?
}

/// Questions about one consistent state.
package protocol HubReading: CriticalReading, CheckingReading {
  // Configuration and credentials.
  func hospitals() throws -> [Hospital]
  func clinics() throws -> [Clinic]
  func clinic(_ id: ClinicID) throws -> Clinic?
  func clinic(aeTitle: String) throws -> Clinic?
  func readers() throws -> [Reader]
  func reader(_ id: ReaderID) throws -> Reader?
  /// Whose token has this digest; disabled clinics and readers have none.
  func principal(tokenDigest: SecretDigest) throws -> Principal?
  func setting(_ key: String) throws -> String?

  // Objects.
  func upload(_ id: UploadID) throws -> Upload?
  func arrival(_ id: ArrivalID) throws -> Arrival?
  /// Which of these blob digests this clinic has acknowledged objects for.
  func heldDigests(among digests: [BlobKey], of clinic: ClinicID) throws -> Set<BlobKey>
  /// This clinic's acknowledged objects with these blob digests.
  func arrivals(among digests: [BlobKey], of clinic: ClinicID) throws -> [Arrival]
  /// Complete uploads (`isComplete`) that `closeManifest` has not ended, oldest first.
  func openManifests(createdAfter: Instant, limit: Int) throws -> [Upload]
  /// Objects of a study in order of arrival.
  func arrivals(in study: StudyID) throws -> [Arrival]
  /// Refusals of one clinic, newest first.
  func quarantine(of clinic: ClinicID, limit: Int) throws -> [QuarantineEntry]

  // Studies and readings.
  func study(_ id: StudyID) throws -> Study?
  func study(clinic: ClinicID, studyInstanceUID: String, kind: StudyKind?) throws -> Study?
  func patient(_ id: PatientID) throws -> Patient?
  func reading(_ id: ReadingID) throws -> Reading?
  func reading(of study: StudyID) throws -> Reading?
  /// In the order of the worklist: priority, deadline, number.
  func worklist(_ query: WorklistQuery) throws -> [WorklistRow]
  /// The same row of one reading, in whatever state.
  func worklistRow(of reading: ReadingID) throws -> WorklistRow?
  /// Readings in progress whose lease has run out.
  func lapsedReadings(at now: MonotonicInstant, limit: Int) throws -> [Reading]
  /// Readings still receiving to which nothing has been added since.
  func quietReadings(lastReceivedBefore: Instant, limit: Int) throws -> [Reading]
  /// Newest last.
  func screenings(of study: StudyID) throws -> [Screening]

  /// Readings of one patient, the latest recording first: by when the study was started, where that is not known by its receipt.
  func readings(ofPatient patient: PatientID, kind: StudyKind, limit: Int) throws -> [Reading]
  /// What readers said of the core's statements, oldest first.
  func overrides(of reading: ReadingID) throws -> [StatementOverride]
  /// By code and version of the core; of one hospital's readings, or of all.
  func overrideCounts(of hospital: HospitalID?) throws -> [OverrideCount]

  // Reports and deliveries.
  /// By number, oldest first.
  func reportVersions(of reading: ReadingID) throws -> [ReportVersion]
  func reportVersion(_ id: ReportVersionID) throws -> ReportVersion?
  /// Reports of this doctor that another one has followed with a version of their own, signed at `since` or later; the last first. Drafts
  /// between the two count for nothing.
  func changedReports(of author: ReaderID, since: Instant, limit: Int) throws -> [ChangedReport]
  /// By sequence, only those after `sequence`.
  func deliveries(to clinic: ClinicID, after sequence: Int64, includingAcknowledged: Bool, limit: Int) throws -> [Delivery]
  func delivery(to clinic: ClinicID, sequence: Int64) throws -> Delivery?
  /// By sequence.
  func deliveries(of reading: ReadingID) throws -> [Delivery]

  // Audit and jobs.
  func auditHead() throws -> AuditHead
  func auditEntries(after number: Int64, limit: Int) throws -> [AuditEntry]
  func jobs(in state: Job.State, limit: Int) throws -> [Job]
  func operationCounts(at now: Instant) throws -> OperationCounts
}

/// Acts; each leaves every invariant whole. Ids passed in as `0` are given out by the store and returned.
package protocol HubWriting: HubReading, CriticalWriting {
  /// - Throws: `already-exists` for a name (hospital), code or AE title (clinic) that is taken.
  func add(_ hospital: Hospital) throws -> Hospital
  func add(_ clinic: Clinic) throws -> Clinic
  func add(_ reader: Reader) throws -> Reader
  /// Replaces the whole value of an existing hospital, clinic or reader. Throws `not-found`.
  func update(_ hospital: Hospital) throws
  func update(_ clinic: Clinic) throws
  func update(_ reader: Reader) throws
  /// The principal's only token from now on; `nil` takes it away.
  func setToken(_ digest: SecretDigest?, of principal: Principal) throws
  func add(_ enrolment: Enrolment) throws
  /// Uses up an enrolment and returns it; `nil` when there is none with this digest. The caller checks its end.
  func takeEnrolment(codeDigest: SecretDigest) throws -> Enrolment?
  func set(_ value: String, forSetting key: String) throws

  func add(_ upload: Upload) throws -> Upload
  /// The upload's studies are closed; it is no longer an open manifest.
  func closeManifest(_ upload: UploadID) throws
  /// Uniqueness is per clinic: same SOP Instance UID, transfer syntax and data-set digest is the same object.
  func add(_ arrival: Arrival) throws -> ArrivalOutcome
  func setState(_ state: Arrival.State, of arrival: ArrivalID) throws
  func add(_ entry: QuarantineEntry) throws

  /// Finds the patient by (clinic, issuer, external id) or adds them; an empty external id always adds.
  /// A known patient keeps the stored identity; missing sex, birth date or name are filled in.
  func findOrAdd(patient identity: PatientIdentity, of clinic: ClinicID) throws -> Patient
  func add(_ study: Study) throws -> Study
  func update(_ study: Study) throws
  func add(_ reading: Reading) throws -> Reading
  func update(_ reading: Reading) throws
  /// Replaces what a claim, its renewal and its end change: the state, the lease and the last fencing token. Throws `not-found`.
  func updateLease(of reading: Reading) throws
  func add(_ screening: Screening) throws
  func add(_ override: StatementOverride) throws

  /// - Throws: `revision-conflict` unless the number is one above the last of the reading.
  func add(_ version: ReportVersion) throws -> ReportVersion
  /// A version that was signed before the store was made anew; drafts between it and the last one are lost.
  ///
  /// - Throws: `revision-conflict` unless the number is above the last of the reading.
  func restore(_ version: ReportVersion) throws -> ReportVersion
  func setPreparedPDF(_ key: BlobKey, of version: ReportVersionID) throws
  /// - Throws: `already-signed`.
  func sign(_ version: ReportVersionID, with signature: ReportSignature, needsReview: Bool) throws
  /// - Throws: `not-for-review` unless the version is signed and waits for its review.
  func setPreparedReview(_ key: BlobKey, of version: ReportVersionID) throws
  /// - Throws: `not-for-review` unless the version is signed and waits for its review.
  func review(_ version: ReportVersionID, with signature: ReportSignature) throws
  /// Gives out the clinic's next sequence number. A version is delivered once as preliminary and once as issued, at most.
  func addDelivery(
    of version: ReportVersionID, reading: ReadingID, to clinic: ClinicID, at now: Instant, isPreliminary: Bool
  ) throws -> Delivery
  /// - Returns: false when it was acknowledged already.
  func acknowledgeDelivery(to clinic: ClinicID, sequence: Int64, at now: Instant) throws -> Bool

  /// The entry must follow the head: number + 1 and its hash as `previousHash`. Throws `store-damaged` otherwise.
  func append(_ entry: AuditEntry) throws

  /// - Throws: `not-found` without the arrival.
  func enqueue(_ work: Job.Work, in lane: Job.Lane, isUrgent: Bool, notBefore: Instant) throws -> JobID
  /// Due waiting jobs of a lane, urgent first; pushes their `notBefore` to `leaseUntil` and counts an attempt.
  ///
  /// Among the equally urgent, clinics take turns: each clinic's oldest before any clinic's second, however many one of them has (start-time
  /// fair queueing, Goyal, Vin, Cheng 1996, all jobs of one length). Of two places or more the last is for a job that is not urgent, so that
  /// somebody who calls everything urgent stops nobody.
  func leaseJobs(in lane: Job.Lane, due now: Instant, leaseUntil: Instant, limit: Int) throws -> [Job]
  func complete(_ job: JobID) throws
  func retry(_ job: JobID, notBefore: Instant) throws
  func bury(_ job: JobID) throws
}

/// Which part of the worklist is asked for.
package struct WorklistQuery: Sendable, Equatable {
  /// One kind of one clinic's studies.
  package struct Source: Sendable, Hashable {
    package var clinic: ClinicID
    package var scope: ReadingScope
    package init(clinic: ClinicID, scope: ReadingScope) {
      self.clinic = clinic
      self.scope = scope
    }
  }
  package var hospital: HospitalID?
  package var clinic: ClinicID?
  package var scopes: Set<ReadingScope>
  package var kind: StudyKind?
  package var states: Set<Reading.State>
  /// Also readings whose objects are still arriving.
  package var includesReceiving: Bool
  /// Left out, except what is being amended: an issued report can be put right whatever was agreed since.
  package var closed: Set<Source> = []
  package var limit: Int
  package init(
    hospital: HospitalID? = nil, clinic: ClinicID? = nil, scopes: Set<ReadingScope> = Set(ReadingScope.allCases), kind: StudyKind? = nil,
    states: Set<Reading.State> = [.scheduled, .inProgress], includesReceiving: Bool = true, limit: Int = 50
  ) {
    self.hospital = hospital
    self.clinic = clinic
    self.scopes = scopes
    self.kind = kind
    self.states = states
    self.includesReceiving = includesReceiving
    self.limit = limit
  }
}

/// One row of the worklist with what it shows.
package struct WorklistRow: Sendable, Equatable {
  package var reading: Reading
  package var study: Study
  package var patient: Patient
  package var clinicName: String
  package var holderName: String?
  /// Objects that came after the report that counts was written: by how much the study has grown since the last version that was issued, 0
  /// before the first. Worked out nowhere else.
  package var lateObjectCount: Int
  package init(reading: Reading, study: Study, patient: Patient, clinicName: String, holderName: String?, lateObjectCount: Int = 0) {
    self.reading = reading
    self.study = study
    self.patient = patient
    self.clinicName = clinicName
    self.holderName = holderName
    self.lateObjectCount = lateObjectCount
  }
}

extension HubStore {
  package func principal(tokenDigest: SecretDigest) async throws -> Principal? { try await read { try $0.principal(tokenDigest: tokenDigest) } }
}

extension HubWriting {
  /// In the lane of its kind, as a recording of usual length.
  package func enqueue(_ work: Job.Work, isUrgent: Bool, notBefore: Instant) throws -> JobID {
    let lane: Job.Lane = if case .index = work { .index } else { .screening }
    return try enqueue(work, in: lane, isUrgent: isUrgent, notBefore: notBefore)
  }

  /// One signature issues it.
  package func sign(_ version: ReportVersionID, with signature: ReportSignature) throws { try sign(version, with: signature, needsReview: false) }

  /// It is issued.
  package func addDelivery(of version: ReportVersionID, reading: ReadingID, to clinic: ClinicID, at now: Instant) throws -> Delivery {
    try addDelivery(of: version, reading: reading, to: clinic, at: now, isPreliminary: false)
  }
}
