import ArgumentParser
import Foundation
import HubDIMSE
import HubFlow
import HubHTTP
import HubModel
import Logging
import ServiceLifecycle
import Synchronization
import Trust

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the hub on a data folder until SIGTERM or Ctrl-C.",
    discussion: """
      Off loopback the hub refuses to listen without TLS. Port 0 takes a free port; the hub prints where it listens.

      EXAMPLE
        readinghub serve --data /srv/hub --http 127.0.0.1:8080 --dicom 127.0.0.1:11112
        readinghub serve --data /srv/hub --http 0.0.0.0:8443 --tls own --tls-name hub.example
        readinghub serve --data /srv/hub --http 0.0.0.0:8443 --tls-cert hub.pem --tls-key hub-key.pem
      """)

  @Option(help: "The data folder that init made.") var data: String
  @Option(help: "HOST:PORT of the HTTP API.") var http = "127.0.0.1:8080"
  @Option(help: "HOST:PORT of the DICOM listener, or 'off'.") var dicom = "127.0.0.1:11112"
  @Option(help: "own: HTTPS with a certificate of the hub's own root, made anew in time.") var tls: TLSMode?
  @Option(help: ArgumentHelp("With --tls own: a host or address clients use; repeatable (default: that of init --url).", valueName: "name"))
  var tlsName: [ServerName] = []
  @Option(name: .customLong("tls-cert"), help: "PEM certificate chain for HTTPS; read anew when it changes.") var tlsCertificate: String?
  @Option(name: .customLong("tls-key"), help: "PEM key for HTTPS.") var tlsKey: String?
  @Option(help: ArgumentHelp("Folder that `readinghub backup` writes to; on another disk.", valueName: "dir")) var backups: String?
  @Option(help: "text, or json: one object a line.") var logFormat = HubLogHandler.Format.text
  @Option(help: "After SIGTERM: seconds for what was begun to finish.") var drainSeconds: Int64 = 30
  @Option(help: "After SIGTERM: seconds to go on serving while /health/ready says 503, so that others send elsewhere.") var drainNoticeSeconds:
    Int64 = 0
  @Flag(help: "Receive and keep, but leave indexing and screening for later (measurements).") var pauseJobs = false

  func validate() throws {
    _ = try (httpAddress(), dicomAddress())
    guard (tlsCertificate == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert and --tls-key belong together") }
    guard (0...3_600).contains(drainSeconds), (0...3_600).contains(drainNoticeSeconds) else {
      throw ValidationError("--drain-seconds, --drain-notice-seconds: 0 to 3600")
    }
    guard tls == nil || tlsCertificate == nil else { throw ValidationError("--tls own makes its own certificate; leave out --tls-cert") }
    guard tls != nil || tlsName.isEmpty else { throw ValidationError("--tls-name goes with --tls own") }
  }

  func run() async throws {
    // Asks for the certificate to be read anew, or for nothing; never ends the hub.
    signal(SIGHUP, SIG_IGN)
    let logger = Self.logger(logFormat)
    let folder = DataFolder(root: URL(fileURLWithPath: data).path)
    let settings = try folder.readSettings()
    let (httpAddress, dicomAddress) = try (httpAddress(), dicomAddress())
    try httpAddress.requireSafe(hasTLS: tls != nil || tlsCertificate != nil)
    try dicomAddress?.requireSafe(hasTLS: false)
    let open = try OpenFiles.raised()
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let hub = try await opening { try HubComposition(folder: folder, backups: backups, logger: logger) }
    // Doors first: a hub that cannot be reached has not started, and its audit trail does not say so.
    let notifier = ServiceNotifier(environment: ProcessInfo.processInfo.environment)
    let doors = OpenDoors(count: dicomAddress == nil ? 1 : 2) { notifier?.ready() }
    let dicomServer = try dicomAddress.map {
      try hub.dicomServer(at: $0, aeTitle: settings.dicomAETitle, graceSeconds: Int(drainSeconds), open, logger: logger, doors)
    }
    let own = try ownTLS(in: folder, settings, at: httpAddress)
    let httpServer = try hub.httpServer(at: httpAddress, tls: own?.files ?? givenTLS, open, logger: logger, doors)
    try ListenProbe.check(httpAddress)
    let found = try await opening {
      try await hub.register.requireKnown()
      let found = try await hub.recover(bootIdentity: SystemClock.bootIdentity(), clock: SystemClock())
      try await FirstEntry(store: hub.store, clock: SystemClock()).recordStart(detail: found.sentence)
      return found
    }
    announce("start: \(found.sentence)")

    var services: [any Service] = [httpServer]
    if let dicomServer { services.append(BackgroundService { try await dicomServer.run() }) }
    if !pauseJobs { services.append(BackgroundService { await hub.jobs.run() }) }
    services.append(BackgroundService { await hub.housekeeping.run() })
    services.append(BackgroundService { await hub.register.run { logger.warning("owners' register: \($0.code.rawValue)") } })
    services.append(BellService(bell: hub.bell))
    if let notifier { services.append(WatchdogService(notifier: notifier, operating: hub.stages.operating)) }
    if let identity = httpServer.identity, let files = own?.files ?? givenTLS {
      hub.stages.operating.watchCertificate { identity.notAfterSeconds }
      services.append(TLSWatch(identity: identity, files: files, own: own, clock: SystemClock(), logger: logger))
    }
    try await run(services, of: hub, logger: logger, notifier)
    // The next start makes up for what cannot be written now.
    try? await hub.register.follow()
    await hub.store.close()
    announce("stopped")
  }

  /// Runs `body`; says the ways out where the folder itself is at fault.
  private func opening<Value>(_ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch {
      let isElsewhere = (error as? HubError).map { [.unsafeConfiguration, .notAHubFolder, .storageFull].contains($0.code) } ?? false
      if !isElsewhere {
        let line =
          "The hub does not start: `readinghub fsck --data \(data)` says what is wrong with the folder; `readinghub restore` or "
          + "`readinghub fsck --data \(data) --rebuild-index` are the ways out.\n"
        FileHandle.standardError.write(Data(line.utf8))
      }
      throw error
    }
  }

  private func ownTLS(in folder: DataFolder, _ settings: DataFolder.Settings, at address: ListenAddress) throws -> OwnTLS? {
    guard tls == .own else { return nil }
    let names = try OwnTLS.names(asked: tlsName, publicURL: settings.publicURL, listening: address)
    let own = OwnTLS(folder: folder, names: names, authority: try HubKeys.load(from: folder).authority, organization: settings.name)
    if try own.renew(at: SystemClock().now().wall, random: SystemRandomSource()) {
      announce("tls: made a certificate for \(names.map(\.description).joined(separator: ", "))")
    }
    return own
  }

  private var givenTLS: HubHTTPConfiguration.TLSFiles? {
    guard let tlsCertificate, let tlsKey else { return nil }
    return .init(certificatePath: tlsCertificate, keyPath: tlsKey)
  }

  private func httpAddress() throws -> ListenAddress { try Self.address(http, option: "--http") }
  private func dicomAddress() throws -> ListenAddress? { dicom == "off" ? nil : try Self.address(dicom, option: "--dicom") }

  private static func address(_ text: String, option: String) throws -> ListenAddress {
    guard let address = ListenAddress(text: text) else { throw ValidationError("\(option): HOST:PORT expected") }
    return address
  }

  private static func logger(_ format: HubLogHandler.Format) -> Logger {
    LoggingSystem.bootstrap { label in HubLogHandler(label: label, format: format, clock: SystemClock()) }
    var logger = Logger(label: "readinghub")
    logger.logLevel = ProcessInfo.processInfo.environment["READINGHUB_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .notice
    return logger
  }

  /// SIGTERM and Ctrl-C let what was begun finish; what hangs is cut off after a while.
  private func run(_ services: [any Service], of hub: HubComposition, logger: Logger, _ notifier: ServiceNotifier?) async throws {
    var quiet = logger
    quiet.logLevel = .warning
    var configuration = ServiceGroupConfiguration(
      services: services.map { .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup) },
      logger: quiet)
    configuration.maximumGracefulShutdownDuration = .seconds(drainSeconds + 5)
    let group = ServiceGroup(configuration: configuration)
    let notice = drainNoticeSeconds
    let signals = StopSignals {
      hub.stages.operating.beginStopping()
      notifier?.stopping()
      announce("stopping: finishing what was begun")
      Task {
        try? await Task.sleep(for: .seconds(notice))
        await group.triggerGracefulShutdown()
      }
    }
    defer { withExtendedLifetime(signals) {} }
    try await group.run()
  }
}

/// Where the certificate of HTTPS comes from.
enum TLSMode: String, ExpressibleByArgument, CaseIterable { case own }

extension ServerName: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// One line on standard output, at once, for people and for scripts that wait for it.
func announce(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// A loop that runs until the hub stops.
private struct BackgroundService: Service {
  let body: @Sendable () async throws -> Void
  func run() async throws { try await cancelWhenGracefulShutdown { try await body() } }
}

/// Calls back once when as many doors are open as there are.
private final class OpenDoors: Sendable {
  private let missing: Mutex<Int>
  private let onAll: @Sendable () -> Void

  init(count: Int, onAll: @escaping @Sendable () -> Void) {
    missing = Mutex(count)
    self.onAll = onAll
  }

  func noteOpen() {
    let isLast = missing.withLock { missing in
      missing -= 1
      return missing == 0
    }
    if isLast { onAll() }
  }
}

/// Signs of life for the service manager, as long as the store answers; it expects none of a hub that stops.
private struct WatchdogService: Service {
  let notifier: ServiceNotifier
  let operating: OperatingView
  func run() async throws {
    await cancelWhenGracefulShutdown { await notifier.watch { await operating.isAlive() } }
  }
}

/// Lets long polls go when the hub stops.
private struct BellService: Service {
  let bell: DeliveryBell
  func run() async throws {
    try? await gracefulShutdown()
    await bell.ringAll()
  }
}

extension HubComposition {
  fileprivate func httpServer(
    at address: ListenAddress, tls: HubHTTPConfiguration.TLSFiles?, _ open: OpenFiles, logger: Logger, _ doors: OpenDoors
  ) throws -> HubHTTPServer {
    var limits = HubHTTPLimits()
    limits.maximumConnections = min(limits.maximumConnections, open.httpConnections)
    let configuration = HubHTTPConfiguration(address: address, tls: tls, limits: limits)
    return try HubHTTPServer(stages: stages, configuration: configuration, logger: logger) { port in
      announce("http \(tls == nil ? "http" : "https")://\(ListenAddress(host: address.host, port: port))")
      doors.noteOpen()
    }
  }

  fileprivate func dicomServer(
    at address: ListenAddress, aeTitle: String, graceSeconds: Int, _ open: OpenFiles, logger: Logger, _ doors: OpenDoors
  ) throws -> HubDICOMServer {
    try HubDICOMServer(
      intake: stages.intake, address: address, aeTitle: aeTitle, connectionsPossible: open.dicomConnections, graceSeconds: graceSeconds,
      logger: { logger.notice("\($0)") }
    ) { port in
      announce("dicom \(aeTitle)@\(ListenAddress(host: address.host, port: port))")
      doors.noteOpen()
    }
  }
}
