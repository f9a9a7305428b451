import HubAPI
import HubFlow
import HubModel

/// What a reader writes and signs, and what a second one reviews.
struct VersionRoutes {
  let reporting: Reporting
  let signing: Signing

  var handlers: [Operation: HTTPHandler] { writing.merging(reviewing) { first, _ in first }.merging(amending) { first, _ in first } }

  private var amending: [Operation: HTTPHandler] {
    [
      .amendReport: { [reporting] call in
        let wish = try await JSONBody.decode(NewAmendment.self, from: call.request)
        return try Answer.json(try await reporting.amend(wish, of: call.reading(), by: call.caller()), status: .created)
      },
      .cancelAmendment: { [reporting] call in
        let act = try await JSONBody.decode(LeaseAct.self, from: call.request)
        try await reporting.cancelAmendment(of: call.reading(), leaseToken: act.leaseToken, by: call.caller())
        return Answer.done
      },
    ]
  }

  private var reviewing: [Operation: HTTPHandler] {
    [
      .prepareReview: { [signing] call in
        let act = try await JSONBody.decode(LeaseAct.self, from: call.request)
        let (id, number) = try (call.reading(), call.versionNumber())
        let pdf = try await signing.prepareReview(id, version: number, leaseToken: act.leaseToken, by: call.caller())
        return Answer.download(pdf, type: "application/pdf", name: "reading-\(id)-version-\(number)-for-review.pdf")
      },
      .submitReview: { [signing] call in
        let submission = try await JSONBody.decode(SignatureSubmission.self, from: call.request)
        return try Answer.json(
          try await signing.submitReview(submission, for: call.reading(), version: call.versionNumber(), by: call.caller()))
      },
      .returnReport: { [signing] call in
        try await signing.giveBack(try await JSONBody.decode(ReviewReturn.self, from: call.request), call.reading(), by: call.caller())
        return Answer.done
      },
    ]
  }

  private var writing: [Operation: HTTPHandler] {
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
