import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ReaderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reader", abstract: "Doctors who read. / 阅图医师。",
    subcommands: [Add.self, List.self, ReaderRightsCommand.self, Disable.self, EnrolCode.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a reader; prints the single-use code to enrol by.",
      discussion: """
        Example:
          readinghub admin reader add 李明 --hospital 市中心医院 --reads ecg,ct,xray --licence 110330000012345 --licence-until 2028-06-30
        """)
    @Argument(help: "Name as it stands under reports.") var name: String
    @Option(help: "Hospital.") var hospital: String
    @Option(help: ArgumentHelp("What may be read: ecg, ct, mr, xray, ultrasound, other.", valueName: "kinds")) var reads: String
    @OptionGroup var options: HubOptions

    @OptionGroup var licence: LicenceOptions

    func validate() throws { _ = try ScopeWords.parse(reads, option: "--reads") }

    func run() async throws {
      let scopes = try ScopeWords.parse(reads, option: "--reads")
      try await Workplace.run(options, as: .administrator) { place in
        let new = NewReader(name: name, hospital: hospital, scopes: scopes, licence: try licence.licence(before: nil))
        try Self.show(try await place.session.addReader(new), on: place.screen)
      }
    }

    static func show(_ created: ReaderCreated, on screen: Screen) throws {
      if screen.isJSON { return try screen.emit(created) }
      let name = PlainText.escaped(created.reader.name)
      let until = TimeWords.local(created.expiresAt.instant)
      screen.remark(
        "医师 \(created.reader.id) \(name)。请在医师本人的电脑上运行：readinghub enroll 注册码（有效期至 \(until)，只能用一次）",
        "Reader \(created.reader.id) \(name). On the reader's own machine: readinghub enroll CODE (until \(until), once)")
      screen.say(PlainText.escaped(created.enrolmentCode))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List readers.", discussion: "Example:\n  readinghub admin reader list")
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        let readers = try await place.session.readers()
        if place.screen.isJSON { return try place.screen.emit(readers) }
        let hospitals = Dictionary(try await place.session.hospitals().map { ($0.id, $0.name) }) { first, _ in first }
        var table = TextTable([
          .init(title: "ID", isRightAligned: true), .init(title: place.screen.text("姓名", "NAME"), limit: 24),
          .init(title: place.screen.text("医院", "HOSPITAL"), limit: 28), .init(title: place.screen.text("可阅", "READS")),
          .init(title: place.screen.text("执业证书至", "LICENCE UNTIL")), .init(title: place.screen.text("注册", "ENROLLED")), .init(title: ""),
        ])
        for reader in readers {
          let isEnrolled = reader.certificatePEM != nil
          table.add([
            .init("\(reader.id)"), .init(reader.name), .init(hospitals[reader.hospital] ?? ""),
            .init(reader.scopes.map(\.rawValue).sorted().joined(separator: ",")),
            LicenceOptions.cell(reader.licence, on: place.screen),
            .init(isEnrolled ? place.screen.text("是", "yes") : place.screen.text("否", "no"), isEnrolled ? .good : .caution),
            Disabled.cell(reader.isDisabled, on: place.screen),
          ])
        }
        place.screen.show(table)
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Disable a reader.", discussion: "Example:\n  readinghub admin reader disable 3")
    @Argument(help: "The reader's number, from the list.") var id: Int64
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        try await place.session.disableReader(.init(rawValue: id))
        try Done.say("已停用医师 \(id)。", "Reader \(id) is disabled.", on: place.screen)
      }
    }
  }

  struct EnrolCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enrol-code", abstract: "A new single-use code for a reader (new machine, lost key).",
      discussion: "Example:\n  readinghub admin reader enrol-code 3", aliases: ["enroll-code"])
    @Argument(help: "The reader's number, from the list.") var id: Int64
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        try Add.show(try await place.session.renewEnrolment(.init(rawValue: id)), on: place.screen)
      }
    }
  }
}
