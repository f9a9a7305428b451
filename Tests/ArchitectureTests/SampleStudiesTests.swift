import Foundation
import Testing

/// `expected.json` of a sample.
struct ExpectedStudy: Decodable {
  struct Identity: Decodable {
    let patientID: String
    let name: String
    let sex: String
    let birthDate: String
  }
  let kind: String
  let modality: String
  let patientName: String
  let files: [String]
  let identity: Identity
  let identityInFile: Bool
  let grade: [String]?

  static func load(_ folder: String) throws -> ExpectedStudy {
    try JSONDecoder().decode(ExpectedStudy.self, from: Data(Checkout.bytes("SampleStudies/\(folder)/expected.json")))
  }
}

@Suite("SampleStudies")
struct SampleStudiesTests {
  private static let folders = Checkout.folders(in: "SampleStudies").subtracting(["__pycache__"]).sorted()

  @Test("at least ten studies, of both kinds, the acute ST elevation among them")
  func enoughStudies() throws {
    let studies = try Self.folders.map(ExpectedStudy.load)
    #expect(studies.count >= 10)
    #expect(Set(studies.map(\.modality)).isSuperset(of: ["ECG", "CR", "CT", "MR", "US"]))
    #expect(studies.contains { $0.grade == ["critical"] })
    #expect(Set(studies.map(\.identity.patientID)).count == studies.count)
    #expect(Set(studies.map(\.patientName)).count == studies.count)
  }

  @Test("each has its files, its origin and its licence", arguments: folders)
  func complete(folder: String) throws {
    let study = try ExpectedStudy.load(folder)
    #expect(["ecg", "imaging"].contains(study.kind))
    #expect(Set(study.grade ?? []).isSubset(of: ["critical", "warning", "ordinary", "ungraded"]))
    #expect((study.kind == "ecg") == (study.grade != nil))
    #expect(study.patientName == study.identity.name)
    let present = Set(Checkout.paths.filter { $0.hasPrefix("SampleStudies/\(folder)/") }.map { String($0.split(separator: "/").last ?? "") })
    #expect(present == Set(study.files + ["expected.json", "ORIGIN.md"]))
    let origin = Checkout.text("SampleStudies/\(folder)/ORIGIN.md")
    for word in ["Source:", "Licence:", "How made:"] { #expect(origin.contains(word)) }
    #expect(Checkout.text("SampleStudies/README.md").contains("`\(folder)`"))
  }

  @Test("dciodvfy finds no error in the DICOM files", arguments: folders)
  func valid(folder: String) throws {
    for file in try ExpectedStudy.load(folder).files where file.hasSuffix(".dcm") {
      let verdict = try OutsideProgram.run("/usr/bin/dciodvfy", [Checkout.root.appendingPathComponent("SampleStudies/\(folder)/\(file)").path])
      #expect(verdict.contains("ECG") || verdict.contains("Image"), "dciodvfy did not name the object: \(verdict)")
      #expect(!verdict.split(separator: "\n").contains { $0.hasPrefix("Error") }, "\(folder)/\(file): \(verdict)")
    }
  }

  @Test("clinics have one name each: in the script that writes the files, in the demo and in the README")
  func clinicNames() {
    func names(_ path: String) -> Set<String> {
      Set(Checkout.text(path).matches(of: #/\p{Han}+卫生院/#).map { String($0.output) })
    }
    let written = names("SampleStudies/make-samples.py")
    #expect(written.count == 2)
    #expect(names("SampleStudies/demo.sh") == written)
    #expect(names("README.md").isSubset(of: written))
  }

  private static let environment = ProcessInfo.processInfo.environment

  @Test(
    "the script makes the same bytes again",
    .enabled(if: environment["READINGHUB_TESTDATA"] != nil, "SKIPPED: set READINGHUB_TESTDATA to the folder with the larger test data"),
    .enabled(if: environment["READINGHUB_TEST_LEVEL"] == "all", "SKIPPED: takes half a minute; runs in `make test-all`"))
  func reproducible() throws {
    let script = Checkout.root.appendingPathComponent("SampleStudies/make-samples.py").path
    let said = try OutsideProgram.run(Checkout.root.appendingPathComponent(".venv/bin/python").path, ["-B", script, "--check"])
    #expect(said.isEmpty, "\(said)")
  }
}

enum OutsideProgram {
  struct Failed: Error { let program: String }

  /// What `program` prints on both outputs. Its exit code is not looked at: the judges used here say it in words.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    guard FileManager.default.isExecutableFile(atPath: program) else { throw Failed(program: program) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
