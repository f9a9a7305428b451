import ArgumentParser
import Foundation
import HubAPI
import HubClient
import HubModel

/// Where a command works: the profile, the hub behind it, the screen and the clock.
struct Workplace: Sendable {
  let profileName: String
  let profile: Profile
  let profiles: ProfileStore
  let session: HubSession
  let screen: Screen
  let clock: any HubClock

  /// Opens a session with the profile's hub, runs `body`, closes, and says a failure in the user's language.
  ///
  /// - Parameters:
  ///   - role: who usually gives this command; decides which profile is meant when none is named.
  ///   - patience: a person at the terminal is told of a dead hub in a few seconds; transfers hold out for a minute and more.
  static func run(_ options: HubOptions, as role: WhoAmI.Role, patience: RetryPolicy = .brief, _ body: (Workplace) async throws -> Void) async throws
  {
    let screen = options.screenOptions.screen
    try await saying(on: screen) {
      let workplace = try open(options, as: role, screen: screen, patience: patience)
      do {
        try await body(workplace)
      } catch {
        await workplace.session.close()
        throw error
      }
      await workplace.session.close()
    }
  }

  /// Turns a failure into words and an exit code.
  static func saying(on screen: Screen, _ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as ClientError {
      FailureText.show(error, on: screen)
      throw ExitMeaning(error).code
    } catch let error as HubError {
      FailureText.show(ClientError(error), on: screen)
      throw ExitMeaning(ClientError(error)).code
    }
  }

  private static func open(_ options: HubOptions, as role: WhoAmI.Role, screen: Screen, patience: RetryPolicy) throws(ClientError) -> Workplace {
    let environment = ProcessInfo.processInfo.environment
    let profiles = ProfileStore(environment: environment)
    var name = ProfileStore.defaultName
    var profile: Profile
    do {
      name = try ProfileChoice(profiles: profiles, environment: environment).name(asked: options.profile, role: role)
      profile = try profiles.profile(named: name)
      if let hub = options.hub { profile.hub = hub }
    } catch {
      let isUnnamed = [ClientErrorCode.noProfile, .severalProfiles].map(\.rawValue).contains(error.code)
      guard let hub = options.hub, isUnnamed else { throw error }
      profile = Profile(hub: hub)
    }
    if let authority = options.tlsCa { profile.tlsAuthorityPath = authority }
    if let token = environment["READINGHUB_TOKEN"], !token.isEmpty { profile.token = token }
    let voice = RetryVoice(screen: screen, clock: SystemClock())
    let exchange = try exchange(with: profile, policy: patience) { voice.tell($0, pause: $1) }
    let session = try HubSession(hub: profile.hub, token: profile.token, exchange: exchange)
    return Workplace(profileName: name, profile: profile, profiles: profiles, session: session, screen: screen, clock: SystemClock())
  }

  /// The network as this profile trusts it.
  static func exchange(
    with profile: Profile, policy: RetryPolicy = .brief, onRetry: @escaping @Sendable (ClientError, TimeSpan) -> Void = { _, _ in }
  ) throws(ClientError) -> Exchange {
    var authorities: [String] = []
    if let root = profile.rootCertificatePEM { authorities.append(root) }
    if let path = profile.tlsAuthorityPath {
      guard let data = FileManager.default.contents(atPath: path) else { throw ClientError(.fileUnreadable, path) }
      authorities.append(String(decoding: data, as: UTF8.self))
    }
    return Exchange(transport: try NetworkTransport(trusted: .authorities(authorities)), policy: policy, pacing: pacing, onRetry: onRetry)
  }

  static let pacing = Pacing(
    pause: { try await Task.sleep(nanoseconds: UInt64(max(0, $0.microseconds)) * 1000) }, fraction: { Double.random(in: 0..<1) })

  // MARK: Leases

  /// The token of a reading this profile claimed.
  ///
  /// - Throws: `reading-finished` where the report is signed already, so that nobody is sent to claim what cannot be claimed;
  ///   `lease-not-held`; `not-found` for a reading that is not the reader's to see.
  func leaseToken(of reading: ReadingID) async throws -> Int64 {
    if let lease = profiles.state(of: profileName).leases[reading.description] { return lease.token }
    if let last = try await session.versions(of: reading).versions.last, last.status.isIssued {
      throw ClientError(HubError(.readingFinished, "version \(last.number) is signed"))
    }
    throw ClientError(HubError(.leaseNotHeld))
  }

  func remember(_ claimed: Claimed) throws(ClientError) {
    try profiles.changeState(of: profileName) {
      $0.leases[claimed.reading.id.description] = .init(token: claimed.leaseToken, expiresAt: claimed.leaseExpiresAt)
    }
  }

  func forget(_ reading: ReadingID) throws(ClientError) {
    try profiles.changeState(of: profileName) { $0.leases[reading.description] = nil }
  }

  /// Activity keeps a claim; what is not held, or not ours any more, is left as it is.
  func renewIfHeld(_ reading: ReadingID) async throws {
    guard let lease = profiles.state(of: profileName).leases[reading.description] else { return }
    do {
      try remember(try await session.renew(reading, leaseToken: lease.token))
    } catch let error as ClientError where error.has(.leaseNotHeld) || error.has(.leaseStale) || error.has(.readingFinished) {
      try forget(reading)
    }
  }
}
