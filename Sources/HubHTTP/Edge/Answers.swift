import HTTPTypes
import HubFlow
import HubModel
import Hummingbird
import NIOCore

/// The kinds of successful answers.
enum Answer {
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    body(try JSONBody.encode(value), type: "application/json", status: status)
  }
  static func json(bytes: [UInt8]) -> Response { body(bytes, type: "application/json") }
  static func text(_ text: String, type: String) -> Response { body(Array(text.utf8), type: type) }
  static var done: Response { Response(status: .noContent) }

  /// Bytes to keep as a file. `name` is made by the hub from its own numbers, never from what a file or a person says.
  static func download(_ bytes: [UInt8], type: String, name: String) -> Response {
    var response = body(bytes, type: type)
    response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return response
  }

  /// An object that may be larger than memory should be: its bytes are read as the peer takes them.
  static func download(_ object: ServedObject, type: String, name: String) -> Response {
    let body = ResponseBody(contentLength: Int(object.sizeBytes)) { writer in
      try await object.pieces { try await write(ByteBuffer(bytes: $0), to: &writer) }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""], body: body)
  }

  private static func body(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: type], body: inPieces(ByteBuffer(bytes: bytes)))
  }

  /// Large bodies go out piece by piece: what a slow line has taken can then be told from a line that takes nothing.
  private static func inPieces(_ buffer: ByteBuffer, pieceBytes: Int = 65_536) -> ResponseBody {
    guard buffer.readableBytes > pieceBytes else { return ResponseBody(byteBuffer: buffer) }
    return ResponseBody(contentLength: buffer.readableBytes) { writer in
      try await write(buffer, to: &writer, pieceBytes: pieceBytes)
      try await writer.finish(nil)
    }
  }

  private static func write(_ buffer: ByteBuffer, to writer: inout any ResponseBodyWriter, pieceBytes: Int = 65_536) async throws {
    var rest = buffer
    while let piece = rest.readSlice(length: min(pieceBytes, rest.readableBytes)), piece.readableBytes > 0 {
      try await writer.write(piece)
    }
  }
}
