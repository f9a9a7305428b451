import Foundation
import HubModel
import Reports

/// Whether a later version of a report is at hand: among the files that are checked, or beside one of them as `reports` keeps them.
/// No file can tell by itself that another came after it.
struct KnownVersions {
  let verifier: SignedReportVerifier
  let now: Instant
  /// Neighbours of one reading that are looked at.
  private static let mostNeighbours = 100

  struct Version {
    var reading: String
    var clinic: String
    var number: Int
    var status: ReportVersion.Status
    init?(_ result: VerificationResult) {
      guard result.isValid, let content = result.content else { return nil }
      (reading, clinic, number, status) = (content.readingID, content.clinic.code, content.version, result.status)
    }

    func isAfter(_ other: Version) -> Bool {
      guard reading == other.reading, clinic == other.clinic else { return false }
      return number > other.number || number == other.number && status.isIssued && !other.status.isIssued
    }
  }

  /// The latest known version after the one in `file`; `nil` where none is known.
  func successor(of result: VerificationResult, in file: String, among checked: [VerificationResult]) -> Version? {
    guard let own = Version(result) else { return nil }
    let known = checked.compactMap(Version.init) + neighbours(of: own, file)
    return known.filter { $0.isAfter(own) }.max { $1.isAfter($0) }
  }

  private func neighbours(of own: Version, _ file: String) -> [Version] {
    let folder = (file as NSString).deletingLastPathComponent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    let likely = names.filter { $0.hasSuffix(".pdf") && $0.contains("-\(own.reading)-v") && $0 != (file as NSString).lastPathComponent }
    return likely.sorted().suffix(Self.mostNeighbours).compactMap { name in
      FileManager.default.contents(atPath: (folder as NSString).appendingPathComponent(name)).flatMap {
        Version(verifier.verify(pdf: Array($0), at: now))
      }
    }
  }
}
