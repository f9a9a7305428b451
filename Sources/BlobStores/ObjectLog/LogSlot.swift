/// A place in the log that an object has been given.
struct LogSlot {
  let segment: LogSegment
  /// Where its record begins.
  let offset: Int64
  /// Of the object.
  let sizeBytes: Int64

  var spanBytes: Int64 { LogRecord.spanBytes(of: sizeBytes) }
  /// Where the object's bytes lie.
  var place: LogIndex.Place {
    let start = offset + Int64(LogRecord.headerBytes)
    return LogIndex.Place(segment: segment, range: start..<start + sizeBytes)
  }
}
