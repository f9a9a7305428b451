import Dispatch
import Glibc
import HubHTTP
import HubModel
import Logging
import ServiceLifecycle
import Trust

/// Looks after what TLS shows while the hub runs: SIGHUP, and files that have changed, bring the new certificate into force; the hub's
/// own is made anew in time. Works on a queue of its own, one look at a time.
final class TLSWatch: Service {
  private let identity: TLSIdentity
  private let files: HubHTTPConfiguration.TLSFiles
  private let own: OwnTLS?
  private let clock: any HubClock
  private let logger: Logger
  private let queue = DispatchQueue(label: "readinghub.tls-watch")
  private let interval: DispatchTimeInterval
  private let looks = DispatchLooks()

  /// Changing only on `queue`.
  private final class DispatchLooks: @unchecked Sendable {
    var inForce: [FileStamp?] = []
    var last: [FileStamp?] = []
  }

  init(identity: TLSIdentity, files: HubHTTPConfiguration.TLSFiles, own: OwnTLS?, clock: any HubClock, logger: Logger, seconds: Int = 5) {
    self.identity = identity
    self.files = files
    self.own = own
    self.clock = clock
    self.logger = logger
    interval = .seconds(seconds)
    looks.inForce = stamps
    looks.last = looks.inForce
  }

  func run() async throws {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [self] in look(isAsked: false) }
    let hangup = DispatchSource.makeSignalSource(signal: SIGHUP, queue: queue)
    hangup.setEventHandler { [self] in look(isAsked: true) }
    timer.activate()
    hangup.activate()
    try? await gracefulShutdown()
    timer.cancel()
    hangup.cancel()
  }

  /// Unasked, files count only when they have lain unchanged since the last look: whoever exchanges two files does it one after the other.
  private func look(isAsked: Bool) {
    let now = clock.now().wall
    do {
      if let own, try own.renew(at: now, random: SystemRandomSource()) { return reload(now, stamps) }
    } catch { logger.error("tls: the certificate cannot be made anew: \(HubError(wrapping: error).code.rawValue)") }
    let found = stamps
    defer { looks.last = found }
    if isAsked || found != looks.inForce && found == looks.last { reload(now, found) }
  }

  private func reload(_ now: Instant, _ found: [FileStamp?]) {
    // Told once, whatever comes of it.
    looks.inForce = found
    do throws(HubError) {
      let isNew = try identity.reload(atUnixSeconds: now.microseconds / 1_000_000)
      let days = (identity.notAfterSeconds - now.microseconds / 1_000_000) / 86_400
      logger.notice("tls: \(isNew ? "a new certificate is in force" : "the certificate is unchanged"), \(days) days left")
    } catch { logger.error("tls: the new certificate is refused, the old one stays: \(error.code.rawValue) (\(error.detail))") }
  }

  private var stamps: [FileStamp?] { [files.certificatePath, files.keyPath].map(FileStamp.init(path:)) }
}

/// What changes when a file's content does.
private struct FileStamp: Equatable {
  var inode: UInt64
  var sizeBytes: Int64
  var seconds: Int
  var nanoseconds: Int

  init?(path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    inode = UInt64(facts.st_ino)
    sizeBytes = Int64(facts.st_size)
    seconds = facts.st_mtim.tv_sec
    nanoseconds = facts.st_mtim.tv_nsec
  }
}
