import Foundation

/// Start and idle memory of the hub.
enum IdleBench {
  static func run() throws {
    let folder = try BenchFolder("idle")
    let hub = try HubUnderTest(folder: folder.path)
    try hub.start(pausesJobs: false)
    let first = hub.startSeconds
    hub.stop()
    try hub.start(pausesJobs: false)
    defer { hub.stop() }
    Thread.sleep(forTimeInterval: 3)
    let cpu = hub.cpuSeconds()
    Thread.sleep(forTimeInterval: 5)
    let load = (hub.cpuSeconds() - cpu) / 5 * 100
    print(
      "  start \(Figures.text(first)) s, again \(Figures.text(hub.startSeconds)) s (limit 1 s); idle \(Figures.text(hub.residentMegabytes(), 0)) MB "
        + "(limit 100 MB), \(Figures.text(load, 1)) % of a core")
  }
}
