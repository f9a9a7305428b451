import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubFlow
import HubModel

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Back up a running hub into the folder that serve --backups names. / 备份。",
    discussion: """
      Only what is new is copied. The folder is whole at every moment, and laid out like a data folder: `readinghub restore` makes one of it.
      Example:
        readinghub serve --data /srv/readinghub --backups /srv/backup
        readinghub backup --profile admin
      """)
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .administrator) { place in
      var status = try await place.session.startBackup()
      let line = ProgressLine(
        label: place.screen.text("备份", "backing up"), totalBytes: Int64(max(1, status.objects)), screen: place.screen, clock: place.clock)
      while status.state == .running {
        try await Task.sleep(for: .milliseconds(200))
        status = try await place.session.backup()
      }
      line.end()
      if place.screen.isJSON { try place.screen.emit(status) }
      guard status.state == .done else { throw ClientError(HubError(status.failure.flatMap(ProblemCode.init) ?? .internalError)) }
      if place.screen.isJSON { return }
      let (copied, megabytes, number) = (status.copiedObjects, status.copiedBytes / 1_000_000, status.auditNumber ?? 0)
      place.screen.say(
        "备份完成：新增 \(copied) 个对象（\(megabytes) MB），截至审计第 \(number) 条",
        "Backed up: \(copied) new objects (\(megabytes) MB), up to audit entry \(number)")
    }
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a data folder of a backup and check all of it. / 恢复。",
    discussion: """
      Exit code 6 when anything in the backup is not as it was acknowledged; the folder is made all the same.
      Example:
        readinghub restore --from /srv/backup --data /srv/readinghub
      """)
  @Option(help: "The backup's folder.") var from: String
  @Option(help: "The data folder to make; it must be absent or empty.") var data: String
  @OptionGroup var options: ScreenOptions

  func run() async throws {
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let (backup, folder) = (DataFolder(root: URL(fileURLWithPath: from).path), DataFolder(root: URL(fileURLWithPath: data).path))
      _ = try backup.readSettings()
      guard folder.isFree else { throw HubError(.alreadyExists, "the folder is not empty") }
      let lock = try FolderLock(backup)
      defer { withExtendedLifetime(lock) {} }
      do {
        let files = FileManager.default
        try files.createDirectory(atPath: folder.root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (one, other) in [
          (backup.settings, folder.settings), (backup.keys, folder.keys), (backup.objects, folder.objects), (backup.database, folder.database),
        ] { try files.copyItem(atPath: one, toPath: other) }
        try files.createDirectory(atPath: folder.incoming, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch { throw HubError(.storageFailed, "cannot copy the backup") }
      let result = try await FsckCommand.check(folder, on: screen)
      try FsckCommand.show(result, on: screen)
      if !result.isSound { throw ExitMeaning.proofInvalid.code }
    }
  }
}
