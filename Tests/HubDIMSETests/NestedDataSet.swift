import Foundation

/// Adds sequences within sequences to a sound explicit little endian file.
enum NestedDataSet {
  static func write(levels: Int, likeFileAt path: String, to target: String) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // Private group at the end of the data set: reserved block, then SQ of undefined length, item of undefined length, and so on.
    bytes.append(contentsOf: [0x01, 0x78, 0x10, 0x00] + Array("LO".utf8) + [4, 0] + Array("TEST".utf8))
    for _ in 0..<levels {
      bytes.append(contentsOf: [0x01, 0x78, 0x01, 0x10] + Array("SQ".utf8) + [0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
      bytes.append(contentsOf: [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF])
    }
    for _ in 0..<levels {
      bytes.append(contentsOf: [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0])
      bytes.append(contentsOf: [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0])
    }
    try bytes.write(to: URL(fileURLWithPath: target))
  }
}
