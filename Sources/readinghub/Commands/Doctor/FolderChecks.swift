import Drawing
import Foundation
import HubModel
import StoreSQLite
import Trust

/// A hub's data folder and the machine beneath it. Where no hub runs the folder is held for the time of the check and the store is read;
/// where one runs its files are left to it and its numbers are asked of it.
struct FolderChecks {
  let folder: DataFolder
  let backups: DataFolder?
  let clock: any HubClock

  func run(_ checkUp: CheckUp, askHub: () async -> Void) async {
    let settings: DataFolder.Settings
    do throws(HubError) { settings = try folder.readSettings() } catch {
      return checkUp.add("folder", .fault, "不是中心的数据文件夹，或 hub.json 已损坏。", "This is no hub's data folder, or its hub.json is damaged.")
    }
    checkUp.add("folder", .good, "数据文件夹属于中心 \(settings.name)。", "The folder belongs to the hub \(settings.name).")
    let lock = try? FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let isRunning = lock == nil
    checkUp.add(
      "running", .good, isRunning ? "有中心正在此文件夹上运行。" : "没有中心在此文件夹上运行。",
      isRunning ? "A hub runs on the folder." : "No hub runs on the folder.")
    checkModes(checkUp)
    checkDisk(checkUp, policy: settings.space ?? SpacePolicy())
    checkSync(checkUp)
    if isRunning { await askHub() } else { checkStore(checkUp) }
    checkCertificates(checkUp)
    checkBackup(checkUp)
    checkMachine(checkUp)
  }

  private func checkModes(_ checkUp: CheckUp) {
    let files = FileManager.default
    let keys = ((try? files.contentsOfDirectory(atPath: folder.keys)) ?? []).map { folder.keys + "/" + $0 }
    let secret = [folder.root, folder.keys, folder.settings, folder.database, folder.database + "-wal", folder.database + "-shm"] + keys
    let open = secret.filter { path in
      guard let mode = (try? files.attributesOfItem(atPath: path))?[.posixPermissions] as? Int else { return false }
      return mode & 0o077 != 0
    }
    let names = open.map { ($0 as NSString).lastPathComponent }.joined(separator: ", ")
    checkUp.add(
      "file-modes", open.isEmpty ? .good : .fault, open.isEmpty ? "密钥与数据库只有本用户可读。" : "其他用户可读：\(names)（chmod go= 修正）。",
      open.isEmpty ? "Keys and store are its owner's alone." : "Others may read \(names): mend it with chmod go=.")
  }

  private func checkDisk(_ checkUp: CheckUp, policy: SpacePolicy) {
    guard let space = try? FolderSpace(folder: folder.root).space() else {
      return checkUp.add("disk-space", .fault, "磁盘没有应答。", "The disk does not answer.")
    }
    let (gigabytes, share) = (space.freeBytes >> 30, space.totalBytes > 0 ? 100 * space.freeBytes / space.totalBytes : 0)
    let level = policy.level(of: space)
    checkUp.add(
      "disk-space", level == .enough ? .good : level == .notice ? .attention : .fault, "磁盘剩余 \(gigabytes) GiB（\(share)%），警报级别 \(level.rawValue)。",
      "\(gigabytes) GiB (\(share) %) of the disk are free; alarm \(level.rawValue) of 3.")
  }

  /// One small file, written, synced and taken away again.
  private func checkSync(_ checkUp: CheckUp) {
    let path = folder.incoming + "/doctor-\(getpid()).part"
    let start = clock.now().monotonic
    let isDurable = (try? folder.writePrivately([UInt8](repeating: 0x5A, count: 4_096), to: path)) != nil
    unlink(path)
    let milliseconds = (clock.now().monotonic - start).microseconds / 1_000
    guard isDurable else { return checkUp.add("disk-sync", .fault, "无法在数据文件夹中写入并落盘。", "A file cannot be written and synced in the folder.") }
    checkUp.add(
      "disk-sync", milliseconds > 200 ? .attention : .good, "写入并落盘一次用 \(milliseconds) 毫秒。",
      "Writing and syncing a small file takes \(milliseconds) ms.")
  }

  private func checkStore(_ checkUp: CheckUp) {
    do throws(HubError) {
      let facts = try StoreInspection.inspect(path: folder.database, at: clock.now().wall)
      switch facts.schema {
      case .current: checkUp.add("schema", .good, "数据库版本与程序一致。", "The store is of this program's version.")
      case .older: checkUp.add("schema", .good, "数据库较旧，下次启动时会升级。", "The store is older and is brought up to date at the next start.")
      case .newer: checkUp.add("schema", .fault, "数据库由更新的程序写入：请用新程序。", "The store was written by a newer program: use that one.")
      }
      guard let counts = facts.counts else { return }
      HubNumbers(
        waitingJobs: counts.waitingJobs, deadJobs: counts.deadJobs, oldestJobSeconds: 0, unansweredCritical: counts.unansweredCritical,
        unacknowledgedReports: counts.unacknowledgedReports, overdueReadings: counts.readings.reduce(0) { $0 + $1.overdueCount }
      ).add(to: checkUp)
    } catch { checkUp.add("schema", .fault, "数据库无法读取（\(error.code.rawValue)）。", "The store cannot be read (\(error.code.rawValue)).") }
  }

  private func checkCertificates(_ checkUp: CheckUp) {
    let now = clock.now().wall.microseconds / 1_000_000
    let kept = [
      ("root-days", folder.rootCertificate, 180 as Int64, "根证书", "The root certificate"),
      ("hub-days", folder.hubCertificate, 30, "中心签章证书", "The hub's own certificate"),
      ("tls-days", folder.serverCertificate, 21, "自签 TLS 证书", "The TLS certificate of the hub's own"),
    ]
    for (check, path, limit, chinese, english) in kept {
      guard let pem = FileManager.default.contents(atPath: path) else {
        // Only `serve --tls own` makes one.
        if path != folder.serverCertificate { checkUp.add(check, .fault, "\(chinese)不见了。", "\(english) is gone.") }
        continue
      }
      guard let certificate = try? Certificate(pem: String(decoding: pem, as: UTF8.self)) else {
        checkUp.add(check, .fault, "\(chinese)无法读取。", "\(english) cannot be read.")
        continue
      }
      checkUp.add(check, daysLeft: (certificate.notAfterSeconds - now) / 86_400, attentionBelow: limit, of: chinese, english)
    }
  }

  private func checkBackup(_ checkUp: CheckUp) {
    guard let backups else {
      return checkUp.add("backup-age", .attention, "未指明备份文件夹（--backups），未检查备份。", "No backup folder is named (--backups): the backup is not checked.")
    }
    var facts = stat()
    guard stat(backups.database, &facts) == 0 else {
      return checkUp.add("backup-age", .fault, "备份文件夹里没有完整的备份。", "There is no whole backup in the backup folder.")
    }
    let hours = (clock.now().wall.microseconds / 1_000_000 - Int64(facts.st_ctim.tv_sec)) / 3_600
    checkUp.add("backup-age", hours > 48 ? .fault : hours > 26 ? .attention : .good, "最近的备份是 \(hours) 小时前。", "The last backup is \(hours) hours old.")
  }

  private func checkMachine(_ checkUp: CheckUp) {
    let hasFont = Typeface.isInstalled()
    checkUp.add(
      "fonts", hasFont ? .good : .fault, hasFont ? "中文字体已安装。" : "缺少字体 \(Typeface.family)：报告无法绘制。",
      hasFont ? "The typeface of the reports is installed." : "The typeface \(Typeface.family) is missing: reports cannot be drawn.")
    let hasZones = TimeZone(identifier: "Asia/Shanghai")?.secondsFromGMT() == 28_800
    checkUp.add(
      "time-zones", hasZones ? .good : .fault, hasZones ? "时区数据完好。" : "缺少时区数据（tzdata）。",
      hasZones ? "Time zones are known." : "Time zones are not known: install tzdata.")
  }
}
