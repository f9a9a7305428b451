import Trust

/// The revision one signature adds (ISO 32000-1, 12.8; ETSI EN 319 142-1): the signature dictionary with room for the CMS, a plain
/// appearance, and the field that now points to them. Nothing else of the file is touched.
struct SignatureRevision {
  /// Hexadecimal digits kept for the CMS (a CMS is 2–3 thousand).
  static let contentsDigits = 16_384

  let field: SignatureField
  let signer: SignerName
  let time: OffsetTime

  struct Prepared {
    var bytes: [UInt8]
    /// The four numbers of `/ByteRange`.
    var byteRange: [Int]

    /// Where the hexadecimal digits stand.
    var contents: Range<Int> { byteRange[1] + 1..<byteRange[2] - 1 }

    /// SHA-256 over the file but for `/Contents`.
    var digest: SHA256Digest {
      bytes.withUnsafeBytes { raw in
        var hasher = SHA256Hasher()
        hasher.update(raw: UnsafeRawBufferPointer(rebasing: raw[byteRange[0]..<byteRange[1]]))
        hasher.update(raw: UnsafeRawBufferPointer(rebasing: raw[byteRange[2]..<byteRange[2] + byteRange[3]]))
        return hasher.finalize()
      }
    }

    /// - Throws: `report-signature-too-large`.
    func embedding(cms: [UInt8]) throws(ReportError) -> [UInt8] {
      let digits = Array(Hexadecimal.encode(cms).utf8)
      guard !cms.isEmpty, digits.count <= contents.count else { throw ReportError(.signatureTooLarge) }
      var signed = bytes
      signed.replaceSubrange(contents.lowerBound..<contents.lowerBound + digits.count, with: digits)
      return signed
    }
  }

  /// - Parameter file: an unsigned report, or one with the fields before this one signed.
  /// - Throws: `report-pdf-unsuitable`, `report-field-already-signed`, `report-signature-order`.
  func append(to file: PDFFile) throws(ReportError) -> Prepared {
    let fields = try Self.fields(of: file)
    guard let index = SignatureField.allCases.firstIndex(of: field), fields.count == SignatureField.allCases.count else {
      throw ReportError(.unsuitablePDF)
    }
    guard fields[index].dictionary["V"] == nil else { throw ReportError(.fieldAlreadySigned) }
    guard fields[..<index].allSatisfy({ $0.dictionary["V"] != nil }) else { throw ReportError(.signatureOrder) }
    var update = PDFUpdate(file: file)
    let (signature, appearance) = (update.reserveNumber(), update.reserveNumber())
    let body = signatureBody
    update.set(signature, raw: body)
    let (number, dictionary) = fields[index]
    addAppearance(appearance, in: dictionary["Rect"]?.asArray ?? [], to: &update)
    let normal = PDFDictionary([("N", .reference(appearance))])
    update.set(number, dictionary.adding([("V", .reference(signature)), ("AP", .dictionary(normal))]))
    let (bytes, offsets) = update.finish()
    return fillByteRange(bytes, bodyEnd: (offsets[signature] ?? 0) + body.utf8.count)
  }

  static func fields(of file: PDFFile) throws(ReportError) -> [(number: Int, dictionary: PDFDictionary)] {
    let numbers = try file.catalog()["AcroForm"]?.asDictionary?["Fields"]?.asArray?.compactMap(\.asReference) ?? []
    var fields: [(number: Int, dictionary: PDFDictionary)] = []
    for number in numbers { fields.append((number, try file.dictionary(number))) }
    return fields
  }

  private static let byteRangeRoom = "[0 0000000000 0000000000 0000000000]"

  private static let contentsRoom = " /Contents <\(String(repeating: "0", count: contentsDigits))> >>"

  private var signatureBody: String {
    let entries = PDFDictionary([
      ("Type", .name("Sig")), ("Filter", .name("Adobe.PPKLite")), ("SubFilter", .name("ETSI.CAdES.detached")), ("Name", .text(signer.name)),
      ("Location", .text(signer.hospital)), ("ContactInfo", .text(signer.readerID)), ("M", .text(time.pdfDate)),
    ])
    return entries.written.dropLast(2) + "/ByteRange " + Self.byteRangeRoom + Self.contentsRoom
  }

  /// - Parameter bodyEnd: where the signature dictionary ends in the bytes.
  private func fillByteRange(_ bytes: [UInt8], bodyEnd: Int) -> Prepared {
    let contentsStart = bodyEnd - Self.contentsRoom.utf8.count
    let rangeStart = contentsStart - Self.byteRangeRoom.utf8.count
    let gapEnd = bodyEnd - " >>".utf8.count
    let gapStart = gapEnd - Self.contentsDigits - 2
    let range = [0, gapStart, gapEnd, bytes.count - gapEnd]
    var text = "[" + range.map(String.init).joined(separator: " ") + "]"
    text += String(repeating: " ", count: Self.byteRangeRoom.utf8.count - text.utf8.count)
    var filled = bytes
    filled.replaceSubrange(rangeStart..<contentsStart, with: Array(text.utf8))
    return Prepared(bytes: filled, byteRange: range)
  }

  /// Two lines in a font every viewer has; the doctor's name in Chinese is printed above the box by the page itself.
  private func addAppearance(_ number: Int, in rectangle: [PDFValue], to update: inout PDFUpdate) {
    let corners = rectangle.map { value -> Double in
      guard case .number(let text) = value else { return 0 }
      return Double(text) ?? 0
    }
    let (width, height) = corners.count == 4 ? (Int(corners[2] - corners[0]), Int(corners[3] - corners[1])) : (0, 0)
    let id = String(
      signer.readerID.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0)) })
    let lines = ["Digitally signed  \(id)", time.display]
    let top = Double(height) / 2 + 3
    let commands = lines.enumerated().map { index, line in "BT /F1 8 Tf 6 \(Int(top) - index * 11) Td (\(line)) Tj ET" }.joined(separator: "\n")
    let font = PDFDictionary([
      ("Type", .name("Font")), ("Subtype", .name("Type1")), ("BaseFont", .name("Helvetica")), ("Encoding", .name("WinAnsiEncoding")),
    ])
    let resources = PDFDictionary([("Font", .dictionary(PDFDictionary([("F1", .dictionary(font))])))])
    update.set(
      number,
      PDFDictionary([
        ("Type", .name("XObject")), ("Subtype", .name("Form")),
        ("BBox", .array([.integer(0), .integer(0), .integer(width), .integer(height)])), ("Resources", .dictionary(resources)),
      ]), stream: Array("q 0.1 0.2 0.45 rg\n\(commands)\nQ".utf8))
  }
}

extension SignatureRevision {
  /// A newest revision that is a signature's, read back and compared byte for byte with what `append` writes.
  struct Read {
    var revision: SignatureRevision
    var prepared: Prepared
    /// The file before this revision.
    var before: [UInt8]
    /// The CMS; empty when the room is still empty.
    var cms: [UInt8]
  }

  /// `nil` when the newest revision holds no signature.
  /// - Throws: `report-pdf-unsuitable` when it holds one but is not exactly what we write.
  static func read(newestOf file: PDFFile) throws(ReportError) -> Read? {
    guard let newest = file.revisions.first, let start = file.newestRevisionStart else { return nil }
    guard let (number, dictionary) = try signatureDictionary(among: newest.offsets.keys.sorted(), of: file) else { return nil }
    let owner = try fields(of: file).first { $0.dictionary["V"]?.asReference == number }
    guard let field = owner?.dictionary["T"]?.asText.flatMap(SignatureField.init(rawValue:)),
      let name = dictionary["Name"]?.asText, let hospital = dictionary["Location"]?.asText, let id = dictionary["ContactInfo"]?.asText,
      let time = dictionary["M"]?.asText.flatMap(OffsetTime.init(pdfDate:)), case .string(let room)? = dictionary["Contents"]
    else { throw ReportError(.unsuitablePDF) }
    let revision = SignatureRevision(field: field, signer: SignerName(readerID: id, name: name, hospital: hospital), time: time)
    let before = Array(file.bytes[..<start])
    let prepared = try revision.append(to: try PDFFile(bytes: before))
    let cms = cms(inRoom: room) ?? []
    guard try (cms.isEmpty ? prepared.bytes : prepared.embedding(cms: cms)) == file.bytes else { throw ReportError(.unsuitablePDF) }
    return Read(revision: revision, prepared: prepared, before: before, cms: cms)
  }

  private static func signatureDictionary(
    among numbers: [Int], of file: PDFFile
  ) throws(ReportError) -> (number: Int, dictionary: PDFDictionary)? {
    for number in numbers {
      let value = try file.object(number).value
      if let dictionary = value.asDictionary, dictionary["Type"]?.asName == "Sig" { return (number, dictionary) }
    }
    return nil
  }

  /// The one DER value at the front of the room; `nil` when there is none.
  static func cms(inRoom bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count > 4, bytes[0] == 0x30 else { return nil }
    let octets = Int(bytes[1] & 0x7f)
    guard bytes[1] >= 0x80 else { return Array(bytes.prefix(2 + octets)) }
    guard (1...3).contains(octets) else { return nil }
    let length = bytes[2..<2 + octets].reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes.prefix(2 + octets + length))
  }
}
