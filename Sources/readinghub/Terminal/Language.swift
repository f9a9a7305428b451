import ArgumentParser
import HubModel

/// The language of what people are told.
enum Language: String, CaseIterable, ExpressibleByArgument, Sendable {
  case zh, en

  /// From `LC_ALL`, `LC_MESSAGES`, `LANG` in the order of POSIX; anything that is not Chinese reads English.
  init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    self = locale.lowercased().hasPrefix("zh") ? .zh : .en
  }
}

extension LocalizedSentence {
  func text(in language: Language) -> String { language == .zh ? chinese : english }
}
