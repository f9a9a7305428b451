import Foundation
import HubAPI
import HubModel

/// What one door answered to one file.
struct DoorAnswer: Equatable {
  enum Kept: String { case nothing, stored, apart }
  /// As the table shows it: status and code.
  var text: String
  var kept: Kept
  /// Whether the object itself was refused, which the audit trail must tell.
  var isRefusal: Bool
  var seconds = 0.0
}

/// A file and what the three doors made of it.
struct HostileRow {
  var name: String
  var store: DoorAnswer
  var web: DoorAnswer
  var upload: DoorAnswer
  var answers: [DoorAnswer] { [store, web, upload] }

  /// Without what differs from run to run.
  var line: String {
    let kept = answers.map(\.kept)
    let summary =
      Set(kept).count == 1 ? kept[0].rawValue : zip(["C-STORE", "STOW-RS", "upload"], kept).map { "\($0): \($1.rawValue)" }.joined(separator: ", ")
    return "| \(name) | \(store.text) | \(web.text) | \(upload.text) | \(summary) |"
  }

  /// With the slowest answer in milliseconds.
  var timedLine: String { line + " \(Int((answers.map(\.seconds).max() ?? 0) * 1_000 + 0.5)) |" }

  static let head = ["| Input | C-STORE | STOW-RS | `upload` | Kept | Slowest, ms |", "|---|---|---|---|---|---|"]
}

/// The three ways in, each with a clinic of its own, so that what one stored the next does not find held.
struct HostileDoors {
  let region: Region
  let storing = Region.qingshan
  let web = Region.baihe
  let uploading: Region.Party

  init(_ region: Region) throws {
    self.region = region
    uploading = try region.freshClinic("third")
  }

  func row(_ file: HostileFile) throws -> HostileRow {
    HostileRow(
      name: file.name, store: try timed { try store(file) }, web: try timed { try web(file) }, upload: try timed { try upload(file) })
  }

  private func timed(_ call: () throws -> DoorAnswer) throws -> DoorAnswer {
    var (answer, seconds) = try Wait.measure(call)
    answer.seconds = seconds
    return answer
  }

  private func store(_ file: HostileFile) throws -> DoorAnswer {
    let peer = try AssociationPeer(port: region.hub.dicomPort)
    switch peer.associate(calling: storing.aeTitle, [(file.sopClass, file.syntax)]) {
    case .rejected, .closed: return DoorAnswer(text: "association refused", kept: .nothing, isRefusal: false)
    case .accepted(let contexts):
      if let result = contexts[1], result != 0 {
        peer.release()
        return DoorAnswer(text: "context refused (\(result))", kept: .nothing, isRefusal: false)
      }
    }
    guard let reply = peer.store(sopClass: file.sopClass, instance: file.sopInstance, dataSet: file.dataSet) else {
      return DoorAnswer(text: "aborted", kept: .nothing, isRefusal: false)
    }
    peer.release()
    let status = String(reply.status, radix: 16, uppercase: true)
    let text = String(repeating: "0", count: max(0, 4 - status.count)) + status + (reply.comment.isEmpty ? "" : " \(reply.comment)")
    // What the command alone shows to be wrong is refused before there is an object.
    let isOfCommand = reply.status == 0x0117 || (reply.status == 0x0122 && reply.comment != "not-storable")
    return Self.answer(text, isSuccess: reply.status == 0, code: reply.comment, isRefusal: reply.status != 0 && !isOfCommand)
  }

  private func web(_ file: HostileFile) throws -> DoorAnswer {
    let boundary = "hostile-\(file.file.count)-b0undary"
    let head = "--\(boundary)\r\nContent-Type: application/dicom\r\n\r\n"
    let body = Array(head.utf8) + file.file + Array("\r\n--\(boundary)--\r\n".utf8)
    let type = "multipart/related; type=\"application/dicom\"; boundary=\(boundary)"
    let answer = try region.client(web).send(
      WireRequest(method: "POST", path: "/dicom-web/studies", headers: [("Content-Type", type)], body: body))
    let reason = Self.failure(in: answer.body)
    let text = "\(answer.status)" + (reason.map { " \(String($0.number, radix: 16, uppercase: true)) \($0.code)" } ?? "")
    // Of an empty part there is no object that could be refused.
    return Self.answer(text, isSuccess: answer.status == 200, code: reason?.code ?? "", isRefusal: answer.status != 200 && !file.file.isEmpty)
  }

  /// Failure Reason and Error Comment of the one object.
  private static func failure(in body: [UInt8]) -> (number: Int, code: String)? {
    guard let answer = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return nil }
    let failed = ["00081198", "0008119A"].compactMap { ((answer[$0] as? [String: Any])?["Value"] as? [[String: Any]])?.first }.first
    guard let number = ((failed?["00081197"] as? [String: Any])?["Value"] as? [Int])?.first else { return nil }
    return (number, ((failed?["00000902"] as? [String: Any])?["Value"] as? [String])?.first ?? "")
  }

  private func upload(_ file: HostileFile) throws -> DoorAnswer {
    let client = try region.client(uploading)
    let item = Upload.Item(digest: Digests.key(file.file), sizeBytes: Int64(file.file.count), format: .dicom, headerBytes: nil)
    let opened = try client.send(.post("uploads", NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: true, items: [item])))
    guard opened.isSuccess else {
      return DoorAnswer(text: "\(opened.status) \(opened.problemCode ?? "")", kept: .nothing, isRefusal: false)
    }
    let answer = try client.put(file.file, to: opened.decoded(as: UploadOpened.self).id)
    let code = answer.problemCode ?? ""
    return Self.answer("\(answer.status)" + (code.isEmpty ? "" : " \(code)"), isSuccess: answer.isSuccess, code: code, isRefusal: !answer.isSuccess)
  }

  private static func answer(_ text: String, isSuccess: Bool, code: String, isRefusal: Bool) -> DoorAnswer {
    let isApart = code == "object-conflict"
    return DoorAnswer(text: text, kept: isSuccess ? .stored : isApart ? .apart : .nothing, isRefusal: isRefusal && !isApart)
  }
}
