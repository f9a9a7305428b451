import HubAPI
import HubFlow

/// The hub itself: is it alive, who am I, whom to trust, and becoming known to it.
struct HubRoutes {
  let stages: HubHTTPStages

  var handlers: [Operation: HTTPHandler] {
    let authentication = stages.authentication
    let enrolling = stages.enrolling
    let auditing = stages.auditing
    let version = stages.version
    return [
      .live: { _ in Answer.json(bytes: Array(#"{"status":"live"}"#.utf8)) },
      .whoAmI: {
        var who = try await authentication.whoAmI($0.caller())
        who.hubVersion = version
        return try Answer.json(who)
      },
      .trustRoot: { _ in Answer.text(enrolling.rootCertificatePEM, type: "application/x-pem-file") },
      .trustHub: { _ in Answer.text(auditing.hubCertificatePEM, type: "application/x-pem-file") },
      .enrol: { try Answer.json(try await enrolling.enrol(JSONBody.decode(EnrolmentRequest.self, from: $0.request)), status: .created) },
    ]
  }
}
