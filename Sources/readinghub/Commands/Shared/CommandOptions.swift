import ArgumentParser
import Foundation
import HubClient
import HubModel

/// Options of commands that need no hub.
struct ScreenOptions: ParsableArguments {
  @Option(help: "Language: zh or en (default: from LANG). / 语言。") var lang: Language?
  @Flag(help: "Results as JSON for scripts.") var json = false

  var screen: Screen {
    let environment = ProcessInfo.processInfo.environment
    return Screen(language: lang ?? Language(environment: environment), isJSON: json, environment: environment)
  }
}

/// Options of every command that talks to a hub.
struct HubOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Profile to use (default: $READINGHUB_PROFILE, else \"default\").", valueName: "name"))
  var profile: String?
  @Option(help: ArgumentHelp("Address of the hub instead of the profile's; the token may come in $READINGHUB_TOKEN.", valueName: "url"))
  var hub: String?
  @Option(help: ArgumentHelp("PEM file of another authority for the hub's TLS certificate (else the profile's).", valueName: "file"))
  var tlsCa: String?
  @OptionGroup var screenOptions: ScreenOptions
}

extension StudyKind: ExpressibleByArgument {}
extension Grade: ExpressibleByArgument {
  /// A doctor's grade: `ungraded` is the core's word for what it cannot grade; a doctor grades, or leaves the grade out.
  package init?(argument: String) {
    guard let grade = Grade(rawValue: argument), grade != .ungraded else { return nil }
    self = grade
  }
  package static var allValueStrings: [String] { allCases.filter { $0 != .ungraded }.map(\.rawValue) }
}

/// A reading named by its six characters.
struct ReadingArgument: ExpressibleByArgument {
  let id: ReadingID
  init?(argument: String) {
    guard let id = ReadingID(text: argument) else { return nil }
    self.id = id
  }
}
