import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ClinicCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinic", abstract: "Clinics that send studies. / 送检诊所。",
    subcommands: [Add.self, List.self, Disable.self, Token.self, ClinicContactsCommand.self, ClinicAgreementCommand.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a clinic; prints its token once.",
      discussion: """
        Example:
          readinghub admin clinic add 王庄卫生院 --code WZ01 --ae WZ_ECG,WZ_CR --read-by 市中心医院
        """)
    @Argument(help: "Name.") var name: String
    @Option(help: "Short code, unique in the region.") var code: String
    @Option(help: ArgumentHelp("DICOM AE titles of its devices.", valueName: "aet[,aet]")) var ae: String?
    @Option(help: ArgumentHelp("Hospital that reads for it.", valueName: "hospital")) var readBy: String
    @Option(help: ArgumentHelp("Time zone of its devices (default Asia/Shanghai).", valueName: "zone")) var zone: String?
    @OptionGroup var keeping: ProfileKeeping
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        try keeping.check(place, mayReplace: { _ in false })
        let titles = (ae ?? "").split(separator: ",").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
        let created = try await place.session.addClinic(NewClinic(name: name, code: code, aeTitles: titles, readBy: readBy, timeZone: zone))
        try keeping.keep(token: created.token, of: created.clinic.name, place)
        if place.screen.isJSON { return try place.screen.emit(created) }
        let name = PlainText.escaped(created.clinic.name)
        let code = PlainText.escaped(created.clinic.code)
        place.screen.remark("已添加诊所 \(code)：\(name)", "Added clinic \(code): \(name)")
        Secrets.show("诊所令牌", "clinic's token", created.token, on: place.screen)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List clinics.", discussion: "Example:\n  readinghub admin clinic list")
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        let clinics = try await place.session.clinics()
        if place.screen.isJSON { return try place.screen.emit(clinics) }
        let hospitals = Dictionary(try await place.session.hospitals().map { ($0.id, $0.name) }) { first, _ in first }
        var table = TextTable([
          .init(title: place.screen.text("代码", "CODE")), .init(title: place.screen.text("名称", "NAME"), limit: 28), .init(title: "AE"),
          .init(title: place.screen.text("阅图医院", "READ BY"), limit: 28), .init(title: place.screen.text("时区", "ZONE")), .init(title: ""),
        ])
        for clinic in clinics {
          table.add([
            .init(clinic.code), .init(clinic.name), .init(clinic.aeTitles.joined(separator: ",")), .init(hospitals[clinic.readBy] ?? ""),
            .init(clinic.timeZone), Disabled.cell(clinic.isDisabled, on: place.screen),
          ])
        }
        place.screen.show(table)
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Disable a clinic and take its token.", discussion: "Example:\n  readinghub admin clinic disable WZ01")
    @Argument(help: "Code of the clinic.") var code: String
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        try await place.session.disableClinic(code: code)
        try Done.say("已停用诊所 \(PlainText.escaped(code))。", "Clinic \(PlainText.escaped(code)) is disabled.", on: place.screen)
      }
    }
  }

  struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "token", abstract: "The clinic's token. / 诊所令牌。", subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace a clinic's token; the old one ends at once.",
        discussion: "Example:\n  readinghub admin clinic token rotate WZ01 --save-profile wangzhuang")
      @Argument(help: "Code of the clinic.") var code: String
      @OptionGroup var keeping: ProfileKeeping
      @OptionGroup var options: HubOptions

      func run() async throws {
        try await Workplace.run(options, as: .administrator) { place in
          // Before the old token ends: a name that cannot be used must not cost the clinic its access.
          let clinic = try await place.session.clinics().first { $0.code == code }
          try keeping.check(place) { $0.role == .clinic && $0.hub == place.profile.hub && $0.name == clinic?.name }
          let issued = try await place.session.rotateToken(clinicCode: code)
          try keeping.keep(token: issued.token, of: clinic?.name ?? code, place)
          if place.screen.isJSON { return try place.screen.emit(issued) }
          Secrets.show("诊所新令牌", "clinic's new token", issued.token, on: place.screen)
        }
      }
    }
  }
}

extension String {
  var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
