import Foundation
import HubModel

/// How many files and connections the process may have open, and what each door gets of them.
///
/// Without a descriptor left a process cannot be kept alive: libdispatch counts its working threads by opening `/proc/…/stat` of each, and
/// ends the process when it cannot. So connections are bounded such that what they and the hub's own work open never adds up to the limit.
struct OpenFiles: Sendable, Equatable {
  /// Each may have a file open beside its socket.
  let httpConnections: Int
  let dicomConnections: Int

  /// Fewer serve nobody.
  private static let leastConnections = 4
  /// Standard streams, lock, store, doors, signals, clocks.
  private static let ownFixed = 24
  /// An event loop's.
  private static let ownOfCore = 3
  /// Files that jobs, pictures and probes have open for a moment, and what a door takes in at one look.
  private static let workFixed = 16
  private static let workOfCore = 1

  /// - Parameters:
  ///   - limit: what the process may have open.
  ///   - cores: as many event loops are run.
  /// - Throws: `unsafe-configuration` where that is too little to serve anybody.
  init(limit: Int, cores: Int) throws(HubError) {
    let own = Self.ownFixed + Self.workFixed + (Self.ownOfCore + Self.workOfCore) * cores
    let connections = (limit - own) / 2
    guard connections >= Self.leastConnections else {
      throw HubError(.unsafeConfiguration, "open files: \(limit), at least \(own + 2 * Self.leastConnections) are needed (ulimit -n, LimitNOFILE)")
    }
    dicomConnections = max(1, connections / 4)
    httpConnections = connections - dicomConnections
  }

  /// Raises the limit as far as is of use and the system lets: a thousand waiting clinics are a thousand connections, and many systems
  /// start a process with 1,024 files.
  ///
  /// - Throws: as `init`.
  static func raised() throws(HubError) -> OpenFiles {
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0 else { throw HubError(.unsafeConfiguration, "open files") }
    limit.rlim_cur = min(limit.rlim_max, 16_384)
    setrlimit(kind, &limit)
    return try OpenFiles(limit: Int(limit.rlim_cur), cores: ProcessInfo.processInfo.activeProcessorCount)
  }
}
