import Trust

/// The revision that turns drawn pages into an unsigned report: two placed, empty signature fields and the canonical JSON attached.
/// Everything later signatures need is here already, so that they change nothing but their own field.
struct FormRevision {
  static let attachmentName = "report.json"

  let contentJSON: [UInt8]
  /// Rectangle text and page index of each field, in the order of `SignatureField.allCases`.
  let places: [(rectangle: [String], page: Int)]

  init(contentJSON: [UInt8], places: [SignaturePlace]) throws(ReportError) {
    guard places.count == SignatureField.allCases.count else { throw ReportError(.placesMissing) }
    self.contentJSON = contentJSON
    self.places = places.map { place in
      let corners = [place.x, place.y, place.x + place.width, place.y + place.height]
      return (corners.map(Self.written), place.page)
    }
  }

  /// Two decimals, a hundredth of a point.
  private static func written(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 100_000 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    return (hundredths < 0 ? "-" : "") + "\(whole)." + (rest < 10 ? "0" : "") + "\(rest)"
  }

  /// Adds the revision to pages as they were drawn.
  /// - Throws: `report-pdf-unsuitable` unless the file is one plain revision without a form, attachments or annotations.
  func append(to pages: [UInt8]) throws(ReportError) -> [UInt8] {
    let file = try PDFFile(bytes: pages)
    let catalog = try file.catalog()
    guard file.revisions.count == 1, ["AcroForm", "Names", "AF"].allSatisfy({ catalog[$0] == nil }) else { throw ReportError(.unsuitablePDF) }
    var update = PDFUpdate(file: file)
    let (stream, specification) = (update.reserveNumber(), update.reserveNumber())
    let fields = SignatureField.allCases.map { ($0, update.reserveNumber()) }
    attach(to: &update, stream: stream, specification: specification)
    try addFields(fields, to: &update)
    let form = PDFDictionary([("Fields", .array(fields.map { .reference($0.1) })), ("SigFlags", .integer(3))])
    let names = PDFDictionary([("Names", .array([.text(Self.attachmentName), .reference(specification)]))])
    update.set(
      file.rootNumber,
      catalog.adding([
        ("AcroForm", .dictionary(form)),
        ("Names", .dictionary(PDFDictionary([("EmbeddedFiles", .dictionary(names))]))),
        ("AF", .array([.reference(specification)])),
      ]))
    return update.finish(identifier: Array(SHA256Digest(hashing: contentJSON).bytes.prefix(16))).bytes
  }

  private func attach(to update: inout PDFUpdate, stream: Int, specification: Int) {
    update.set(
      stream,
      PDFDictionary([
        ("Type", .name("EmbeddedFile")), ("Subtype", .name("application#2Fjson")),
        ("Params", .dictionary(PDFDictionary([("Size", .integer(contentJSON.count))]))),
      ]), stream: contentJSON)
    update.set(
      specification,
      PDFDictionary([
        ("Type", .name("Filespec")), ("F", .text(Self.attachmentName)), ("UF", .text(Self.attachmentName)),
        ("Desc", .text("报告数据 Report data")), ("AFRelationship", .name("Data")),
        ("EF", .dictionary(PDFDictionary([("F", .reference(stream)), ("UF", .reference(stream))]))),
      ]))
  }

  private func addFields(_ fields: [(SignatureField, Int)], to update: inout PDFUpdate) throws(ReportError) {
    let pages = try update.file.pages()
    for ((field, number), place) in zip(fields, places) {
      guard pages.indices.contains(place.page) else { throw ReportError(.placesMissing) }
      // Print, and locked against being moved (12.5.3).
      update.set(
        number,
        PDFDictionary([
          ("Type", .name("Annot")), ("Subtype", .name("Widget")), ("FT", .name("Sig")), ("T", .text(field.rawValue)),
          ("TU", .text(field.tooltip)), ("Rect", .array(place.rectangle.map(PDFValue.number))), ("P", .reference(pages[place.page])),
          ("F", .integer(132)),
        ]))
    }
    for page in pages.indices {
      let here = zip(fields, places).filter { $1.page == page }.map { PDFValue.reference($0.0.1) }
      guard !here.isEmpty else { continue }
      var dictionary = try update.file.dictionary(pages[page])
      guard dictionary.add("Annots", .array(here)) else { throw ReportError(.unsuitablePDF) }
      update.set(pages[page], dictionary)
    }
  }
}

extension FormRevision {
  /// Reads the newest revision of an unsigned report back, and makes sure that it is this revision and nothing else: it is written
  /// again from what was read, and every byte must be the same.
  /// - Throws: `report-pdf-unsuitable`.
  init(readingUnsigned file: PDFFile) throws(ReportError) {
    let catalog = try file.catalog()
    guard file.revisions.count == 2, let start = file.newestRevisionStart,
      let fields = catalog["AcroForm"]?.asDictionary?["Fields"]?.asArray?.compactMap(\.asReference),
      let specification = catalog["AF"]?.asArray?.first?.asReference,
      let stream = try file.dictionary(specification)["EF"]?.asDictionary?["F"]?.asReference
    else { throw ReportError(.unsuitablePDF) }
    let pages = try file.pages()
    var places: [(rectangle: [String], page: Int)] = []
    for number in fields {
      let field = try file.dictionary(number)
      let numbers = (field["Rect"]?.asArray ?? []).compactMap { value -> String? in
        guard case .number(let text) = value else { return nil }
        return text
      }
      guard let page = field["P"]?.asReference.flatMap({ pages.firstIndex(of: $0) }) else { throw ReportError(.unsuitablePDF) }
      places.append((numbers, page))
    }
    let (header, dataStart) = try file.object(stream)
    guard let dataStart, let length = header.asDictionary?["Length"]?.asInteger, length >= 0, dataStart + length <= file.bytes.count,
      places.count == SignatureField.allCases.count
    else { throw ReportError(.unsuitablePDF) }
    contentJSON = Array(file.bytes[dataStart..<dataStart + length])
    self.places = places
    guard try append(to: Array(file.bytes[..<start])) == file.bytes else { throw ReportError(.unsuitablePDF) }
  }
}
