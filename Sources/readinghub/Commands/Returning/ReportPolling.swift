import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

/// The loop behind `reports`: page after page, then the long poll.
struct ReportPolling {
  let place: Workplace
  let folder: String?
  let includesAcknowledged: Bool
  let acknowledges: Bool
  let follows: Bool
  let since: Int64?
  /// How long one question may stay open at the hub.
  private static let wait = TimeSpan.seconds(50)
  private static let pageSize = 100

  struct Line: Encodable {
    var report: ReportRow
    var outcome: String?
    var pdf: String?
    var faults: [String]?
    var acknowledged: ReportAcknowledged?
  }

  func run() async throws {
    let collector = try folder.map { (folder) throws(ClientError) in
      ReportCollector(session: place.session, folder: folder, roots: [try root()], clock: place.clock)
    }
    var cursor = ReportCursor(saved: since ?? startingPoint)
    var isAnyInvalid = false
    var alarms = AlarmBell(screen: place.screen, isListening: follows)
    while true {
      let page = try await nextPage(after: cursor.polled, alarms: alarms.cursor)
      try alarms.ring(page, now: place.clock.now().wall)
      for report in page.reports {
        var line = Line(report: report)
        if let collector {
          let collected = try await collector.collect(report)
          line.outcome = collected.outcome.rawValue
          line.pdf = collected.pdf
          line.faults = collected.faults.isEmpty ? nil : collected.faults
          isAnyInvalid = isAnyInvalid || collected.outcome == .invalid
          if acknowledges && collected.outcome != .invalid && report.acknowledgedAt == nil {
            line.acknowledged = try await place.session.acknowledge(report.sequence, ReportAcknowledgement(pdfDigest: report.pdfDigest))
          }
          cursor.pass(report.sequence, isKept: collected.outcome != .invalid)
          try remember(cursor.saved)
        } else {
          cursor.pass(report.sequence, isKept: true)
        }
        try tell(line)
      }
      if page.reports.isEmpty && !follows { break }
    }
    if isAnyInvalid { throw ExitMeaning.proofInvalid.code }
  }

  /// While following, a hub that is away for a while does not end the command.
  private func nextPage(after cursor: Int64, alarms: Int64?) async throws -> ReportPage {
    while true {
      do {
        return try await place.session.reports(
          after: cursor, alarms: alarms, includesAcknowledged: includesAcknowledged, limit: Self.pageSize, wait: follows ? Self.wait : .seconds(0))
      } catch let error as ClientError where follows && (error.has(.hubUnreachable) || error.has(.shuttingDown)) {
        FailureText.show(error, on: place.screen)
        try await Task.sleep(for: .seconds(5))
      }
    }
  }

  /// With everything asked for, or only looked at, from the front; else where this folder stopped.
  private var startingPoint: Int64 {
    guard let folder, !includesAcknowledged else { return 0 }
    return place.profiles.state(of: place.profileName).reportCursors[folder] ?? 0
  }

  private func remember(_ saved: Int64) throws(ClientError) {
    guard let folder else { return }
    try place.profiles.changeState(of: place.profileName) { state in
      state.reportCursors[folder] = max(saved, state.reportCursors[folder] ?? 0)
    }
  }

  private func root() throws(ClientError) -> Certificate {
    guard let pem = place.profile.rootCertificatePEM else { throw ClientError(.rootNotTrusted, "no root in the profile") }
    do { return try Certificate(pem: pem) } catch { throw ClientError(error) }
  }

  private func tell(_ line: Line) throws {
    let screen = place.screen
    if screen.isJSON { return try screen.emit(line, isPretty: false) }
    let report = line.report
    var words = DisplayWidth.padded(String(report.sequence), to: 6, isRightAligned: true) + "  \(report.reading)  v\(report.version)  "
    words += DisplayWidth.padded(DisplayWidth.cut(PlainText.escaped(report.patientName), to: 20), to: 20) + "  "
    words += TimeWords.local(report.signedAt.instant)
    if report.status != .final { words += "  " + StatusWords.painted(report.status, on: screen) }
    if let newer = report.supersededBy {
      words += "  " + screen.painted(StatusWords.superseded(by: newer, version: report.version, on: screen), .faint)
    }
    switch line.outcome {
    case "saved": words += "  " + screen.painted(screen.text("已存", "saved"), .good) + " " + PlainText.escaped(line.pdf ?? "")
    case "alreadySaved": words += "  " + screen.text("已有", "already here")
    case "invalid":
      words += "  " + screen.painted(screen.text("无效，未保存", "INVALID, not kept"), .alarm) + " " + (line.faults ?? []).joined(separator: ", ")
    default: break
    }
    if line.acknowledged != nil || report.acknowledgedAt != nil { words += "  " + screen.text("已确认", "acknowledged") }
    screen.say(words)
  }
}
