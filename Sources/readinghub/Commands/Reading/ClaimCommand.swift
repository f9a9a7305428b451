import ArgumentParser
import HubAPI
import HubClient
import HubModel

struct ClaimCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Take a reading: yours for 15 minutes, renewed by what you do. / 领取。",
    discussion: """
      Example:
        readinghub claim --next
        readinghub claim K7Q2M0
      """)
  @Argument(help: "Id of the reading, from the worklist.") var id: ReadingArgument?
  @Flag(help: "The first in the worklist that you may take.") var next = false
  @Option(help: "With --next: only ecg or imaging.") var kind: StudyKind?
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard (id == nil) == next else { throw ValidationError("Name a reading, or use --next.") }
    guard next || kind == nil else { throw ValidationError("--kind goes with --next.") }
  }

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let claimed: Claimed
      if let id { claimed = try await place.session.claim(id.id) } else { claimed = try await place.session.claimNext(kind: kind) }
      try place.remember(claimed)
      if place.screen.isJSON { return try place.screen.emit(claimed) }
      place.screen.show(WorklistTable.table([claimed.reading], now: place.clock.now().wall, on: place.screen))
      if let reason = DetailText.returned(claimed.reading, on: place.screen) { place.screen.say(reason) }
      let until = TimeWords.local(claimed.leaseExpiresAt.instant)
      place.screen.remark("已领取，有效至 \(until)。", "Yours until \(until).")
    }
  }
}

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Give a reading back to the list. / 退回。", discussion: "Example:\n  readinghub release K7Q2M0")
  @Argument(help: "Id of the reading.") var id: ReadingArgument
  @OptionGroup var options: HubOptions

  func run() async throws {
    try await Workplace.run(options, as: .reader) { place in
      let token = try await place.leaseToken(of: id.id)
      do {
        try await place.session.release(id.id, leaseToken: token)
      } catch let error as ClientError where error.has(.leaseStale) || error.has(.leaseNotHeld) || error.has(.readingFinished) {
        try place.forget(id.id)
        throw error
      }
      try place.forget(id.id)
      try Done.say("已退回 \(id.id)。", "\(id.id) is back in the list.", on: place.screen)
    }
  }
}
