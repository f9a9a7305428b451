import Foundation
import FoundationXML
import HubModel

/// What takes an XML document in, element by element. Names are without namespace prefix.
protocol XMLElementHandler: AnyObject {
  /// An element begins.
  ///
  /// - Parameter parents: the names of the open elements around it, outermost first.
  func begin(_ name: String, attributes: [String: String], parents: [String]) throws(HubError)

  /// A piece of the innermost open element's text.
  ///
  /// - Returns: false to have the text collected for `end`.
  func take(_ piece: String) throws(HubError) -> Bool

  /// An element ends. `text` is what was collected since the last tag.
  func end(_ name: String, text: String, parents: [String]) throws(HubError)
}

/// Parses a document with libxml2 (by way of Foundation), piece by piece, and stops at the first fault.
final class XMLReading: NSObject, XMLParserDelegate {
  private let handler: any XMLElementHandler
  private let kind: XMLECGKind
  private var parents: [String] = []
  private var text = ""
  private var harmlessCount = 0
  private var fault: HubError?

  /// - Throws: what the handler throws; `unknown-format` for a root element of another kind; `truncated` for a document that ends inside
  ///   an element; `bad-waveform` for other markup that is not well-formed; `nesting-too-deep`.
  static func read(_ document: XMLText, as kind: XMLECGKind, into handler: any XMLElementHandler) throws(HubError) {
    let reading = XMLReading(kind: kind, handler: handler)
    // From a stream the parser hands text on in pieces; given the whole, it refuses text of more than 10 MB.
    let parser = XMLParser(stream: InputStream(data: Data(document.bytes)))
    parser.shouldResolveExternalEntities = false
    parser.delegate = reading
    let isParsed = parser.parse()
    if let fault = reading.fault { throw fault }
    guard reading.parents.isEmpty else { throw HubError(.truncated, "XML ends inside an element") }
    guard isParsed else { throw HubError(.badWaveform, "XML is not well-formed") }
  }

  private init(kind: XMLECGKind, handler: any XMLElementHandler) {
    self.kind = kind
    self.handler = handler
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
  ) {
    guard fault == nil else { return }
    run(parser) { () throws(HubError) in
      guard !parents.isEmpty || XMLECGKind(rootElement: elementName) == kind else { throw HubError(.unknownFormat, "xml") }
      guard parents.count < XMLLimits.depth else { throw HubError(.nestingTooDeep, "XML") }
      let name = Self.local(elementName)
      text = ""
      try handler.begin(name, attributes: attributes, parents: parents)
      parents.append(name)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { add(string, parser) }

  func parser(_ parser: XMLParser, foundCDATA data: Data) { add(String(decoding: data, as: UTF8.self), parser) }

  func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
    guard fault == nil, let name = parents.popLast() else { return }
    let collected = text
    text = ""
    run(parser) { () throws(HubError) in try handler.end(name, text: collected, parents: parents) }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    let code = (error as NSError).code
    guard fault == nil else { return }
    if Self.isHarmless(code) {
      harmlessCount += 1
      guard harmlessCount > XMLLimits.parserRemarks else { return }
    }
    let isCutOff = !parents.isEmpty && [4, 5, 77].contains(code)
    fault =
      isCutOff ? HubError(.truncated, "XML ends inside an element") : HubError(.badWaveform, "XML is not well-formed, line \(parser.lineNumber)")
    parser.abortParsing()
  }

  private func add(_ piece: String, _ parser: XMLParser) {
    guard fault == nil else { return }
    run(parser) { () throws(HubError) in
      if try !handler.take(piece) { text += piece }
    }
  }

  private func run(_ parser: XMLParser, _ step: () throws(HubError) -> Void) {
    do throws(HubError) { try step() } catch {
      fault = error
      parser.abortParsing()
    }
  }

  /// libxml2's remarks on namespaces: names that are no absolute URI (99, 100) and prefixes nobody declared (200 to 205).
  private static func isHarmless(_ code: Int) -> Bool { code == 99 || code == 100 || (200...205).contains(code) }

  private static func local(_ name: String) -> String {
    guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) else { return name }
    return String(name[name.utf8.index(after: colon)...])
  }
}
