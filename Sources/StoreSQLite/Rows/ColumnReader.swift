import Foundation
import GRDB
import HubModel

/// Takes the columns of one row from left to right. Whatever does not fit is `store-damaged`, never a crash.
struct ColumnReader {
  private let row: Row
  private var position = 0

  init(_ row: Row) { self.row = row }

  mutating func integer() throws -> Int64 { try required(optionalInteger()) }
  mutating func text() throws -> String { try required(optionalText()) }
  mutating func bytes() throws -> [UInt8] { try required(optionalBytes()) }
  mutating func key() throws -> BlobKey { try required(optionalKey()) }

  mutating func int() throws -> Int { try required(Int(exactly: try integer())) }
  mutating func bool() throws -> Bool {
    switch try integer() {
    case 0: false
    case 1: true
    default: throw Self.damaged
    }
  }
  mutating func instant() throws -> Instant { Instant(microseconds: try integer()) }
  mutating func optionalInstant() throws -> Instant? { try optionalInteger().map(Instant.init(microseconds:)) }
  mutating func id<Owner>() throws -> Identifier<Owner> { Identifier(rawValue: try integer()) }
  mutating func optionalID<Owner>() throws -> Identifier<Owner>? { try optionalInteger().map(Identifier.init(rawValue:)) }
  mutating func readingID() throws -> ReadingID { ReadingID(rawValue: try integer()) }

  /// A word of a fixed vocabulary.
  mutating func word<Word: RawRepresentable>() throws -> Word where Word.RawValue == String { try required(try optionalWord()) }
  mutating func optionalWord<Word: RawRepresentable>() throws -> Word? where Word.RawValue == String {
    guard let text = try optionalText() else { return nil }
    return try required(Word(rawValue: text))
  }

  mutating func json<Value: Decodable>() throws -> Value {
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(try text().utf8)) else { throw Self.damaged }
    return value
  }
  mutating func optionalJSON<Value: Decodable>() throws -> Value? {
    guard let text = try optionalText() else { return nil }
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else { throw Self.damaged }
    return value
  }

  mutating func optionalInteger() throws -> Int64? {
    switch next() {
    case .int64(let value): value
    case .null: nil
    default: throw Self.damaged
    }
  }
  mutating func optionalDouble() throws -> Double? {
    switch next() {
    case .double(let value): value
    case .int64(let value): Double(value)
    case .null: nil
    default: throw Self.damaged
    }
  }
  mutating func optionalText() throws -> String? {
    switch next() {
    case .string(let value): value
    case .null: nil
    default: throw Self.damaged
    }
  }
  mutating func optionalBytes() throws -> [UInt8]? {
    switch next() {
    case .blob(let value): [UInt8](value)
    case .null: nil
    default: throw Self.damaged
    }
  }
  mutating func optionalKey() throws -> BlobKey? {
    guard let bytes = try optionalBytes() else { return nil }
    return try required(BlobKey(digestBytes: bytes))
  }

  /// A value that must be there, `store-damaged` otherwise.
  static func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw damaged }
    return value
  }

  func required<Value>(_ value: Value?) throws -> Value { try Self.required(value) }

  static var damaged: HubError { HubError(.storeDamaged, "a row does not decode") }

  private mutating func next() -> DatabaseValue.Storage {
    guard position < row.count else { return .null }
    defer { position += 1 }
    return (row[position] as DatabaseValue).storage
  }
}
