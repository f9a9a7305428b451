import ArgumentParser
import BlobStores
import Foundation
import HubClient
import HubFlow
import HubModel
import StoreSQLite

struct FsckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck", abstract: "Read everything a hub has acknowledged and hold it against its digests. / 校验数据文件夹。",
    discussion: """
      For a folder on which no hub runs; changes nothing. Every object and signed report is read and hashed anew, the index is held against the \
      objects and they against it, every version's text against its digest, the whole audit chain is recomputed. Exit code 6 when anything is not as \
      acknowledged.
      --rebuild-index makes the index anew from what still reads of it and from the objects, and says what would come back; with --yes the new index \
      takes the place of the old, which is kept beside it.
      Example:
        readinghub fsck --data /srv/readinghub
        readinghub fsck --data /srv/readinghub --rebuild-index --yes
      """)
  @Option(help: "The hub's data folder.") var data: String
  @Flag(help: "Make the index anew; without --yes only say what would come back.") var rebuildIndex = false
  @Flag(help: "With --rebuild-index: put the new index in force.") var yes = false
  @Option(help: ArgumentHelp("With --rebuild-index: the clinic that gets objects of which nothing tells whose they are.", valueName: "code"))
  var clinic: String?
  @Option(help: "With --rebuild-index: the profile that gets the administrator's new token, where the old one is lost.") var profile = "admin"
  @OptionGroup var options: ScreenOptions

  func validate() throws {
    guard rebuildIndex || !yes && clinic == nil else { throw ValidationError("--yes and --clinic go with --rebuild-index") }
    guard ProfileStore.isUsable(name: profile) else { throw ValidationError("--profile: letters, digits, - _ . only") }
  }

  func run() async throws {
    let screen = options.screen
    try await Workplace.saying(on: screen) {
      let folder = DataFolder(root: URL(fileURLWithPath: data).path)
      _ = try folder.readSettings()
      let lock = try FolderLock(folder)
      defer { withExtendedLifetime(lock) {} }
      if rebuildIndex {
        let rebuilding = IndexRebuilding(folder: folder, clinic: clinic, profile: profile, screen: screen)
        return try await rebuilding.run(isInForce: yes)
      }
      let result = try await Self.check(folder, on: screen)
      try Self.show(result, on: screen)
      if !result.isSound { throw ExitMeaning.proofInvalid.code }
    }
  }

  /// Reads all of a folder that nobody works on.
  static func check(_ folder: DataFolder, on screen: Screen) async throws(HubError) -> StoreCheckResult {
    do {
      let store = try SQLiteHubStore(path: folder.database)
      let register = try RegisterFiles(folder: folder.owners).read()
      let check = StoreCheck(store: store, blobs: try FileBlobStore(root: folder.objects), register: register)
      let line = ProgressLine(
        label: screen.text("校验", "checking"), totalBytes: try await check.objectBytes(), screen: screen, clock: SystemClock())
      var result = try await check.run { line.advance(by: $0) }
      line.end()
      let complaints = try await store.integrityProblems()
      result.flaws += complaints.indices.map { StoreFlaw(.indexDamaged, "complaint:\($0 + 1)") }
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
    let lines = result.damagedRegisterLines
    if lines > 0 { screen.say("归属登记中 \(lines) 行不可读", "\(lines) lines of the owners' register do not read") }
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
    case .indexDamaged: screen.text("索引自相矛盾：运行 fsck --rebuild-index", "the index contradicts itself: run fsck --rebuild-index")
    case .objectUnlisted:
      screen.text("已确认的对象不在索引中：运行 fsck --rebuild-index", "acknowledged, and not in the index: run fsck --rebuild-index")
    case .storeBehind:
      screen.text("索引缺少最近的提交：运行 fsck --rebuild-index", "the index lacks what was committed last: run fsck --rebuild-index")
    case .reportMissing: screen.text("已签报告的文件不见了：从备份恢复，或向诊所取回", "a signed report's file is gone: restore it, or ask its clinic for it")
    case .reportDamaged: screen.text("已签报告的文件已变：从备份恢复，或向诊所取回", "a signed report's file has changed: restore it, or ask its clinic for it")
    case .reportTextDamaged: screen.text("报告文字与摘要不符", "a report's text is not that of its digest")
    case .auditBroken: screen.text("审计链自此处断开", "the audit chain is broken from here on")
    }
  }
}
