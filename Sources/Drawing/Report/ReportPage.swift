/// One part of a report's text.
package enum ReportBlock: Sendable, Equatable {
  /// Text broken at the page's width; line feeds in it begin new lines. Goes on over as many pages as it needs.
  case paragraph(String)
  /// Small label–value pairs, three columns.
  case facts([LabelledText])
  /// A key image, scaled to the page's width or a third of its height, with a caption under it.
  case picture(RasterImage, caption: String)
}

/// A heading and what stands under it.
package struct ReportSection: Sendable, Equatable {
  package var heading: BilingualLine
  package var blocks: [ReportBlock]
  package init(heading: BilingualLine, blocks: [ReportBlock]) {
    self.heading = heading
    self.blocks = blocks
  }
}

/// A place where somebody signs: `报告医师 Reporting physician`, with the name if it is known.
package struct SignatureLine: Sendable, Equatable {
  package var role: BilingualLine
  package var name: String
  package init(role: BilingualLine, name: String = "") {
    self.role = role
    self.name = name
  }

  package static func reporting(name: String = "") -> SignatureLine {
    SignatureLine(role: BilingualLine(chinese: "报告医师", english: "Reporting physician"), name: name)
  }
  package static func reviewing(name: String = "") -> SignatureLine {
    SignatureLine(role: BilingualLine(chinese: "审核医师", english: "Reviewing physician"), name: name)
  }
}

/// A report as it is printed: text on A4 upright, then the ECG pages, true to scale, on A4 landscape.
package struct ReportPage: Sendable, Equatable {
  package var institution: String
  package var title: BilingualLine
  package var badge: Badge?
  /// Patient and study, two columns.
  package var facts: [LabelledText]
  package var sections: [ReportSection]
  /// Boxes side by side at the end of the text, in this order; at most four.
  package var signatures: [SignatureLine]
  /// A line at the end of the text in small print: what makes the report valid.
  package var closing: String
  /// On each text page beside the page number: report id and version.
  package var footer: String
  package var ecgPages: [ECGPage]

  package init(
    institution: String, title: BilingualLine, badge: Badge? = nil, facts: [LabelledText], sections: [ReportSection],
    signatures: [SignatureLine] = [.reporting(), .reviewing()], closing: String = "", footer: String = "", ecgPages: [ECGPage] = []
  ) {
    self.institution = institution
    self.title = title
    self.badge = badge
    self.facts = facts
    self.sections = sections
    self.signatures = signatures
    self.closing = closing
    self.footer = footer
    self.ecgPages = ecgPages
  }
}

/// Where a signature goes, in PDF user space: points from the page's bottom-left corner.
package struct SignatureBox: Sendable, Equatable {
  /// 0 is the first page.
  package var page: Int
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
}

/// A drawn report.
package struct RenderedPDF: Sendable, Equatable {
  package var bytes: [UInt8]
  package var pageCount: Int
  /// In the order of `ReportPage.signatures`.
  package var signatureBoxes: [SignatureBox]
}
