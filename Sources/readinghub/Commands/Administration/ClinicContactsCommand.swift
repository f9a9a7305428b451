import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ClinicContactsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contacts", abstract: "Whom to turn to when the clinic does not answer a critical value. / 危急值联系人。",
    discussion: """
      Without --set they are shown. A level is the escalation from which somebody is named: 1 after 5 minutes, 2 after 10.
      Example:
        readinghub admin clinic contacts WZ01 --set 1:王主任:13800000000 --set 2:李院长:13900000000
      """)
  @Argument(help: "Code of the clinic.") var code: String
  @Option(help: ArgumentHelp("Replaces all contacts; may be repeated.", valueName: "level:name:phone")) var set: [String] = []
  @Flag(help: "Take all contacts away.") var clear = false
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard set.isEmpty || !clear else { throw ValidationError("--set or --clear, not both.") }
    _ = try wanted()
  }

  func run() async throws {
    try await Workplace.run(options, as: .administrator) { place in
      let wanted = try wanted()
      let kept =
        wanted.isEmpty && !clear
        ? try await place.session.contacts(clinicCode: code)
        : try await place.session.setContacts(ClinicContacts(contacts: wanted), clinicCode: code)
      if place.screen.isJSON { return try place.screen.emit(kept) }
      var table = TextTable([
        .init(title: place.screen.text("级别", "LEVEL"), isRightAligned: true), .init(title: place.screen.text("姓名", "NAME")),
        .init(title: place.screen.text("电话", "PHONE")),
      ])
      for contact in kept.contacts { table.add([.init(String(contact.level)), .init(contact.name), .init(contact.phone)]) }
      place.screen.show(table)
    }
  }

  private func wanted() throws -> [Contact] {
    try set.map { text in
      let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
      guard parts.count == 3, let level = Int(parts[0]) else { throw ValidationError("--set: level:name:phone") }
      return Contact(name: parts[1], phone: parts[2], level: level)
    }
  }
}
