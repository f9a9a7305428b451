/// A classic PDF file as Cairo 1.16 writes it and we add to it: cross-reference tables and trailers in plain text, revisions one
/// behind the other, nothing before, between or after them. Any other file is unsuitable; that is what makes its check exact.
struct PDFFile {
  /// One cross-reference section with its trailer.
  struct Revision {
    var tableOffset: Int
    /// Object number → byte offset, objects in use.
    var offsets: [Int: Int]
    var trailer: PDFDictionary
    var previousTableOffset: Int?
  }

  static let largestByteCount = 64 << 20
  /// Of an object without its stream; a signature dictionary with its room has 17 KB.
  private static let largestObjectByteCount = 1 << 18
  private static let mostRevisions = 4
  private static let mostPageNodes = 500

  let bytes: [UInt8]
  /// Newest first.
  let revisions: [Revision]
  /// One more than the highest object number.
  let size: Int
  let rootNumber: Int

  /// - Throws: `report-pdf-unsuitable`.
  init(bytes: [UInt8]) throws(ReportError) {
    guard bytes.count <= Self.largestByteCount, bytes.starts(with: "%PDF-1.".utf8),
      let revisions = Self.readRevisions(bytes), let newest = revisions.first?.trailer,
      let size = newest["Size"]?.asInteger, size > 0, let root = newest["Root"]?.asReference
    else { throw ReportError(.unsuitablePDF) }
    self.bytes = bytes
    self.revisions = revisions
    self.size = size
    rootNumber = root
  }

  /// The value of an object, newest revision first, and where its stream's data begins if it has any.
  /// - Throws: `report-pdf-unsuitable`.
  func object(_ number: Int) throws(ReportError) -> (value: PDFValue, streamStart: Int?) {
    guard let offset = revisions.lazy.compactMap({ $0.offsets[number] }).first else { throw ReportError(.unsuitablePDF) }
    var parser = PDFParser(bytes: bytes, from: offset, to: min(bytes.count, offset + Self.largestObjectByteCount))
    guard parser.readInteger() == number, parser.readInteger() == 0, parser.take("obj"), let value = parser.readValue() else {
      throw ReportError(.unsuitablePDF)
    }
    if parser.take("stream") {
      guard parser.takeHere("\n") else { throw ReportError(.unsuitablePDF) }
      return (value, parser.position)
    }
    guard parser.take("endobj") else { throw ReportError(.unsuitablePDF) }
    return (value, nil)
  }

  /// - Throws: `report-pdf-unsuitable` when the object is no dictionary.
  func dictionary(_ number: Int) throws(ReportError) -> PDFDictionary {
    guard let dictionary = try object(number).value.asDictionary else { throw ReportError(.unsuitablePDF) }
    return dictionary
  }

  func catalog() throws(ReportError) -> PDFDictionary { try dictionary(rootNumber) }

  /// Object numbers of the pages in order.
  /// - Throws: `report-pdf-unsuitable`.
  func pages() throws(ReportError) -> [Int] {
    guard let root = try catalog()["Pages"]?.asReference else { throw ReportError(.unsuitablePDF) }
    var found: [Int] = []
    var waiting = [root]
    var visited = 0
    while let number = waiting.popLast() {
      visited += 1
      guard visited < Self.mostPageNodes else { throw ReportError(.unsuitablePDF) }
      let node = try dictionary(number)
      if node["Type"]?.asName == "Page" {
        found.append(number)
      } else {
        waiting += (node["Kids"]?.asArray ?? []).compactMap(\.asReference).reversed()
      }
    }
    return found
  }

  /// Where the newest revision begins: its objects stand together between the revision before and its own table.
  var newestRevisionStart: Int? {
    guard let newest = revisions.first, newest.previousTableOffset != nil else { return nil }
    return newest.offsets.values.min()
  }

  private static func readRevisions(_ bytes: [UInt8]) -> [Revision]? {
    guard var tableOffset = readFinalTableOffset(bytes) else { return nil }
    var revisions: [Revision] = []
    while true {
      guard revisions.count < mostRevisions, let revision = readRevision(bytes, at: tableOffset) else { return nil }
      revisions.append(revision)
      guard let previous = revision.previousTableOffset else { return revisions }
      guard previous < tableOffset else { return nil }
      tableOffset = previous
    }
  }

  /// The number between `startxref` and `%%EOF` at the very end of the bytes.
  private static func readFinalTableOffset(_ bytes: [UInt8]) -> Int? {
    let ending = Array("\n%%EOF\n".utf8)
    guard bytes.suffix(ending.count).elementsEqual(ending) else { return nil }
    let digitsEnd = bytes.count - ending.count
    var digitsStart = digitsEnd
    while digitsStart > 0, digitsEnd - digitsStart < 10, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[digitsStart - 1]) { digitsStart -= 1 }
    guard bytes[..<digitsStart].suffix(10).elementsEqual("startxref\n".utf8) else { return nil }
    return Int(String(decoding: bytes[digitsStart..<digitsEnd], as: UTF8.self))
  }

  private static func readRevision(_ bytes: [UInt8], at tableOffset: Int) -> Revision? {
    var parser = PDFParser(bytes: bytes, from: tableOffset, to: bytes.count)
    guard tableOffset > 0, tableOffset < bytes.count, parser.takeHere("xref\n") else { return nil }
    var offsets: [Int: Int] = [:]
    while !parser.take("trailer") {
      guard let first = parser.readInteger(), let count = parser.readInteger(), count > 0, count <= 100_000, parser.takeHere("\n") else { return nil }
      for number in first..<first + count {
        guard let offset = parser.readInteger(), let generation = parser.readInteger() else { return nil }
        if parser.takeHere(" f \n") { continue }
        guard parser.takeHere(" n \n"), generation == 0, offset < tableOffset, offsets.updateValue(offset, forKey: number) == nil else { return nil }
      }
    }
    guard let trailer = parser.readValue()?.asDictionary, trailer["XRefStm"] == nil, trailer["Encrypt"] == nil else { return nil }
    if trailer["Prev"] != nil, trailer["Prev"]?.asInteger == nil { return nil }
    return Revision(tableOffset: tableOffset, offsets: offsets, trailer: trailer, previousTableOffset: trailer["Prev"]?.asInteger)
  }
}
