import Foundation
import HubModel

/// How a value lies among the settings: JSON with its keys in order, so that one value has one text.
enum SettingJSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// - Parameter name: what is said to be damaged.
  /// - Throws: `store-damaged`.
  static func value<Value: Decodable>(_ text: String, _ name: String) throws -> Value {
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else { throw HubError(.storeDamaged, name) }
    return value
  }
}
