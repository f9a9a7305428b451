import Foundation
import HubTesting

/// A file on its way to a hub by any of three doors.
struct HostileFile {
  var name: String
  var file: [UInt8]
  /// What a C-STORE sends: the data set, and what the command says of it.
  var dataSet: [UInt8]
  var sopClass: String
  var sopInstance: String
  var syntax: String

  /// What lies in a file: the parts of a Part 10 file as its meta group tells them; of anything else all as the data set of an image.
  init(name: String, file: [UInt8]) {
    (self.name, self.file) = (name, file)
    let parts = try? PartTenFile(file)
    dataSet = parts?.dataSet ?? file
    sopClass = parts.map(\.classUID).flatMap { $0.isEmpty ? nil : $0 } ?? ImageRecipe.secondaryCapture
    sopInstance = parts.map(\.instanceUID).flatMap { $0.isEmpty ? nil : $0 } ?? "1.2.826.0.1.3680043.10.9.2"
    syntax = parts.map(\.syntax).flatMap { $0.isEmpty ? nil : $0 } ?? ImageRecipe.explicitLittleEndian
  }

  init(_ recipe: HostileRecipe) {
    self.init(name: recipe.name, file: recipe.file ?? [])
    if let dataSet = recipe.dataSet { self.dataSet = dataSet }
    (sopClass, sopInstance) = (ImageRecipe.secondaryCapture, recipe.commandInstanceUID)
  }

  /// Every malformed file of the outside test data, in the order of their names.
  static func outside() throws -> [HostileFile] {
    guard let folder = Samples.outside?.appendingPathComponent("dicom/malformed") else { return [] }
    return try Samples.files(under: folder).sorted { $0.lastPathComponent < $1.lastPathComponent }.map {
      HostileFile(name: $0.lastPathComponent, file: [UInt8](try Data(contentsOf: $0)))
    }
  }

  /// Inputs that are made here: broken objects, and sound ones that are a program or a page at once.
  static func made() -> [HostileFile] {
    HostileRecipes.all.filter { $0.file != nil }.map(HostileFile.init) + [HostileFile(name: "empty", file: [])] + polyglots
  }

  private static let polyglots: [HostileFile] = [
    ("PE", Array("MZ\u{90}\u{0}".utf8)), ("ELF", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]), ("PDF", Array("%PDF-1.7\n".utf8)),
    ("ZIP", Array("PK\u{3}\u{4}".utf8)), ("HTML", Array("<html><script>alert(1)</script>".utf8)), ("TIFF", [0x49, 0x49, 0x2A, 0]),
  ].enumerated().map { index, polyglot in
    var file = ImageRecipe(9_500 + UInt64(index), patientName: "ZZMARKERZZ").file
    file.replaceSubrange(0..<polyglot.1.count, with: polyglot.1)
    return HostileFile(name: "\(polyglot.0) in the preamble", file: file)
  }
}
