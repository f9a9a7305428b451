import ArgumentParser
import Foundation
import HubClient
import HubDIMSE
import HubFlow
import HubModel

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the way to a hub, or a hub's data folder: one sentence a check. / 体检。",
    discussion: """
      Without --data: the profile, the name, the line, TLS, clock, token, and the DICOM door where one is named. With --data: the folder's lock, modes, \
      disk, store, certificates and backup; while a hub runs on it, its numbers come from the hub itself. Changes nothing.
      Exit code 0 when all is well, 7 when something needs attention, 1 when something is at fault.
      Example:
        readinghub doctor --profile qingshan --dicom 127.0.0.1:11112 --calling QINGSHAN
        readinghub doctor --data /srv/readinghub --backups /srv/backup
      """)
  @Option(help: "A hub's data folder.") var data: String?
  @Option(help: ArgumentHelp("With --data: the folder serve --backups names.", valueName: "dir")) var backups: String?
  @Option(help: ArgumentHelp("HOST:PORT of a DICOM door to be asked by C-ECHO.", valueName: "host:port")) var dicom: String?
  @Option(help: "Called AE title for --dicom.") var called = "READINGHUB"
  @Option(help: "Calling AE title for --dicom; the clinic's own.") var calling = "READINGHUB"
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard dicom.map({ ListenAddress(text: $0) != nil }) ?? true else { throw ValidationError("--dicom: HOST:PORT expected") }
    guard AETitles.isValid(called), AETitles.isValid(calling) else { throw ValidationError("--called, --calling: 1 to 16 printable characters") }
    guard backups == nil || data != nil else { throw ValidationError("--backups goes with --data") }
  }

  func run() async throws {
    let screen = options.screenOptions.screen
    let checkUp = CheckUp(screen: screen)
    if let data {
      let folder = DataFolder(root: URL(fileURLWithPath: data).path)
      await FolderChecks(folder: folder, backups: backups.map { DataFolder(root: URL(fileURLWithPath: $0).path) }, clock: SystemClock())
        .run(checkUp) { await askHub(checkUp) }
    } else {
      await checkLink(checkUp)
    }
    try checkUp.conclude()
  }

  private func profile() throws(ClientError) -> (name: String, Profile) {
    let environment = ProcessInfo.processInfo.environment
    let profiles = ProfileStore(environment: environment)
    let choice = ProfileChoice(profiles: profiles, environment: environment)
    let name = data == nil ? choice.name(asked: options.profile) : try choice.name(asked: options.profile, role: .administrator)
    var profile = try profiles.profile(named: name)
    if let hub = options.hub { profile.hub = hub }
    if let authority = options.tlsCa { profile.tlsAuthorityPath = authority }
    return (name, profile)
  }

  private func checkLink(_ checkUp: CheckUp) async {
    do throws(ClientError) {
      let (name, profile) = try profile()
      checkUp.add("profile", .good, "配置 \(name) 指向 \(profile.hub)。", "Profile \(name) points to \(profile.hub).")
      await LinkChecks(profile: profile, clock: SystemClock()).run(checkUp)
    } catch { checkUp.add("profile", .fault, error.sentence.chinese + error.detail, error.sentence.english + " " + error.detail) }
    if let dicom, let address = ListenAddress(text: dicom) {
      await DICOMDoorCheck(address: address, calledAE: called, callingAE: calling).run(checkUp)
    }
  }

  /// The numbers of the hub that runs on the folder, by the administrator's profile.
  private func askHub(_ checkUp: CheckUp) async {
    do {
      let (_, profile) = try profile()
      let exchange = try Workplace.exchange(with: profile)
      let session = try HubSession(hub: profile.hub, token: profile.token, exchange: exchange)
      do {
        HubNumbers(text: try await session.metrics()).add(to: checkUp)
      } catch {
        await exchange.transport.close()
        throw error
      }
      await exchange.transport.close()
    } catch {
      let reason = (error as? ClientError)?.sentence
      checkUp.add(
        "hub-numbers", .attention, "中心正在运行，但无法用管理员配置取得其数据：\(reason?.chinese ?? "")",
        "The hub is running, but its numbers cannot be had with an administrator's profile: \(reason?.english ?? "")")
    }
  }
}
