import Foundation

/// `Tests/Peers/store-raw.py`: data sets as they lie in files, with whatever the command claims.
struct RawSender {
  struct Job: Encodable {
    var dataset: String
    var sopClass: String?
    var sopInstance: String?
    /// A file whose data set says the UIDs; in place of the two above.
    var uidsFrom: String?
    var transferSyntax = ImageRecipe.explicitLittleEndian
  }

  struct Answer: Decodable, Equatable {
    var status: Int?
    var comment: String
    var outcome: String
    var sopInstance: String
    var isSuccess: Bool { status == 0 && outcome == "answered" }
  }

  let region: Region
  let clinic: Region.Party

  /// One answer a job, in order. Each job has an association of its own unless they are to share one.
  func send(_ jobs: [Job], onOneAssociation: Bool = false, seconds: Double = 180) throws -> [Answer] {
    let encoder = JSONEncoder()
    let lines = try jobs.map { String(decoding: try encoder.encode($0), as: UTF8.self) }.joined(separator: "\n")
    let arguments = ["127.0.0.1", "\(region.hub.dicomPort)", clinic.aeTitle, HubProcess.aeTitle] + (onOneAssociation ? ["--one-association"] : [])
    let outcome = try Peers.python("store-raw.py", arguments, input: lines + "\n", in: region.folder.path, seconds: seconds)
    let answers = try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    guard outcome.status == 0, answers.count == jobs.count else { throw HarnessFailure("store-raw.py: \(outcome.all)") }
    return answers
  }
}
