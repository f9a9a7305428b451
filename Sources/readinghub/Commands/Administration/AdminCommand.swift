import ArgumentParser
import HubClient
import HubModel

struct AdminCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Hospitals, clinics and readers (administrator). / 管理医院、诊所和医师。",
    discussion: """
      Example:
        readinghub admin hospital add 市中心医院
        readinghub admin clinic add 王庄卫生院 --code WZ01 --ae WZ_ECG --read-by 市中心医院
        readinghub admin reader add 李明 --hospital 市中心医院 --reads ecg,ct
      """,
    subcommands: [HospitalCommand.self, ClinicCommand.self, ReaderCommand.self, AuditorCommand.self])
}

struct AuditorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "auditor", abstract: "The auditor's access: reads the audit trail and nothing else. / 审计员。", subcommands: [Add.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Make (or replace) the auditor's token; shown once.", discussion: "Example:\n  readinghub admin auditor add")
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        let issued = try await place.session.addAuditor()
        if place.screen.isJSON { return try place.screen.emit(issued) }
        Secrets.show("审计员令牌", "auditor's token", issued.token, on: place.screen)
      }
    }
  }
}

/// Secrets are shown once, with a word on what to do with them.
enum Secrets {
  static func show(_ chinese: String, _ english: String, _ secret: String, on screen: Screen) {
    screen.remark("\(chinese)（仅显示一次，请安全保存）：", "The \(english), shown this once; keep it safe:")
    screen.say(PlainText.escaped(secret))
  }
}
