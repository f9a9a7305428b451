import HubModel
import Testing

/// What every `HubStore` must do, whatever it stands on. Each case gets an empty store.
///
///     @Test(arguments: HubStoreContract.cases) func keepsContract(_ promise: HubStorePromise) async throws {
///       try await promise.check(makeEmptyStore())
///     }
package enum HubStoreContract {
  package static let cases: [HubStorePromise] =
    configurationPromises + arrivalPromises + studyPromises + worklistPromises + reportPromises + jobPromises + transactionPromises
    + criticalPromises + overridePromises + amendmentPromises
}

/// One promise of the contract.
package struct HubStorePromise: Sendable, CustomTestStringConvertible {
  package let name: String
  package let check: @Sendable (any HubStore) async throws -> Void
  package init(_ name: String, _ check: @escaping @Sendable (any HubStore) async throws -> Void) { (self.name, self.check) = (name, check) }
  package var testDescription: String { name }
}

/// Expects that `work` throws `HubError` with this code.
func expectRefusal(
  _ code: ProblemCode, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> some Any
) async {
  await #expect(throws: HubError(code), sourceLocation: sourceLocation) { _ = try await work() }
}
