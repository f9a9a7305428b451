import DICOM
import Dispatch
import HubFlow
import HubModel

/// The hub's DICOM listener: C-ECHO and C-STORE from the AE titles of enabled clinics.
///
/// Plain DIMSE knows no credentials: an AE title names a clinic, it proves nothing. Hence the listener stays on loopback, where a
/// clinic's gateway or a TLS tunnel ends.
package struct HubDICOMServer: Sendable {
  private let listener: DICOMListener
  private let onListening: @Sendable (Int) -> Void
  private let graceSeconds: Int

  /// Binds the address; nothing is accepted before `run()`.
  ///
  /// - Parameters:
  ///   - aeTitle: the called AE title that peers must use.
  ///   - connectionsPossible: where the process may have fewer open than a listener usually takes.
  ///   - graceSeconds: how long associations that go on sending may finish once the hub stops.
  ///   - logger: told of rejections, refusals and broken associations, in codes.
  ///   - onListening: called with the port once associations are accepted.
  /// - Throws: `unsafe-configuration` off loopback, `bad-request` for an AE title that is none, `listener-failed`.
  package init(
    intake: Intake, address: ListenAddress, aeTitle: String, connectionsPossible: Int = .max, graceSeconds: Int = 10,
    logger: @escaping @Sendable (String) -> Void, onListening: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws(HubError) {
    try address.requireSafe(hasTLS: false)
    guard AETitles.isValid(aeTitle), let port = UInt16(exactly: address.port) else { throw HubError(.badRequest, "AE title or port") }
    var configuration = ListenerConfiguration()
    configuration.host = address.host
    configuration.port = port
    configuration.maximumObjectBytes = Int(intake.maximumObjectBytes)
    configuration.bound(connections: connectionsPossible)
    do {
      listener = try DICOMListener(configuration: configuration, handler: IntakeHandler(intake: intake, aeTitle: aeTitle, log: logger))
    } catch { throw HubError(.listenerFailed, address.description) }
    self.onListening = onListening
    self.graceSeconds = graceSeconds
  }

  package var port: Int { Int(listener.port) }

  /// Serves until the task is cancelled; then associations that go on sending finish (at most `graceSeconds`) before it returns.
  ///
  /// - Throws: `listener-failed`.
  package func run() async throws(HubError) {
    do { try listener.start() } catch { throw HubError(.listenerFailed) }
    onListening(port)
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
    let (listener, graceSeconds) = (listener, graceSeconds)
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "readinghub.dicom-stop").async {
        listener.stop(graceSeconds: graceSeconds)
        continuation.resume()
      }
    }
  }
}
