import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import Hummingbird

/// What clinics send.
struct UploadRoutes {
  let intake: Intake
  private let files = BlockingWork(label: "http-spool", width: 8)

  init(intake: Intake) { self.intake = intake }

  var handlers: [Operation: HTTPHandler] {
    [
      .openUpload: { [intake] call in
        let new = try await JSONBody.decode(NewUpload.self, from: call.request)
        return try Answer.json(try await intake.openUpload(new, by: call.caller()), status: .created)
      },
      .putObject: { [self] in try await putObject($0) },
      .listRefusals: { [intake] in
        let limit = try $0.queryNumber("limit", standard: 100, in: 1...1_000)
        return try Answer.json(try await intake.refusals(by: $0.caller(), limit: Int(limit)))
      },
    ]
  }

  /// Everything that can be refused without the bytes is refused before they are read.
  private func putObject(_ call: HTTPCall) async throws -> Response {
    let caller = try call.caller()
    let upload = try call.identifier("id", of: Upload.self)
    guard let digest = BlobKey(rawValue: try call.text("digest")) else { throw HubError(.notFound) }
    let expected = try await intake.expectation(upload: upload, digest: digest, by: caller)
    try checkHead(of: call.request, against: expected)
    let path = try intake.newStagingPath()
    let receipt: ObjectReceipt
    do {
      let staged = try await ObjectSpool(path: path, expectedBytes: expected.sizeBytes, files: files).receive(call.request.body)
      receipt = try await intake.receive(upload: upload, staged: staged, announced: digest, by: caller)
    } catch {
      intake.discard(path)
      throw error
    }
    return try Answer.json(receipt, status: receipt.result == .stored ? .created : .ok)
  }

  private func checkHead(of request: Request, against expected: Upload.Item) throws(HubError) {
    let media = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
    guard media == nil || media == "application/octet-stream" || media == "application/dicom" else {
      throw HubError(.unsupportedMediaType, "application/octet-stream")
    }
    guard expected.sizeBytes <= intake.maximumObjectBytes else {
      throw HubError(.objectTooLarge, "\(intake.maximumObjectBytes) bytes at most")
    }
    if let field = request.headers[.contentLength], Int64(digits: field) != expected.sizeBytes {
      throw HubError(.lengthMismatch, "announced \(expected.sizeBytes) bytes")
    }
  }
}
