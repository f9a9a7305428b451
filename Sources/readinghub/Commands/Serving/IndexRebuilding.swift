import Foundation
import HubClient
import HubFlow
import HubModel
import StoreSQLite
import Trust

/// `fsck --rebuild-index`: says what came back and what did not, and puts the new index in force when it is asked to.
struct IndexRebuilding {
  let folder: DataFolder
  let clinic: String?
  let profile: String
  let screen: Screen

  private struct Document: Encodable {
    var salvage: SalvageResult
    var rebuilt: RebuildResult
    var check: StoreCheckResult
    var withoutToken: RebuiltIndex.WithoutToken
    var isInForce: Bool
    /// The file's name, within the data folder.
    var oldIndex: String?
  }

  /// Exit code 6 when something that was acknowledged did not come back.
  func run(isInForce: Bool) async throws {
    let index = RebuiltIndex(folder: folder)
    let profiles = ProfileStore(environment: ProcessInfo.processInfo.environment)
    let outcome = try await index.make(clinic: clinic, on: screen)
    var document = Document(
      salvage: outcome.salvage, rebuilt: outcome.result, check: outcome.check, withoutToken: outcome.withoutToken, isInForce: isInForce)
    if isInForce {
      if outcome.withoutToken.administrator { try await giveToken(in: index, profiles) }
      let kept = try await index.putInForce(at: SystemClock().now().wall)
      document.oldIndex = kept.map { ($0 as NSString).lastPathComponent }
    } else {
      index.discard()
    }
    if screen.isJSON { try screen.emit(document) } else { show(document) }
    if !document.check.isSound { throw ExitMeaning.proofInvalid.code }
  }

  private func giveToken(in index: RebuiltIndex, _ profiles: ProfileStore) async throws {
    let settings = try folder.readSettings()
    let root = String(decoding: try folder.read(folder.rootCertificate), as: UTF8.self)
    // The old token of this hub is worth nothing any more; that of another hub may be its only one.
    let isOfThisHub = (try? profiles.profile(named: profile))?.rootCertificatePEM == root
    try profiles.requireFree(profile, isReplacing: isOfThisHub)
    let token = try SecretToken(kind: .administrator, random: SystemRandomSource())
    try await index.giveAdministrator(token)
    try profiles.save(
      Profile(hub: settings.publicURL, token: token.text, role: .administrator, name: "administrator", rootCertificatePEM: root), named: profile)
  }

  // MARK: Words

  private func show(_ document: Document) {
    showSalvage(document.salvage)
    showRebuilt(document.rebuilt)
    showTokens(document.withoutToken)
    for flaw in document.check.flaws.prefix(50) { screen.say(screen.painted(flaw.kind.rawValue, .alarm) + "  \(flaw.subject)") }
    if document.isInForce {
      let kept = document.oldIndex.map { screen.text("；旧索引保留为 \($0)", "; the old one is kept as \($0)") } ?? ""
      screen.say(screen.painted(screen.text("新索引已生效", "THE NEW INDEX IS IN FORCE"), .good) + kept)
    } else {
      screen.remark("未作更改。确认后加 --yes 执行。", "Nothing was changed. With --yes the new index is put in force.")
    }
  }

  private func showSalvage(_ salvage: SalvageResult) {
    guard salvage.isReadable else {
      return screen.say(
        "旧索引不存在或无法读取。令牌、草稿、领取状态、危急值及其确认、审计记录不会回来。",
        "The old index is gone or does not read. Tokens, drafts, claims, critical values with their answers, and the audit trail do not come back.")
    }
    let rows = salvage.tables.reduce(0) { $0 + $1.rows }
    screen.say("旧索引中可读的 \(rows) 行已取出。", "\(rows) rows of the old index read and were taken over.")
    let broken = salvage.tables.filter { !$0.isWhole }.map(\.name).joined(separator: ", ")
    if !broken.isEmpty { screen.say("不完整的表：\(broken)", "Not whole: \(broken)") }
  }

  private func showRebuilt(_ rebuilt: RebuildResult) {
    screen.say(
      "对象：索引已有 \(rebuilt.knownObjects) 个，找回 \(rebuilt.restoredObjects) 个；检查 \(rebuilt.studies) 项；找回已签报告 \(rebuilt.restoredReports) 份",
      "Objects: \(rebuilt.knownObjects) known, \(rebuilt.restoredObjects) brought back; \(rebuilt.studies) studies; "
        + "\(rebuilt.restoredReports) signed reports brought back")
    tell(
      rebuilt.addedClinics + rebuilt.addedReaders + rebuilt.addedHospitals, "个医院、诊所、医师由归属登记找回",
      "hospitals, clinics and readers came from the owners' register")
    tell(rebuilt.missingObjects, "个已确认的对象文件不见了：从备份恢复", "acknowledged objects are gone: restore them from a backup", .alarm)
    tell(rebuilt.damagedObjects, "个对象已损坏：从备份恢复", "objects are damaged: restore them from a backup", .alarm)
    tell(
      rebuilt.ownerlessObjects, "个对象不知属于哪个诊所：用 --clinic 指定，或由诊所重新上传",
      "objects of which nothing tells whose they are: name a clinic with --clinic, or let clinics send again", .caution)
    tell(rebuilt.unplacedReports, "份已签报告找不到其检查", "signed reports whose study is not known", .caution)
    tell(rebuilt.damagedRegisterLines, "行归属登记已损坏", "lines of the owners' register are damaged", .caution)
  }

  private func showTokens(_ lost: RebuiltIndex.WithoutToken) {
    if lost.administrator {
      screen.say("管理员的新令牌将写入配置 \(profile)。", "The administrator gets a new token, in profile \(profile).")
    }
    tell(lost.clinics, "个诊所需要新令牌：admin clinic token rotate", "clinics need a new token: admin clinic token rotate", .caution)
    tell(lost.readers, "名医师需要重新登记：admin reader enrol-code", "readers need to enrol anew: admin reader enrol-code", .caution)
  }

  private func tell(_ count: Int, _ chinese: String, _ english: String, _ tint: Tint? = nil) {
    guard count > 0 else { return }
    let text = "\(count) " + screen.text(chinese, english)
    screen.say(tint.map { screen.painted(text, $0) } ?? text)
  }
}
