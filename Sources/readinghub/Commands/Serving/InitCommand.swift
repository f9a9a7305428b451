import ArgumentParser
import Foundation
import HubClient
import HubFlow
import HubModel
import StoreSQLite
import Trust

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the data folder of a new hub: keys, empty store, administrator's profile.",
    discussion: """
      EXAMPLE
        readinghub init --data /srv/hub
        readinghub serve --data /srv/hub
      """)

  @Option(help: "The data folder to make; it must be absent or empty.") var data: String
  @Option(help: "Name of the centre; it stands in the hub's certificates.") var name = "ReadingHub"
  @Option(help: "Under which address clients reach the hub; goes into enrolment codes.") var url = "http://127.0.0.1:8080"
  @Option(help: "The hub's DICOM AE title.") var ae = "READINGHUB"
  @Option(help: "Name of the administrator's profile.") var profile = "admin"
  @Flag(help: "Replace a profile of this name.") var replace = false
  @Option(help: "A study without a manifest is closed after so many quiet seconds.") var quietSeconds: Int64 = 60

  func validate() throws {
    guard AETitles.isValid(ae) else { throw ValidationError("--ae: 1 to 16 printable characters") }
    guard (0...3_600).contains(quietSeconds) else { throw ValidationError("--quiet-seconds: 0 to 3600") }
    guard ProfileStore.isUsable(name: profile) else { throw ValidationError("--profile: letters, digits, - _ . only") }
  }

  func run() async throws {
    let folder = DataFolder(root: URL(fileURLWithPath: data).path)
    var settings = DataFolder.Settings(name: name, publicURL: url, dicomAETitle: ae)
    settings.clocks.quietPeriod = .seconds(quietSeconds)
    let clock = SystemClock()
    let random = SystemRandomSource()
    let token = try SecretToken(kind: .administrator, random: random)
    let profiles = ProfileStore(environment: ProcessInfo.processInfo.environment)
    // The profile may hold the only token of another hub's administrator. A folder that is taken is the nearer fault.
    if folder.isFree { try profiles.requireFree(profile, isReplacing: replace) }
    try folder.create(settings)
    let keys = try HubKeys.create(in: folder, name: name, at: clock.now().wall, random: random)
    let store = try SQLiteHubStore(path: folder.database)
    try await FirstEntry(store: store, clock: clock).write(administratorToken: token)
    await store.close()
    try profiles.save(
      Profile(
        hub: url, token: token.text, role: .administrator, name: "administrator", rootCertificatePEM: keys.authority.certificate.pem),
      named: profile)
    print("Made \(folder.root). The administrator's profile is \(profiles.path(of: profile)).")
    print("Next: readinghub serve --data \(data)")
  }
}
