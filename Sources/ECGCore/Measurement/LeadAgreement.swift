/// Whether the limb leads are what they say: I + III = II at every moment (Einthoven 1912). Leads whose gains were lost or whose names
/// were mixed up break it, and then no amplitude may be trusted.
struct LeadAgreement: Sendable {
  /// Largest share of the limb leads' strength that may be left over.
  var maximumResidual: Float = 0.2

  /// `nil` when the three leads are not all there or hardly move.
  func isTrusted(_ beat: AverageBeat) -> Bool? {
    guard let i = beat.samples(of: "I"), let ii = beat.samples(of: "II"), let iii = beat.samples(of: "III") else { return nil }
    var residual: Float = 0
    var strength: Float = 0
    for index in i.indices {
      residual += abs(i[index] + iii[index] - ii[index])
      strength += (abs(i[index]) + abs(ii[index]) + abs(iii[index])) / 3
    }
    return strength > Float(i.count) ? residual <= maximumResidual * strength : nil
  }
}
