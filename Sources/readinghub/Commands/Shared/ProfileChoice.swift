import HubAPI
import HubClient

/// Which profile a command means.
struct ProfileChoice {
  let profiles: ProfileStore
  let environment: [String: String]

  /// The one asked for, else `$READINGHUB_PROFILE`, else `default`; but where `default` is absent or somebody else's, the only
  /// profile of the role that gives such commands, so that a machine with one administrator and one reader needs no option.
  ///
  /// - Throws: `several-profiles`, naming them, where more than one would do.
  func name(asked: String?, role: WhoAmI.Role) throws(ClientError) -> String {
    if let named = named(asked) { return named }
    let fitting = role == .auditor ? [WhoAmI.Role.auditor, .administrator] : [role]
    let known = profiles.names().compactMap { name in (try? profiles.profile(named: name)).map { (name, $0.role) } }
    if let standard = known.first(where: { $0.0 == ProfileStore.defaultName }), standard.1.map(fitting.contains) ?? true { return standard.0 }
    for role in fitting {
      let candidates = known.filter { $0.1 == role }
      if candidates.count == 1 { return candidates[0].0 }
      if candidates.count > 1 { throw ClientError(.severalProfiles, candidates.map(\.0).joined(separator: ", ")) }
    }
    return ProfileStore.defaultName
  }

  /// For commands that make a profile or read one of any role.
  func name(asked: String?) -> String { named(asked) ?? ProfileStore.defaultName }

  private func named(_ asked: String?) -> String? { asked ?? environment["READINGHUB_PROFILE"].flatMap { $0.isEmpty ? nil : $0 } }
}
