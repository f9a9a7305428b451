import Foundation
import HubModel

// How values of the model lie in columns.

extension BlobKey {
  /// 32 bytes; half the size of the text in rows and indexes.
  var digestBytes: Data {
    var bytes = Data(capacity: 32)
    var high: UInt8 = 0
    for (index, character) in rawValue.utf8.enumerated() {
      let digit = character < 58 ? character &- 48 : character &- 87
      if index & 1 == 0 { high = digit << 4 } else { bytes.append(high | digit) }
    }
    return bytes
  }

  init?(digestBytes bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    let digits: [UInt8] = Array("0123456789abcdef".utf8)
    let text = String(unsafeUninitializedCapacity: 64) { buffer in
      for (index, byte) in bytes.enumerated() {
        buffer[2 * index] = digits[Int(byte >> 4)]
        buffer[2 * index + 1] = digits[Int(byte & 15)]
      }
      return 64
    }
    self.init(rawValue: text)
  }
}

extension [UInt8] {
  var stored: Data { Data(self) }
}

extension Principal {
  /// `clinic:3`, `reader:7`, `administrator`, `auditor`, `hub`.
  var storedText: String {
    switch self {
    case .clinic(let id): "clinic:\(id)"
    case .reader(let id): "reader:\(id)"
    case .administrator: "administrator"
    case .auditor: "auditor"
    case .hub: "hub"
    }
  }

  init?(storedText: String) {
    let parts = storedText.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count, parts.count == 2 ? Int64(parts[1]) : nil) {
    case ("clinic", 2, let id?): self = .clinic(ClinicID(rawValue: id))
    case ("reader", 2, let id?): self = .reader(ReaderID(rawValue: id))
    case ("administrator", 1, _): self = .administrator
    case ("auditor", 1, _): self = .auditor
    case ("hub", 1, _): self = .hub
    default: return nil
    }
  }
}

extension Identifier {
  /// `nil` for an id that the store is to give out.
  var givenValue: Int64? { rawValue == 0 ? nil : rawValue }
}

extension Set<ReadingScope> {
  /// Words joined by commas, in a fixed order.
  var storedText: String { map(\.rawValue).sorted().joined(separator: ",") }

  init?(storedText: String) {
    let words = storedText.split(separator: ",")
    let scopes = words.compactMap { ReadingScope(rawValue: String($0)) }
    guard scopes.count == words.count else { return nil }
    self = Set(scopes)
  }
}

/// JSON with keys in order, for lists that are kept and returned whole and never searched.
func storedJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else { throw HubError(.internalError, "a value does not encode") }
  return String(decoding: data, as: UTF8.self)
}
