import HubAPI
import HubFlow
import HubModel

/// Hospitals, clinics, readers and their credentials.
struct AdministrationRoutes {
  let stage: Administration

  var handlers: [Operation: HTTPHandler] {
    hospitals.merging(clinics) { first, _ in first }.merging(readers) { first, _ in first }
  }

  private var hospitals: [Operation: HTTPHandler] {
    [
      .listHospitals: { [stage] in try Answer.json(try await stage.hospitals(by: $0.caller())) },
      .addHospital: { [stage] call in
        let new = try await JSONBody.decode(NewHospital.self, from: call.request)
        return try Answer.json(try await stage.addHospital(new, by: call.caller()), status: .created)
      },
      .disableHospital: { [stage] in
        try await stage.disableHospital($0.identifier("id"), by: $0.caller())
        return Answer.done
      },
    ]
  }

  private var clinics: [Operation: HTTPHandler] {
    [
      .listClinics: { [stage] in try Answer.json(try await stage.clinics(by: $0.caller())) },
      .addClinic: { [stage] call in
        let new = try await JSONBody.decode(NewClinic.self, from: call.request)
        return try Answer.json(try await stage.addClinic(new, by: call.caller()), status: .created)
      },
      .disableClinic: { [stage] in
        try await stage.disableClinic(code: $0.text("code"), by: $0.caller())
        return Answer.done
      },
      .rotateClinicToken: { [stage] in try Answer.json(try await stage.rotateToken(clinicCode: $0.text("code"), by: $0.caller())) },
      .showAgreement: { [stage] in try Answer.json(try await stage.agreement(clinicCode: $0.text("code"), by: $0.caller())) },
      .setAgreement: { [stage] call in
        let new = try await JSONBody.decode(Agreement.self, from: call.request)
        return try Answer.json(try await stage.setAgreement(new, clinicCode: call.text("code"), by: call.caller()))
      },
      .listContacts: { [stage] in try Answer.json(try await stage.contacts(clinicCode: $0.text("code"), by: $0.caller())) },
      .setContacts: { [stage] call in
        let new = try await JSONBody.decode(ClinicContacts.self, from: call.request)
        return try Answer.json(try await stage.setContacts(new, clinicCode: call.text("code"), by: call.caller()))
      },
    ]
  }

  private var readers: [Operation: HTTPHandler] {
    [
      .listReaders: { [stage] in try Answer.json(try await stage.readers(by: $0.caller())) },
      .addReader: { [stage] call in
        let new = try await JSONBody.decode(NewReader.self, from: call.request)
        return try Answer.json(try await stage.addReader(new, by: call.caller()), status: .created)
      },
      .setRights: { [stage] call in
        let new = try await JSONBody.decode(ReaderRights.self, from: call.request)
        return try Answer.json(try await stage.setRights(new, of: call.identifier("id"), by: call.caller()))
      },
      .disableReader: { [stage] in
        try await stage.disableReader($0.identifier("id"), by: $0.caller())
        return Answer.done
      },
      .renewEnrolment: { [stage] in try Answer.json(try await stage.renewEnrolment($0.identifier("id"), by: $0.caller())) },
      .addAuditor: { [stage] in try Answer.json(try await stage.addAuditor(by: $0.caller()), status: .created) },
    ]
  }
}
