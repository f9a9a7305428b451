import HubModel
import Testing

extension HubStoreContract {
  static let studyPromises: [HubStorePromise] = [
    HubStorePromise("a patient is found by clinic, issuer and id; gaps are filled, what is known stays", findsPatients),
    HubStorePromise("an empty patient id is one person per study", addsNamelessPatients),
    HubStorePromise("a study comes back as added and updated; one per clinic, UID and kind", keepsStudies),
    HubStorePromise("screenings add up, newest last", keepsScreenings),
    HubStorePromise("a reading comes back as added and updated, whatever its state", keepsReadings),
  ]

  private static func findsPatients(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let bare = PatientIdentity(issuer: "H1", externalID: "42", name: "")
    let full = PatientIdentity(issuer: "H1", externalID: "42", name: "王小东", isNameRepaired: true, sex: .female, birthDate: "1960-02-29")
    let other = PatientIdentity(issuer: "H1", externalID: "42", name: "王大西", sex: .male, birthDate: "1970-01-01")
    let first = try await store.write { try $0.findOrAdd(patient: bare, of: region.clinic.id) }
    let filled = try await store.write { try $0.findOrAdd(patient: full, of: region.clinic.id) }
    let kept = try await store.write { try $0.findOrAdd(patient: other, of: region.clinic.id) }
    #expect(filled == Patient(id: first.id, clinic: region.clinic.id, identity: full))
    #expect(kept == filled)
    #expect(try await store.read { try $0.patient(first.id) } == filled)
    let elsewhere = try await store.write { try $0.findOrAdd(patient: full, of: region.otherClinic.id) }
    var otherIssuer = full
    otherIssuer.issuer = "H2"
    let reissued = try await store.write { [otherIssuer] in try $0.findOrAdd(patient: otherIssuer, of: region.clinic.id) }
    #expect(Set([first.id, elsewhere.id, reissued.id]).count == 3)
  }

  private static func addsNamelessPatients(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let nobody = PatientIdentity(externalID: "", name: "")
    let ids = try await store.write { transaction in
      try (0..<3).map { _ in try transaction.findOrAdd(patient: nobody, of: region.clinic.id).id }
    }
    #expect(Set(ids).count == 3)
  }

  private static func keepsStudies(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let patient = try await store.write { try $0.findOrAdd(patient: PatientIdentity(externalID: "1", name: "甲"), of: region.clinic.id) }
    let ecg = try await store.write { try $0.add(Study.invented(1, of: patient)) }
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(Study.invented(1, of: patient)) } }
    let imaging = try await store.write { try $0.add(Study.invented(1, of: patient, kind: .imaging, scope: .ct)) }
    let unread = try await store.write { try $0.add(Study.invented(1, of: patient, kind: nil, scope: .other)) }
    var grown = ecg
    (grown.objectCount, grown.revision, grown.startedAt, grown.patientAgeYears) = (2, 2, nil, nil)
    try await store.write { [grown] in try $0.update(grown) }
    try await store.read { [grown] transaction throws in
      #expect(try transaction.study(ecg.id) == grown)
      #expect(try transaction.study(clinic: region.clinic.id, studyInstanceUID: "2.25.9.1", kind: .ecg) == grown)
      #expect(try transaction.study(clinic: region.clinic.id, studyInstanceUID: "2.25.9.1", kind: .imaging) == imaging)
      #expect(try transaction.study(clinic: region.clinic.id, studyInstanceUID: "2.25.9.1", kind: nil) == unread)
      #expect(try transaction.study(clinic: region.otherClinic.id, studyInstanceUID: "2.25.9.1", kind: .ecg) == nil)
    }
    var lost = grown
    lost.id = StudyID(rawValue: 99)
    await expectRefusal(.notFound) { try await store.write { [lost] in try $0.update(lost) } }
  }

  private static func keepsScreenings(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (study, object) = try await store.write { transaction in
      let reading = try transaction.addInventedReading(1, clinic: region.clinic)
      guard case .stored(let object) = try transaction.add(Arrival.invented(1, from: region.clinic)) else { throw HubError(.internalError) }
      return (reading.study, object)
    }
    let finding = Screening.Finding(code: "st-elevation", chinese: "ST 段抬高", english: "ST elevation")
    let screenings = [Grade.warning, .critical].map { grade in
      Screening(
        study: study, object: object, algorithmVersion: "1", screenedAt: .invented(1), grade: grade, reasons: [finding], findings: [],
        resultJSON: Array("{\"v\":1}".utf8))
    }
    try await store.write { transaction in for screening in screenings { try transaction.add(screening) } }
    #expect(try await store.read { try $0.screenings(of: study) } == screenings)
    #expect(try await store.read { try $0.screenings(of: StudyID(rawValue: 99)) }.isEmpty)
  }

  private static func keepsReadings(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let added = try await store.write { try $0.addInventedReading(1, clinic: region.clinic) }
    #expect(try await store.read { try $0.reading(added.id) } == added)
    #expect(try await store.read { try $0.reading(of: added.study) } == added)
    var screened = added
    (screened.screening, screened.grade, screened.note, screened.priority) = (.screened, .critical, "胸痛", .critical)
    var unscreened = added
    (unscreened.screening, unscreened.isUrgent, unscreened.isIdentityPending) = (.notScreened(.badWaveform), true, true)
    var imaging = added
    (imaging.screening, imaging.state, imaging.readiness) = (.notApplicable, .canceled, .receiving)
    let claimed = try added.claimed(by: region.reader.id, at: .invented(5), lease: .minutes(15))
    let completed = try claimed.completed(by: region.reader.id, token: 1, at: .invented(9))
    for reading in [screened, unscreened, imaging, claimed, completed] {
      try await store.write { try $0.update(reading) }
      #expect(try await store.read { try $0.reading(added.id) } == reading)
    }
    #expect(try await store.read { try $0.reading(ReadingID(rawValue: 99)) } == nil)
    var lost = added
    lost.id = ReadingID(rawValue: 99)
    await expectRefusal(.notFound) { try await store.write { [lost] in try $0.update(lost) } }
    await expectRefusal(.alreadyExists) {
      try await store.write { transaction in
        let study = try #require(try transaction.study(added.study))
        return try transaction.add(Reading.invented(of: study, hospital: region.hospital.id))
      }
    }
  }
}
