import ArgumentParser
import Foundation
import HubClient
import HubModel

/// What the program says to a script by its exit code (docs/cli.md).
enum ExitMeaning: Int32, Sendable {
  case done = 0
  case refused = 1
  case wrongUsage = 2
  case hubUnreachable = 3
  case notPermitted = 4
  case someNotStored = 5
  case proofInvalid = 6
  case needsAttention = 7

  var code: ExitCode { ExitCode(rawValue) }

  /// The class of a failure.
  init(_ error: ClientError) {
    switch error.code {
    case ProblemCode.hubUnreachable.rawValue: self = .hubUnreachable
    case ProblemCode.notAuthenticated.rawValue, ProblemCode.notPermitted.rawValue, ProblemCode.enrolmentInvalid.rawValue,
      ClientErrorCode.noProfile.rawValue, ClientErrorCode.severalProfiles.rawValue, ClientErrorCode.notEnrolled.rawValue,
      ClientErrorCode.passphraseNeeded.rawValue, "wrong-passphrase":
      self = .notPermitted
    case ProblemCode.signatureInvalid.rawValue, ClientErrorCode.rootNotTrusted.rawValue, ClientErrorCode.preparedReportDiffers.rawValue,
      ClientErrorCode.auditChainBroken.rawValue:
      self = .proofInvalid
    default: self = .refused
    }
  }

  /// Writes help, usage or what is left to say of `error`, and returns the exit code.
  ///
  /// ArgumentParser ends with 64 after wrong usage; ours is 2.
  static func report(_ error: any Error) -> Int32 {
    if let exit = error as? ExitCode { return exit.rawValue }
    if let error = error as? HubError { return report(ClientError(error)) }
    if let error = error as? ClientError {
      let language = Language(environment: ProcessInfo.processInfo.environment)
      FailureText.show(error, on: Screen(language: language, isJSON: false, environment: ProcessInfo.processInfo.environment))
      return ExitMeaning(error).rawValue
    }
    let isHelp = ReadingHub.exitCode(for: error) == .success
    Screen.write(ReadingHub.fullMessage(for: error) + "\n", to: isHelp ? STDOUT_FILENO : STDERR_FILENO)
    if isHelp { return ExitMeaning.done.rawValue }
    return ReadingHub.exitCode(for: error) == .validationFailure ? ExitMeaning.wrongUsage.rawValue : ExitMeaning.refused.rawValue
  }
}

/// A failure in words, or as JSON for scripts, on standard error.
enum FailureText {
  private struct Document: Encodable {
    struct Failure: Encodable {
      var code: String
      var chinese: String
      var english: String
      var detail: String?
    }
    var error: Failure
  }

  static func show(_ error: ClientError, on screen: Screen) {
    if screen.isJSON {
      let failure = Document.Failure(
        code: error.code, chinese: error.sentence.chinese, english: error.sentence.english, detail: error.detail.isEmpty ? nil : error.detail)
      if let text = try? Screen.json(Document(error: failure), isPretty: false) { Screen.write(text + "\n", to: STDERR_FILENO) }
    } else {
      Screen.write(line(error.code, error.sentence, error.detail, in: screen.language) + "\n", to: STDERR_FILENO)
    }
  }

  /// `error not-found: There is no such thing, or it is not yours. (detail)`
  static func line(_ code: String, _ sentence: LocalizedSentence, _ detail: String, in language: Language) -> String {
    let head = (language == .zh ? "错误 " : "error ") + PlainText.escaped(code)
    let tail = detail.isEmpty ? "" : " (" + PlainText.escaped(detail) + ")"
    return head + ": " + PlainText.escaped(sentence.text(in: language)) + tail
  }
}
