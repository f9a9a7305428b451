/// A Part 10 file taken apart: the few facts of its meta group and the encoded data set after it.
struct PartTenFile {
  var classUID = ""
  var instanceUID = ""
  var syntax = ""
  var dataSet: [UInt8] = []

  /// - Throws: `HarnessFailure` for a file that is none.
  init(_ file: [UInt8]) throws {
    guard file.count > 132, Array(file[128..<132]) == Array("DICM".utf8) else { throw HarnessFailure("no Part 10 file") }
    var offset = 132
    while offset + 8 <= file.count, file[offset] == 2, file[offset + 1] == 0 {
      let vr = String(decoding: file[(offset + 4)..<(offset + 6)], as: UTF8.self)
      let isLong = ["OB", "OW", "SQ", "UN", "UT"].contains(vr)
      guard !isLong || offset + 12 <= file.count else { break }
      let start = offset + (isLong ? 12 : 8)
      let length = isLong ? Self.number(file[(offset + 8)..<(offset + 12)]) : Self.number(file[(offset + 6)..<(offset + 8)])
      guard start + length <= file.count else { throw HarnessFailure("file meta group runs past the end") }
      keep(element: file[offset + 2], Array(file[start..<(start + length)]))
      offset = start + length
    }
    dataSet = Array(file[offset...])
  }

  private mutating func keep(element: UInt8, _ value: [UInt8]) {
    let text = String(decoding: value.prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
    switch element {
    case 0x02: classUID = text
    case 0x03: instanceUID = text
    case 0x10: syntax = text
    default: break
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}
