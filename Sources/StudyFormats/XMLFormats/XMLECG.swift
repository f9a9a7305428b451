import HubModel

/// The ECG exchange formats that are XML.
package enum XMLECGKind: String, Sendable, CaseIterable {
  /// HL7 v3 annotated ECG, implementation guide of 2005-03-21.
  case annotatedECG
  /// GE MUSE, root `RestingECG`.
  case muse
  /// Philips Sierra ECG XML 1.03, 1.04 and 1.04.01.
  case philips
  /// Schiller SEMA EDI.
  case schiller

  /// The format whose documents have this root element; a namespace prefix does not count.
  init?(rootElement name: String) {
    switch name.split(separator: ":").last.map(String.init) ?? "" {
    case "AnnotatedECG": self = .annotatedECG
    case "RestingECG": self = .muse
    case "restingecgdata": self = .philips
    case let local where local.lowercased().hasSuffix("schilleredi"): self = .schiller
    default: return nil
    }
  }
}

/// ECGs in XML, told apart by the root element, never by a file's name.
package enum XMLECG {
  /// What an XML file is.
  ///
  /// - Parameter start: the first bytes, a few thousand or all there are, in UTF-8, UTF-16 or any encoding that holds ASCII. A byte order
  ///   mark, an XML declaration, comments and a document type may stand before the root element.
  /// - Returns: `nil` when the root element is of none of the formats or lies behind `start`.
  package static func kind(of start: [UInt8]) -> XMLECGKind? {
    XMLProlog(XMLText.asciiView(of: start)).rootName.flatMap(XMLECGKind.init(rootElement:))
  }

  /// The ECG in an XML document of any known format.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what the document is called; goes into the result unchanged.
  ///   - timeZone: where times without an offset are meant, an identifier of the time zone database.
  /// - Throws: `unknown-format` for XML of another kind, `bad-waveform` for a document type or markup that is not well-formed,
  ///   `unsupported-waveform`, `waveform-length-mismatch`, `truncated`, `nesting-too-deep`, `too-many-elements`, `object-too-large`.
  package static func document(bytes: [UInt8], name: String, timeZone: String) throws(HubError) -> ECGDocument {
    let prolog = XMLProlog(XMLText.asciiView(of: Array(bytes.prefix(XMLLimits.prologBytes))))
    if prolog.hasInternalSubset { throw HubError(.badWaveform, "DTD") }
    switch prolog.rootName.flatMap(XMLECGKind.init(rootElement:)) {
    case .annotatedECG: return try AnnotatedECG.document(bytes: bytes, name: name, timeZone: timeZone)
    case .muse: return try MuseXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case .philips: return try PhilipsXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case .schiller: return try SchillerXML.document(bytes: bytes, name: name, timeZone: timeZone)
    case nil: throw HubError(.unknownFormat, "xml")
    }
  }
}
