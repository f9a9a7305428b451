import HubModel
import Testing

extension HubStoreContract {
  static let configurationPromises: [HubStorePromise] = [
    HubStorePromise("hospitals, clinics and readers come back as they were added and updated", keepsPeople),
    HubStorePromise("a taken name, code or AE title is refused and nothing is left of it", refusesTakenNames),
    HubStorePromise("updating what is not there is not-found", refusesUpdatesOfNothing),
    HubStorePromise("a principal has one token; disabled ones have none", keepsOneToken),
    HubStorePromise("who a token speaks for follows each commit, however often it was asked before", forgetsTokens),
    HubStorePromise("an enrolment is taken once", takesEnrolmentsOnce),
    HubStorePromise("settings keep their last value", keepsSettings),
  ]

  private static func keepsPeople(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let changed = try await store.write { transaction in
      var region = region
      region.hospital.name = "温岭市第一人民医院"
      region.clinic.aeTitles = ["NEW_ECG", "SQT_ECG"]
      region.clinic.isDisabled = true
      region.reader.certificatePEM = "-----BEGIN CERTIFICATE-----"
      region.reader.scopes = []
      region.reader.licence = Licence(number: "110330000012345", term: Term(first: nil, last: CivilDay("2027-12-31")))
      try transaction.update(region.hospital)
      try transaction.update(region.clinic)
      try transaction.update(region.reader)
      return region
    }
    try await store.read { transaction throws in
      #expect(try transaction.hospitals() == [changed.hospital])
      #expect(try transaction.clinics() == [changed.clinic, changed.otherClinic])
      #expect(try transaction.readers() == [changed.reader, changed.otherReader])
      #expect(try transaction.clinic(changed.clinic.id) == changed.clinic)
      #expect(try transaction.reader(changed.reader.id) == changed.reader)
      #expect(try transaction.clinic(aeTitle: "NEW_ECG") == changed.clinic)
      #expect(try transaction.clinic(aeTitle: "SQT_DR") == nil)
      #expect(try transaction.clinic(aeTitle: "sqt_ecg") == nil, "AE titles are compared exactly")
      #expect(try transaction.clinic(ClinicID(rawValue: 99)) == nil)
    }
  }

  private static func forgetsTokens(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (clinic, reader) = (Principal.clinic(region.clinic.id), Principal.reader(region.reader.id))
    @Sendable func digest(_ number: UInt8) -> SecretDigest { SecretDigest(bytes: [UInt8](repeating: number, count: 32)) }
    try await store.write { try $0.setToken(digest(200), of: clinic) }
    let asking = Task {
      while !Task.isCancelled { for number in [200, 201] + (0..<100) { _ = try await store.principal(tokenDigest: digest(UInt8(number))) } }
    }
    defer { asking.cancel() }
    for number in UInt8(0)..<100 {
      try await store.write { try $0.setToken(digest(number), of: reader) }
      #expect(try await store.principal(tokenDigest: digest(number)) == reader)
      if number > 0 { #expect(try await store.principal(tokenDigest: digest(number - 1)) == nil, "token \(number - 1) still speaks") }
    }
    for isDisabled in [true, false, true] {
      var (theClinic, theReader) = (region.clinic, region.reader)
      (theClinic.isDisabled, theReader.isDisabled) = (isDisabled, isDisabled)
      try await store.write { [theClinic] in try $0.update(theClinic) }
      #expect(try await store.principal(tokenDigest: digest(200)) == (isDisabled ? nil : clinic))
      try await store.write { [theReader] in try $0.update(theReader) }
      #expect(try await store.principal(tokenDigest: digest(99)) == (isDisabled ? nil : reader))
    }
  }

  private static func refusesTakenNames(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(Hospital(id: .unassigned, name: region.hospital.name)) } }
    let sameCode = Clinic(id: .unassigned, name: "甲", code: "SQT", aeTitles: [], readBy: region.hospital.id)
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(sameCode) } }
    let sameTitle = Clinic(id: .unassigned, name: "乙", code: "YI", aeTitles: ["YI", "WG_ECG"], readBy: region.hospital.id)
    await expectRefusal(.alreadyExists) { try await store.write { try $0.add(sameTitle) } }
    var thief = region.clinic
    thief.aeTitles.append("WG_ECG")
    await expectRefusal(.alreadyExists) { try await store.write { [thief] in try $0.update(thief) } }
    #expect(try await store.read { try $0.clinics() } == [region.clinic, region.otherClinic])
    #expect(try await store.read { try $0.clinic(aeTitle: "YI") } == nil)
  }

  private static func refusesUpdatesOfNothing(_ store: any HubStore) async throws {
    let hospital = Hospital(id: HospitalID(rawValue: 7), name: "无")
    await expectRefusal(.notFound) { try await store.write { try $0.update(hospital) } }
    let clinic = Clinic(id: ClinicID(rawValue: 7), name: "无", code: "W", aeTitles: [], readBy: hospital.id)
    await expectRefusal(.notFound) { try await store.write { try $0.update(clinic) } }
    let reader = Reader(id: ReaderID(rawValue: 7), name: "无", hospital: hospital.id, scopes: [])
    await expectRefusal(.notFound) { try await store.write { try $0.update(reader) } }
  }

  private static func keepsOneToken(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let (first, second, admin) = (SecretDigest(bytes: [1, 2]), SecretDigest(bytes: [3]), SecretDigest(bytes: [4]))
    try await store.write { transaction in
      try transaction.setToken(first, of: .clinic(region.clinic.id))
      try transaction.setToken(second, of: .clinic(region.clinic.id))
      try transaction.setToken(admin, of: .administrator)
    }
    try await store.read { transaction throws in
      #expect(try transaction.principal(tokenDigest: first) == nil)
      #expect(try transaction.principal(tokenDigest: second) == .clinic(region.clinic.id))
      #expect(try transaction.principal(tokenDigest: admin) == .administrator)
    }
    var disabled = region.clinic
    disabled.isDisabled = true
    try await store.write { [disabled] in try $0.update(disabled) }
    #expect(try await store.read { try $0.principal(tokenDigest: second) } == nil)
    try await store.write { try $0.setToken(nil, of: .administrator) }
    #expect(try await store.read { try $0.principal(tokenDigest: admin) } == nil)
  }

  private static func takesEnrolmentsOnce(_ store: any HubStore) async throws {
    let region = try await store.write { try InventedRegion.add(to: $0) }
    let enrolment = Enrolment(codeDigest: SecretDigest(bytes: [9, 9]), reader: region.reader.id, expiresAt: .invented(60))
    try await store.write { try $0.add(enrolment) }
    #expect(try await store.write { try $0.takeEnrolment(codeDigest: SecretDigest(bytes: [1])) } == nil)
    #expect(try await store.write { try $0.takeEnrolment(codeDigest: enrolment.codeDigest) } == enrolment)
    #expect(try await store.write { try $0.takeEnrolment(codeDigest: enrolment.codeDigest) } == nil)
  }

  private static func keepsSettings(_ store: any HubStore) async throws {
    #expect(try await store.read { try $0.setting("clocks") } == nil)
    try await store.write { try $0.set("一", forSetting: "clocks") }
    try await store.write { try $0.set("二", forSetting: "clocks") }
    #expect(try await store.read { try $0.setting("clocks") } == "二")
  }
}
