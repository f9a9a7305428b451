import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct HospitalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hospital", abstract: "Hospitals whose doctors read. / 阅图医院。", subcommands: [Add.self, List.self, Disable.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a hospital.", discussion: "Example:\n  readinghub admin hospital add 市中心医院")
    @Argument(help: "Name.") var name: String
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        let hospital = try await place.session.addHospital(NewHospital(name: name))
        if place.screen.isJSON { return try place.screen.emit(hospital) }
        place.screen.say(
          "已添加医院 \(hospital.id)：\(PlainText.escaped(hospital.name))", "Added hospital \(hospital.id): \(PlainText.escaped(hospital.name))")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List hospitals.", discussion: "Example:\n  readinghub admin hospital list --json")
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        let hospitals = try await place.session.hospitals()
        if place.screen.isJSON { return try place.screen.emit(hospitals) }
        var table = TextTable([.init(title: "ID", isRightAligned: true), .init(title: place.screen.text("名称", "NAME")), .init(title: "")])
        for hospital in hospitals {
          table.add([.init("\(hospital.id)"), .init(hospital.name), Disabled.cell(hospital.isDisabled, on: place.screen)])
        }
        place.screen.show(table)
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Disable a hospital.", discussion: "Example:\n  readinghub admin hospital disable 2")
    @Argument(help: "The hospital's number, from the list.") var id: Int64
    @OptionGroup var options: HubOptions

    func run() async throws {
      try await Workplace.run(options, as: .administrator) { place in
        try await place.session.disableHospital(.init(rawValue: id))
        try Done.say("已停用医院 \(id)。", "Hospital \(id) is disabled.", on: place.screen)
      }
    }
  }
}

enum Disabled {
  static func cell(_ isDisabled: Bool, on screen: Screen) -> TextTable.Cell {
    isDisabled ? .init(screen.text("已停用", "disabled"), .faint) : .init("")
  }
}

/// The result of an act that returns nothing.
enum Done {
  private struct Document: Encodable { var done = true }

  static func say(_ chinese: String, _ english: String, on screen: Screen) throws {
    if screen.isJSON { return try screen.emit(Document()) }
    screen.say(chinese, english)
  }
}
