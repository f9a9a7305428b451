import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import Hummingbird

/// STOW-RS (PS3.18 §10.5): objects by web, one or many in a request, each with its own result.
struct StoreRoutes {
  let intake: Intake
  private let files = BlockingWork(label: "stow-spool", width: 8)
  private static let dicom = "application/dicom"

  init(intake: Intake) { self.intake = intake }

  var handlers: [Operation: HTTPHandler] {
    [
      .storeInstances: { [self] in try await store($0, study: nil) },
      .storeInstancesOfStudy: { [self] in try await store($0, study: $0.text("study")) },
    ]
  }

  private func store(_ call: HTTPCall, study: String?) async throws -> Response {
    let caller = try call.caller()
    _ = try Access.requireClinic(caller)
    try intake.requireRoom()
    guard let type = call.request.headers[.contentType].flatMap(MediaType.init) else { throw HubError(.unsupportedMediaType, "Content-Type") }
    var spooled: [SpooledPart] = []
    do {
      switch type.name {
      case Self.dicom: spooled = [try await spool(call.request.body)]
      case "multipart/related":
        guard type.parameters["type"].map({ $0.lowercased() == Self.dicom }) ?? true else { throw HubError(.unsupportedMediaType, "type") }
        guard let boundary = type.parameters["boundary"] else { throw HubError(.badRequest, "boundary") }
        try await spoolParts(call.request.body, boundary: boundary, into: &spooled)
      default: throw HubError(.unsupportedMediaType, "\(Self.dicom) or multipart/related")
      }
      guard !spooled.isEmpty else { throw HubError(.badRequest, "no object") }
      return try StoreAnswer(results: try await intake.store(spooled, inStudy: study, by: caller)).response()
    } catch {
      for part in spooled { if case .staged(let file) = part { intake.discard(file.path) } }
      throw error
    }
  }

  private func spoolParts(_ body: RequestBody, boundary: String, into spooled: inout [SpooledPart]) async throws {
    var reader = try MultipartReader(body, boundary: boundary)
    while let fields = try await reader.nextPart() {
      guard spooled.count < intake.maximumItemsPerUpload else { throw HubError(.requestTooLarge, "\(intake.maximumItemsPerUpload) objects at most") }
      let type = fields["content-type"].flatMap(MediaType.init)?.name ?? Self.dicom
      guard type == Self.dicom else {
        while try await reader.nextPiece() != nil {}
        spooled.append(.refused(.unsupportedMediaType))
        continue
      }
      try intake.requireRoom()
      spooled.append(try await spoolPart(&reader))
    }
  }

  /// A part in a file of its own; of one that is too large nothing is kept, and the next is looked at.
  private func spoolPart(_ reader: inout MultipartReader) async throws -> SpooledPart {
    let path = try intake.newStagingPath()
    do {
      let file = try await files.run { try SpoolFile(path: path) }
      var size: Int64 = 0
      var room = RoomWatch(requireRoom: intake.requireRoom)
      while let piece = try await reader.nextPiece() {
        size += Int64(piece.readableBytes)
        try room.grew(to: size)
        if size <= intake.maximumObjectBytes { try await files.run { try file.append(piece) } }
      }
      return offered(StagedFile(path: path, digest: try await files.run { try file.close() }, sizeBytes: size))
    } catch {
      intake.discard(path)
      throw error
    }
  }

  /// A request that is one object.
  private func spool(_ body: RequestBody) async throws -> SpooledPart {
    let path = try intake.newStagingPath()
    do {
      return offered(
        try await ObjectSpool(path: path, expectedBytes: intake.maximumObjectBytes, files: files, requireRoom: intake.requireRoom)
          .receive(body))
    } catch {
      intake.discard(path)
      throw error
    }
  }

  /// What is empty or too large is refused before the intake sees it, and its file goes.
  private func offered(_ file: StagedFile) -> SpooledPart {
    guard file.sizeBytes > 0, file.sizeBytes <= intake.maximumObjectBytes else {
      intake.discard(file.path)
      return .refused(file.sizeBytes > 0 ? .objectTooLarge : .notDICOM)
    }
    return .staged(file)
  }
}
