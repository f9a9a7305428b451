import Foundation
import HubTesting

/// `HubModelled [COUNT [FIRST-SEED]]`: random sequences against the model, as many as time allows.
@main
enum SequenceRunner {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let only = ProcessInfo.processInfo.environment["READINGHUB_SEED"].flatMap(UInt64.init)
    let first = only ?? words.dropFirst().first ?? 1
    let count = only == nil ? words.first ?? 1_000 : 1
    let region = try await ModelledRegion()
    let start = ContinuousClock.now
    let summary = try await ModelSequence.runAll(first..<first + count, in: region, collectsAnswers: false) { done in
      if done % 5_000 == 0 { print("\(done) sequences, \(Int((ContinuousClock.now - start) / .seconds(1))) s") }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print("\(summary.count) sequences of \(ModelSequence.usualLength) calls in \(String(format: "%.1f", seconds)) s, seeds from \(first)")
    guard let failure = summary.failure else { return }
    print(failure)
    exit(1)
  }
}
