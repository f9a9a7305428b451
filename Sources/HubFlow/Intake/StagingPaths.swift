import HubModel
import Trust

/// Fresh paths in the staging area; whatever is left there after a crash is swept at the next start.
struct StagingPaths: Sendable {
  let directory: String
  let random: any RandomSource

  /// - Throws: `internal-error` when there is no randomness.
  func next() throws(HubError) -> String {
    do { return directory + "/" + Hexadecimal.encode(try random.randomBytes(count: 16)) } catch {
      throw HubError(.internalError, "randomness")
    }
  }
}
