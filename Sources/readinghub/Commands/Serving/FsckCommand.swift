import ArgumentParser
import BlobStores
import Foundation
import HubFlow
import HubModel
import StoreSQLite

struct FsckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck", abstract: "Read everything a hub has acknowledged and hold it against its digests. / 校验数据文件夹。",
    discussion: """
      For a folder on which no hub runs; changes nothing. Every object and signed report is read and hashed anew, the index is held against the \
      objects, every version's text against its digest, the whole audit chain is recomputed. Exit code 6 when anything is not as acknowledged.
      Example:
        readinghub fsck --data /srv/readinghub
      """)
  @Option(help: "The hub's data folder.") var data: String
  @OptionGroup var options: ScreenOptions

  func run() async throws {
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let folder = DataFolder(root: URL(fileURLWithPath: data).path)
      _ = try folder.readSettings()
      let lock = try FolderLock(folder)
      defer { withExtendedLifetime(lock) {} }
      let result = try await Self.check(folder, on: screen)
      try Self.show(result, on: screen)
      if !result.isSound { throw ExitMeaning.proofInvalid.code }
    }
  }

  /// Reads all of a folder that nobody works on.
  static func check(_ folder: DataFolder, on screen: Screen) async throws(HubError) -> StoreCheckResult {
    do {
      let store = try SQLiteHubStore(path: folder.database)
      let check = StoreCheck(store: store, blobs: try FileBlobStore(root: folder.objects))
      let line = ProgressLine(
        label: screen.text("校验", "checking"), totalBytes: try await check.objectBytes(), screen: screen, clock: SystemClock())
      let result = try await check.run { line.advance(by: $0) }
      line.end()
      await store.close()
      return result
    } catch { throw HubError(wrapping: error) }
  }

  static func show(_ result: StoreCheckResult, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(result) }
    let (objects, reports, entries) = (result.objects, result.reports, result.auditEntries)
    let megabytes = result.objectBytes / 1_000_000
    screen.say(
      "对象 \(objects) 个（\(megabytes) MB），报告版本 \(reports) 个，审计 \(entries) 条，无主文件 \(result.orphans) 个",
      "\(objects) objects (\(megabytes) MB), \(reports) report versions, \(entries) audit entries, \(result.orphans) files without an owner")
    for flaw in result.flaws { screen.say(screen.painted(flaw.kind.rawValue, .alarm) + "  \(flaw.subject)  " + Self.words(flaw.kind, on: screen)) }
    screen.say(
      result.isSound
        ? screen.painted(screen.text("完好", "SOUND"), .good)
        : screen.painted(screen.text("有 \(result.flaws.count) 处问题", "\(result.flaws.count) flaws"), .alarm))
  }

  private static func words(_ kind: StoreFlaw.Kind, on screen: Screen) -> String {
    switch kind {
    case .objectMissing: screen.text("已确认的对象不见了：从备份恢复", "acknowledged, and gone: restore it from a backup")
    case .objectDamaged: screen.text("对象内容与确认时不同：从备份恢复", "not the bytes that were acknowledged: restore it from a backup")
    case .indexDiffers: screen.text("索引与对象不符", "the index says something else than the object")
    case .reportMissing: screen.text("已签报告的文件不见了：从备份恢复，或向诊所取回", "a signed report's file is gone: restore it, or ask its clinic for it")
    case .reportDamaged: screen.text("已签报告的文件已变：从备份恢复，或向诊所取回", "a signed report's file has changed: restore it, or ask its clinic for it")
    case .reportTextDamaged: screen.text("报告文字与摘要不符", "a report's text is not that of its digest")
    case .auditBroken: screen.text("审计链自此处断开", "the audit chain is broken from here on")
    }
  }
}
