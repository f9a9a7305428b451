import Foundation

/// The program as its users type it, with profiles of its own.
struct CommandLineTool: Sendable {
  /// `readinghub` beside the running test bundle: built by the same build.
  static let program: String = {
    let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: link).deletingLastPathComponent().appendingPathComponent("readinghub").path
  }()

  let folder: String
  var environment: [String: String] {
    ["READINGHUB_HOME": folder + "/home", "LANG": "en_US.UTF-8", "READINGHUB_PROFILE": "", "READINGHUB_TOKEN": ""]
  }

  func run(_ arguments: [String], profile: String? = nil, input: String = "", seconds: Double = 60) throws -> Outcome {
    var environment = environment
    if let profile { environment["READINGHUB_PROFILE"] = profile }
    return try Programs.run(Self.program, arguments, environment: environment, input: input, in: folder, seconds: seconds)
  }

  /// Runs a command that must end with 0; returns its standard output.
  @discardableResult
  func expect(_ arguments: [String], profile: String? = nil, input: String = "", seconds: Double = 60) throws -> String {
    let outcome = try run(arguments, profile: profile, input: input, seconds: seconds)
    guard outcome.status == 0 else {
      throw HarnessFailure("readinghub \(arguments.joined(separator: " ")) ended with \(outcome.status): \(outcome.all)")
    }
    return outcome.output
  }

  /// Runs a command with `--json` and decodes what it prints.
  func json<Value: Decodable>(_ arguments: [String], profile: String? = nil, input: String = "", as type: Value.Type = Value.self) throws -> Value {
    let text = try expect(arguments + ["--json"], profile: profile, input: input)
    do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
      throw HarnessFailure("readinghub \(arguments.joined(separator: " ")): \(error)")
    }
  }

  /// The token that a profile keeps.
  func token(of profile: String) throws -> String {
    struct Kept: Decodable { var token: String }
    let path = folder + "/home" + "/profiles/\(profile).json"
    guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: URL(fileURLWithPath: path))) else {
      throw HarnessFailure("profile \(profile) keeps no token")
    }
    return kept.token
  }
}
