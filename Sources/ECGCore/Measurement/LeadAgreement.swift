/// Whether the limb leads are what they say: I + III = II at every moment (Einthoven 1912). Leads whose gains were lost or whose names
/// were mixed up break it, and then no amplitude may be trusted.
struct LeadAgreement: Sendable {
  /// Largest share of the limb leads' movement that may be left over.
  var maximumResidual = 0.2
  /// Movement is taken over this time, so that offsets do not matter.
  var stepSeconds = 0.02

  /// `nil` when the three leads are not all there or hardly move.
  func isTrusted(_ leads: [[Float]], names: [LeadName], rateHertz: Double) -> Bool? {
    func lead(_ name: String) -> [Float]? { names.firstIndex { $0.rawValue == name }.map { leads[$0] } }
    guard let i = lead("I"), let ii = lead("II"), let iii = lead("III") else { return nil }
    let step = max(1, Int(stepSeconds * rateHertz))
    var residual = 0.0
    var strength = 0.0
    for index in stride(from: 0, to: i.count - step, by: max(1, step / 3)) {
      let first = i[index + step] - i[index]
      let second = ii[index + step] - ii[index]
      let third = iii[index + step] - iii[index]
      residual += Double(abs(first + third - second))
      strength += Double(abs(first) + abs(second) + abs(third)) / 3
    }
    return strength > 0 ? residual <= maximumResidual * strength : nil
  }
}
