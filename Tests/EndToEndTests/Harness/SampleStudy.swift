import Foundation
import HubTesting

/// A folder of `SampleStudies` and what is true of it.
struct SampleStudy: Sendable {
  struct Expected: Decodable, Sendable {
    struct Identity: Decodable, Sendable {
      var patientID: String
      var name: String
      var sex: String
      var birthDate: String
    }
    var kind: String
    var patientName: String
    var files: [String]
    var identity: Identity
    var identityInFile: Bool
    var clinic: String
    var grade: [String]?
  }

  var name: String
  var expected: Expected
  var files: [String] { expected.files.map { Samples.studies.appendingPathComponent("\(name)/\($0)").path } }
  var bytes: [[UInt8]] { files.map { [UInt8](FileManager.default.contents(atPath: $0) ?? Data()) } }

  init(_ name: String) throws {
    self.name = name
    let url = Samples.studies.appendingPathComponent(name + "/expected.json")
    expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
  }

  static func all() throws -> [SampleStudy] {
    let names = try FileManager.default.contentsOfDirectory(atPath: Samples.studies.path).sorted()
    return try names.filter { FileManager.default.fileExists(atPath: Samples.studies.path + "/\($0)/expected.json") }.map(SampleStudy.init)
  }

  /// Options of `upload` for files that carry no identity.
  var identityOptions: [String] {
    guard !expected.identityInFile else { return [] }
    let identity = expected.identity
    let sex = identity.sex == "F" ? "female" : "male"
    return ["--patient-id", identity.patientID, "--name", identity.name, "--sex", sex, "--birth-date", identity.birthDate]
  }
}

extension Region {
  /// `readinghub upload` by a clinic, as a closed study.
  @discardableResult
  func upload(_ sample: SampleStudy, from clinic: Party, options: [String] = []) throws -> String {
    try tool.expect(["upload"] + sample.files + ["--manifest"] + sample.identityOptions + options, profile: clinic.profile)
  }
}
