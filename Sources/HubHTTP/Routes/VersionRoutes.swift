import HubAPI
import HubFlow
import HubModel

/// What a reader writes and signs.
struct VersionRoutes {
  let reporting: Reporting
  let signing: Signing

  var handlers: [Operation: HTTPHandler] {
    [
      .listVersions: { [reporting] in try Answer.json(try await reporting.versions(of: $0.reading(), by: $0.caller())) },
      .saveVersion: { [reporting] call in
        let new = try await JSONBody.decode(NewReportVersion.self, from: call.request)
        return try Answer.json(try await reporting.save(new, for: call.reading(), by: call.caller()), status: .created)
      },
      .prepareSignature: { [signing] call in
        let act = try await JSONBody.decode(LeaseAct.self, from: call.request)
        let id = try call.reading()
        let number = try call.versionNumber()
        let pdf = try await signing.prepare(id, version: number, leaseToken: act.leaseToken, by: call.caller())
        return Answer.download(pdf, type: "application/pdf", name: "reading-\(id)-version-\(number)-unsigned.pdf")
      },
      .submitSignature: { [signing] call in
        let submission = try await JSONBody.decode(SignatureSubmission.self, from: call.request)
        return try Answer.json(
          try await signing.submit(submission, for: call.reading(), version: call.versionNumber(), by: call.caller()))
      },
    ]
  }
}

extension HTTPCall {
  /// Versions are numbered from 1; a number no report can have is as absent as any other.
  fileprivate func versionNumber() throws(HubError) -> Int {
    guard let number = Int32(exactly: try number("number")) else { throw HubError(.notFound) }
    return Int(number)
  }
}
