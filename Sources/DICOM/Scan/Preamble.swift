/// The 128 bytes before `DICM`, which the standard leaves to whoever wrote the file (PS3.10 §7.1). A program's header there makes the file an
/// image and an executable at once (CVE-2019-11687).
package enum Preamble {
  private static let length = 128
  /// TIFF, the use the standard has in mind: both byte orders, classic and BigTIFF.
  private static let tiffStarts: [[UInt8]] = [
    [0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A], [0x49, 0x49, 0x2B, 0x00], [0x4D, 0x4D, 0x00, 0x2B],
  ]

  /// Zeroes the preamble of a Part 10 file unless it is a TIFF header; other bytes are left alone.
  ///
  /// - Parameter start: the file's beginning, 132 bytes or more; less is left alone.
  package static func disarm(_ start: inout [UInt8]) {
    guard start.count >= length + 4, DICOMScan.looksLikePart10(start), !tiffStarts.contains(where: start.starts) else { return }
    for place in 0..<length { start[place] = 0 }
  }
}
