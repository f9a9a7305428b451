import Trust

/// A report file taken apart from its end: the signatures' revisions, then the form's, then the drawn pages. Each layer was written
/// again and compared, so between them they account for every byte of the file.
struct ReportLayers {
  /// In the order they were signed; only the last may still be empty.
  let signatures: [SignatureRevision.Read]
  let contentJSON: [UInt8]

  /// - Throws: `report-pdf-unsuitable`.
  init(file bytes: [UInt8]) throws(ReportError) {
    var rest = bytes
    var found: [SignatureRevision.Read] = []
    while true {
      let file = try PDFFile(bytes: rest)
      guard let read = try SignatureRevision.read(newestOf: file) else {
        contentJSON = try FormRevision(readingUnsigned: file).contentJSON
        break
      }
      guard found.count < SignatureField.allCases.count, found.isEmpty || !read.cms.isEmpty else { throw ReportError(.unsuitablePDF) }
      found.append(read)
      rest = read.before
    }
    signatures = found.reversed()
  }
}
