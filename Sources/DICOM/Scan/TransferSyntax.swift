/// How a data set is encoded (PS3.5 §10 and annex A).
package struct TransferSyntax: Hashable, Sendable {
  package let uid: String
  package let isExplicitVR: Bool
  package let isBigEndian: Bool
  package let isDeflated: Bool
  /// Pixel Data is a sequence of fragments.
  package let isEncapsulated: Bool

  private init(_ suffix: String, explicit: Bool = true, bigEndian: Bool = false, deflated: Bool = false, encapsulated: Bool = true) {
    uid = "1.2.840.10008.1.2" + suffix
    isExplicitVR = explicit
    isBigEndian = bigEndian
    isDeflated = deflated
    isEncapsulated = encapsulated
  }

  package static let implicitLittleEndian = TransferSyntax("", explicit: false, encapsulated: false)
  package static let explicitLittleEndian = TransferSyntax(".1", encapsulated: false)
  package static let explicitBigEndian = TransferSyntax(".2", bigEndian: true, encapsulated: false)
  package static let deflatedExplicitLittleEndian = TransferSyntax(".1.99", deflated: true, encapsulated: false)

  /// Every syntax of the standard whose data set travels whole in one file; JPIP references and the private ones are left out.
  package static let all: [TransferSyntax] =
    [implicitLittleEndian, explicitLittleEndian, explicitBigEndian, deflatedExplicitLittleEndian]
    + [
      ".1.98", ".5", ".8.1",  // encapsulated uncompressed, RLE, deflated frames
      ".4.50", ".4.51", ".4.52", ".4.53", ".4.54", ".4.55", ".4.56", ".4.57", ".4.58", ".4.59", ".4.60", ".4.61", ".4.62", ".4.63", ".4.64",
      ".4.65", ".4.66", ".4.70", ".4.80", ".4.81", ".4.90", ".4.91", ".4.92", ".4.93",
      ".4.100", ".4.100.1", ".4.101", ".4.101.1", ".4.102", ".4.102.1", ".4.103", ".4.103.1", ".4.104", ".4.104.1", ".4.105", ".4.105.1",
      ".4.106", ".4.106.1", ".4.107", ".4.108",  // MPEG-2, MPEG-4, HEVC
      ".4.110", ".4.111", ".4.112", ".4.201", ".4.202", ".4.203",  // JPEG XL, HTJ2K
    ].map { TransferSyntax($0) }

  private static let byUID = Dictionary(uniqueKeysWithValues: all.map { ($0.uid, $0) })

  /// `nil` when the hub does not know the syntax.
  package init?(uid: String) {
    guard let known = Self.byUID[uid] else { return nil }
    self = known
  }
}
