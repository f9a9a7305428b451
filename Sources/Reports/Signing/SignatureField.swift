/// The two places for a signature on a report, in the order they are signed.
package enum SignatureField: String, Sendable, Codable, CaseIterable {
  case reporter = "Reporter"
  case reviewer = "Reviewer"

  var tooltip: String {
    switch self {
    case .reporter: "报告医师 Reporting physician"
    case .reviewer: "审核医师 Reviewing physician"
    }
  }
}

/// A rectangle on a page: points from the bottom-left corner; page 0 is the first.
package struct SignaturePlace: Sendable, Equatable {
  package var page: Int
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
  package init(page: Int, x: Double, y: Double, width: Double, height: Double) {
    self.page = page
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// Who signs, as the signature dictionary names them; `verify` compares with the certificate.
package struct SignerName: Sendable, Equatable, Codable {
  package var readerID: String
  package var name: String
  package var hospital: String
  package init(readerID: String, name: String, hospital: String) {
    self.readerID = readerID
    self.name = name
    self.hospital = hospital
  }
}
