import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ReaderRightsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rights", abstract: "What a reader may read, and the licence it stands on. / 阅图范围与执业证书。",
    discussion: """
      What is not given stays as it is. Counts for what is claimed and signed from then on; outside the licence's days nothing is.
      Example:
        readinghub admin reader rights 3 --reads ecg,ct
        readinghub admin reader rights 3 --licence 110330000012345 --licence-from 2024-07-01 --licence-until 2028-06-30
      """)
  @Argument(help: "The reader's number, from the list.") var id: Int64
  @Option(help: ArgumentHelp("What may be read: ecg, ct, mr, xray, ultrasound, other.", valueName: "kinds")) var reads: String?
  @OptionGroup var licence: LicenceOptions
  @Flag(help: "Take the licence off the record.") var noLicence = false
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard !noLicence || licence.isEmpty else { throw ValidationError("--no-licence or --licence, not both.") }
    if let reads { _ = try ScopeWords.parse(reads, option: "--reads") }
  }

  func run() async throws {
    try await Workplace.run(options, as: .administrator) { place in
      guard let before = try await place.session.readers().first(where: { $0.id.rawValue == id }) else { throw HubError(.notFound) }
      let scopes = try reads.map { try ScopeWords.parse($0, option: "--reads") } ?? before.scopes.sorted { $0.rawValue < $1.rawValue }
      let rights = ReaderRights(scopes: scopes, licence: noLicence ? nil : try licence.licence(before: before.licence))
      let reader = try await place.session.setRights(rights, of: before.id)
      if place.screen.isJSON { return try place.screen.emit(reader) }
      let names = reader.scopes.map(\.rawValue).sorted().joined(separator: ", ")
      let until = LicenceOptions.words(reader.licence, on: place.screen)
      place.screen.say("医师 \(reader.id) 可阅：\(names)；执业证书至：\(until)", "Reader \(reader.id) reads \(names); licence until: \(until)")
    }
  }
}

/// A licence as it stands on paper.
struct LicenceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Number of the licence to practise.", valueName: "number")) var licence: String?
  @Option(help: ArgumentHelp("Its first day, yyyy-MM-dd.", valueName: "day")) var licenceFrom: CivilDay?
  @Option(help: ArgumentHelp("Its last day, yyyy-MM-dd.", valueName: "day")) var licenceUntil: CivilDay?

  var isEmpty: Bool { licence == nil && licenceFrom == nil && licenceUntil == nil }

  /// What is given over what was; a new number begins with an open term.
  func licence(before: Licence?) throws -> Licence? {
    if isEmpty { return before }
    guard let number = licence ?? before?.number else { throw ValidationError("--licence NUMBER is needed with its days.") }
    let old = licence == nil || licence == before?.number ? before?.term : nil
    return Licence(number: number, term: Term(first: licenceFrom ?? old?.first, last: licenceUntil ?? old?.last))
  }

  static func words(_ licence: Licence?, on screen: Screen) -> String {
    guard let licence else { return screen.text("未登记", "none on record") }
    return licence.term.last?.description ?? screen.text("长期", "open")
  }

  static func cell(_ licence: Licence?, on screen: Screen) -> TextTable.Cell {
    licence == nil ? .init(words(licence, on: screen), .caution) : .init(words(licence, on: screen))
  }
}

/// Kinds of study as they are typed: `ecg,ct`.
enum ScopeWords {
  /// - Throws: `ValidationError` that names the option and the words it takes.
  static func parse(_ text: String, option: String) throws -> [ReadingScope] {
    let words = text.split(separator: ",").map { String($0).trimmingSpaces.lowercased() }
    let scopes = words.compactMap(ReadingScope.init)
    guard scopes.count == words.count, !scopes.isEmpty else {
      throw ValidationError("\(option): \(ReadingScope.allCases.map(\.rawValue).joined(separator: ","))")
    }
    return scopes
  }
}

extension CivilDay: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
