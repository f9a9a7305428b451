import Foundation
import HubAPI
import HubModel
import Reports
import Trust

/// Fetches signed reports into a folder: each is checked before it is kept, none is skipped, none is fetched twice.
package struct ReportCollector: Sendable {
  /// What became of one report of a page.
  package struct Collected: Sendable, Codable, Equatable {
    package enum Outcome: String, Sendable, Codable { case saved, alreadySaved, invalid }
    package var report: ReportRow
    package var outcome: Outcome
    /// Path of the PDF; the JSON lies beside it.
    package var pdf: String
    /// With `invalid`: the codes of what does not hold.
    package var faults: [String]
  }

  private let session: HubSession
  private let folder: String
  private let verifier: SignedReportVerifier
  private let clock: any HubClock

  package init(session: HubSession, folder: String, roots: [Certificate], clock: any HubClock) {
    self.session = session
    self.folder = folder
    verifier = SignedReportVerifier(roots: roots)
    self.clock = clock
  }

  /// File names tell a number and the reading's id, nothing of the patient: `000012-K7Q2M0-v1.pdf`.
  package static func stem(of report: ReportRow) -> String {
    let number = String(report.sequence)
    return String(repeating: "0", count: max(0, 6 - number.count)) + number + "-\(report.reading)-v\(report.version)"
  }

  /// Collects one report. A report that does not verify is not kept; the answer says why.
  ///
  /// - Throws: `file-unwritable`, what the session throws.
  package func collect(_ report: ReportRow) async throws -> Collected {
    let stem = folder + "/" + Self.stem(of: report)
    let pdfPath = stem + ".pdf"
    if await isSaved(report, pdf: pdfPath, json: stem + ".json") {
      return Collected(report: report, outcome: .alreadySaved, pdf: pdfPath, faults: [])
    }
    let pdf = try await session.reportPDF(report.sequence)
    let result = verifier.verify(pdf: pdf, at: clock.now().wall)
    var faults = result.faults.map(\.code)
    if SHA256Digest(hashing: pdf).hex != report.pdfDigest.rawValue { faults.append(ProblemCode.digestMismatch.rawValue) }
    // A valid report of another study would be the worst mistake of all.
    if result.isValid, result.content?.study.instanceUID != report.studyInstanceUID { faults.append(ProblemCode.identityMismatch.rawValue) }
    guard faults.isEmpty, let json = try? result.content?.canonicalJSON() else {
      return Collected(report: report, outcome: .invalid, pdf: pdfPath, faults: faults)
    }
    let folder = folder
    try await OffloadedWork.run {
      try Self.makeFolder(folder)
      // The JSON first: where a PDF is, its JSON is. It is the one inside the signed PDF, so the two cannot differ.
      try AtomicFile.write(json, to: stem + ".json", mode: 0o600)
      try AtomicFile.write(pdf, to: pdfPath, mode: 0o600)
    }
    return Collected(report: report, outcome: .saved, pdf: pdfPath, faults: [])
  }

  private func isSaved(_ report: ReportRow, pdf: String, json: String) async -> Bool {
    let digest = report.pdfDigest.rawValue
    let isSame = try? await OffloadedWork.run { () throws -> Bool in
      access(json, F_OK) == 0 && access(pdf, F_OK) == 0 ? try SHA256Digest(hashingFileAt: pdf).hex == digest : false
    }
    return isSame ?? false
  }

  private static func makeFolder(_ path: String) throws(ClientError) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch { throw ClientError(.fileUnwritable, path) }
  }
}

/// How far a folder's reports are complete: up to here everything was saved, so here the next poll begins.
package struct ReportCursor: Sendable, Equatable {
  package private(set) var saved: Int64
  /// Where this run's own poll goes on: past reports that could not be kept, which the next run tries again.
  package private(set) var polled: Int64
  private var isComplete = true
  package init(saved: Int64) {
    self.saved = saved
    polled = saved
  }

  /// - Parameter isKept: false holds `saved` back for good.
  package mutating func pass(_ sequence: Int64, isKept: Bool) {
    polled = max(polled, sequence)
    isComplete = isComplete && isKept
    if isComplete { saved = max(saved, sequence) }
  }
}
