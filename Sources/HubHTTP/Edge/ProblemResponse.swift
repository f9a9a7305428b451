import HTTPTypes
import HubAPI
import HubModel
import Hummingbird
import Logging
import NIOCore

/// Failures as problem documents (RFC 9457).
enum ProblemResponse {
  /// - Parameter record: is told the code, for the log line.
  static func make(for error: any Error, record: RequestRecord, logger: Logger) -> Response {
    if let error = error as? MethodNotAllowed {
      record.note(.methodNotAllowed)
      var response = document(HubError(.methodNotAllowed), record.id)
      response.headers[.allow] = error.allowed.map(\.rawValue).joined(separator: ", ")
      return response
    }
    let error = hubError(from: error, logger: logger)
    record.note(error.code)
    return document(error, record.id)
  }

  private static func hubError(from error: any Error, logger: Logger) -> HubError {
    switch error {
    case let error as HubError: return error
    case is NIOTooManyBytesError: return HubError(.requestTooLarge)
    case is CancellationError: return HubError(.shuttingDown)
    default:
      // The type only: a description may quote what the request or a file said.
      logger.error("unexpected failure: \(String(reflecting: type(of: error)))")
      return HubError(.internalError)
    }
  }

  private static func document(_ error: HubError, _ requestID: String) -> Response {
    let status = error.code.httpStatus
    var headers: HTTPFields = [.contentType: Wire.problemMediaType]
    if status == 401 { headers[.wwwAuthenticate] = "Bearer realm=\"readinghub\"" }
    if let seconds = error.code.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    let bytes = (try? JSONBody.encode(Problem(error, status: status, request: requestID))) ?? []
    return Response(status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
