import COpenSSL

extension rh_buffer {
  /// Copies the bytes out and releases (and wipes) the C side.
  func take() -> [UInt8] {
    defer { rh_buffer_free(self) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// A copy; the owner releases the C side.
  var copied: [UInt8] { Array(UnsafeBufferPointer(start: bytes, count: count)) }

  /// A copy as text; `nil` when empty.
  var text: String? { count == 0 ? nil : String(decoding: copied, as: UTF8.self) }
}

/// Runs a shim call that fills a buffer; `nil` when it says it failed.
func shimBytes(_ call: (UnsafeMutablePointer<rh_buffer>) -> Int32) -> [UInt8]? {
  var buffer = rh_buffer()
  let isDone = call(&buffer)
  let bytes = buffer.take()
  return isDone == 1 ? bytes : nil
}

/// Calls with a C string, or with `nil` for no text.
func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}
