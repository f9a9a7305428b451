import Foundation
import HTTPTypes
import HubAPI
import HubModel
import Hummingbird
import NIOCore

/// JSON in and out.
enum JSONBody {
  /// The value in a request's body.
  ///
  /// - Throws: `unsupported-media-type`, `request-too-large`, `bad-request` (the detail names the field, never its value).
  static func decode<Value: Decodable>(_ type: Value.Type, from request: Request) async throws -> Value {
    let media = request.headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
    guard media == "application/json" else { throw HubError(.unsupportedMediaType, "application/json") }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: Wire.maximumJSONBytes)
    } catch is NIOTooManyBytesError {
      throw HubError(.requestTooLarge, "\(Wire.maximumJSONBytes) bytes at most")
    } catch {
      throw HubError(.badRequest, "the body broke off")
    }
    try JSONGuard.check(buffer.readableBytesView)
    do {
      return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    } catch let error as DecodingError {
      throw HubError(.badRequest, field(of: error))
    } catch {
      throw HubError(.badRequest)
    }
  }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  private static func field(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let place): name(place.codingPath + [key])
    case .valueNotFound(_, let place), .typeMismatch(_, let place), .dataCorrupted(let place): name(place.codingPath)
    @unknown default: ""
    }
  }

  /// Our own field names and positions; a key from a dictionary of the request could be anything and cannot occur: no body has one.
  private static func name(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
