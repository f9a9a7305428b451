import ArgumentParser
import HubAPI
import HubClient

/// `--save-profile NAME [--replace]`: a clinic's new token kept on this machine as well.
struct ProfileKeeping: ParsableArguments {
  @Option(help: ArgumentHelp("Also keep the clinic's access as this profile on this machine.", valueName: "name")) var saveProfile: String?
  @Flag(help: "With --save-profile: replace a profile of this name.") var replace = false

  func validate() throws {
    if let saveProfile, !ProfileStore.isUsable(name: saveProfile) { throw ValidationError("--save-profile: letters, digits, - _ . only") }
  }

  /// Before anything is done: may the profile be written?
  ///
  /// - Parameter mayReplace: whether a profile that is there may go without `--replace`.
  /// - Throws: `already-exists`.
  func check(_ place: Workplace, mayReplace: (Profile) -> Bool) throws(ClientError) {
    guard let saveProfile else { return }
    let isOwn = (try? place.profiles.profile(named: saveProfile)).map(mayReplace) ?? false
    try place.profiles.requireFree(saveProfile, isReplacing: replace || isOwn)
  }

  func keep(token: String, of clinicName: String, _ place: Workplace) throws(ClientError) {
    guard let saveProfile else { return }
    var profile = Profile(hub: place.profile.hub, token: token, role: .clinic, name: clinicName)
    profile.rootCertificatePEM = place.profile.rootCertificatePEM
    profile.tlsAuthorityPath = place.profile.tlsAuthorityPath
    try place.profiles.save(profile, named: saveProfile)
  }
}
