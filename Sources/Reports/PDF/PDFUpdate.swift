/// An incremental update (ISO 32000-1, 7.5.6): objects new or replaced, written behind the bytes of a file, which stay as they are.
/// The same additions to the same file give the same bytes.
struct PDFUpdate {
  let file: PDFFile
  private var objects: [(number: Int, body: [UInt8])] = []
  private var nextNumber: Int

  init(file: PDFFile) {
    self.file = file
    nextNumber = file.size
  }

  mutating func reserveNumber() -> Int {
    defer { nextNumber += 1 }
    return nextNumber
  }

  mutating func set(_ number: Int, _ dictionary: PDFDictionary) {
    objects.append((number, Array(dictionary.written.utf8)))
  }

  mutating func set(_ number: Int, _ dictionary: PDFDictionary, stream: [UInt8]) {
    let header = dictionary.adding([("Length", .integer(stream.count))]).written + "\nstream\n"
    objects.append((number, Array(header.utf8) + stream + Array("\nendstream".utf8)))
  }

  mutating func set(_ number: Int, raw body: String) { objects.append((number, Array(body.utf8))) }

  /// - Parameter identifier: the file identifier for the trailer; `nil` keeps the one there is.
  /// - Returns: the whole new file, and where each object's body begins in it.
  func finish(identifier: [UInt8]? = nil) -> (bytes: [UInt8], bodyOffsets: [Int: Int]) {
    var bytes = file.bytes
    var offsets: [Int: Int] = [:]
    var bodyOffsets: [Int: Int] = [:]
    for (number, body) in objects {
      offsets[number] = bytes.count
      bytes += Array("\(number) 0 obj\n".utf8)
      bodyOffsets[number] = bytes.count
      bytes += body
      bytes += Array("\nendobj\n".utf8)
    }
    let tableOffset = bytes.count
    bytes += Array(table(offsets).utf8)
    var entries: [(key: String, value: PDFValue)] = [("Size", .integer(nextNumber))]
    let trailer = file.revisions.first?.trailer
    for key in ["Root", "Info"] { if let value = trailer?[key] { entries.append((key, value)) } }
    if let identifier {
      entries.append(("ID", .array([.string(identifier), .string(identifier)])))
    } else if let value = trailer?["ID"] {
      entries.append(("ID", value))
    }
    entries.append(("Prev", .integer(file.revisions.first?.tableOffset ?? 0)))
    bytes += Array("trailer\n\(PDFDictionary(entries).written)\nstartxref\n\(tableOffset)\n%%EOF\n".utf8)
    return (bytes, bodyOffsets)
  }

  private func table(_ offsets: [Int: Int]) -> String {
    var text = "xref\n"
    var rest = offsets.keys.sorted()[...]
    while let first = rest.first {
      let run = rest.enumerated().prefix { $0.element == first + $0.offset }.map(\.element)
      text += "\(first) \(run.count)\n"
      for number in run {
        let digits = String(offsets[number] ?? 0)
        text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
      }
      rest = rest.dropFirst(run.count)
    }
    return text
  }
}
