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
    try checkKind(of: call.request)
    let path = try intake.newStagingPath()
    let receipt: ObjectReceipt
    do {
      let staged = try await staged(call.request, at: path, announced: expected)
      receipt = try await intake.receive(upload: upload, staged: staged, announced: digest, by: caller)
    } catch {
      intake.discard(path)
      throw error
    }
    return try Answer.json(receipt, status: receipt.result == .stored ? .created : .ok)
  }

  /// The object in the staging area. One that states another length than was announced is not read; the intake refuses and records it.
  private func staged(_ request: Request, at path: String, announced: Upload.Item) async throws(HubError) -> StagedFile {
    if let stated = request.headers[.contentLength].flatMap({ Int64(digits: $0) }), stated != announced.sizeBytes {
      return StagedFile(path: path, digest: announced.digest, sizeBytes: stated)
    }
    return try await ObjectSpool(path: path, expectedBytes: announced.sizeBytes, files: files, requireRoom: intake.requireRoom).receive(request.body)
  }

  private func checkKind(of request: Request) throws(HubError) {
    let media = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
    guard media == nil || media == "application/octet-stream" || media == "application/dicom" else {
      throw HubError(.unsupportedMediaType, "application/octet-stream")
    }
  }
}
