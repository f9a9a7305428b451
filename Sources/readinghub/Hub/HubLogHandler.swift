import ArgumentParser
import Foundation
import HubModel
import Logging

/// The hub's log on standard error, one line an event. What stands in it is the hub's own: codes, numbers, routes' templates.
struct HubLogHandler: LogHandler {
  enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

  let label: String
  let format: Format
  let clock: any HubClock
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  init(label: String, format: Format, clock: any HubClock) {
    self.label = label
    self.format = format
    self.clock = clock
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }
    let time = Self.time(clock.now().wall)
    let line: String
    switch format {
    case .text:
      let request = facts["request"].map { " [\($0)]" } ?? ""
      line = "\(time) \(event.level.rawValue) \(label): \(PlainText.escaped(event.message.description))\(request)"
    case .json: line = Self.object(time: time, level: event.level, message: event.message.description, facts)
    }
    Screen.write(line + "\n", to: STDERR_FILENO)
  }

  /// Numbers stay numbers; keys in order, so that lines can be compared.
  static func object(time: String, level: Logger.Level, message: String, _ facts: Logger.Metadata) -> String {
    var fields: [String: Any] = ["time": time, "level": level.rawValue, "message": message]
    for (key, value) in facts {
      let text = value.description
      fields[key] = ["status", "milliseconds", "clinic"].contains(key) ? Int64(text).map { $0 as Any } ?? text : text
    }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: fields, options: options) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// `2026-11-22T04:34:56.789Z`.
  private static func time(_ instant: Instant) -> String {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
    return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
