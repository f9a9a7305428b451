/// Which signs of a ventricular origin a regular wide-QRS tachycardia has: Brugada et al., Circulation 83:1649, 1991; Vereckei et al., Heart Rhythm 5:89, 2008
/// (aVR); Pava et al., Heart Rhythm 7:922, 2010 (lead II).
struct WideTachycardiaCriteria: Sendable {
  enum Kind: Sendable { case brugada, vereckei, pava }
  struct Sign: Sendable {
    var kind: Kind
    /// Steps 1 to 3 of Brugada, which stand by themselves.
    var isStrong: Bool
    var fact: Fact
  }

  /// Deflections below this are none.
  static let leastMicrovolts = 50.0
  static let longestRSMilliseconds = 100.0
  static let initialAVRMilliseconds = 40.0
  static let leadIIPeakMilliseconds = 50.0
  static let activationMilliseconds = 40.0
  static let broadRMilliseconds = 40.0
  static let lateSMilliseconds = 70.0

  private(set) var signs: [Sign] = []
  private let ecg: MeasuredECG

  init(_ ecg: MeasuredECG) {
    self.ecg = ecg
    guard ecg.isStandardTwelveUsable else { return }
    findRS()
    findDissociation()
    findShape()
    findAVR()
    findLeadII()
  }

  var isVentricular: Bool { signs.contains(where: \.isStrong) || Set(signs.map(\.kind)).count >= 2 }

  private static let chest = ["V1", "V2", "V3", "V4", "V5", "V6"]

  private func hasRS(_ lead: LeadMeasurements) -> Bool {
    (lead.rAmplitudeMicrovolts ?? 0) >= Self.leastMicrovolts && (lead.sAmplitudeMicrovolts ?? 0) <= -Self.leastMicrovolts
      && (lead.qAmplitudeMicrovolts ?? 0) > -Self.leastMicrovolts
  }

  /// Brugada 1 and 2: no RS in any chest lead, or one whose S is deepest more than 100 ms after QRS begins.
  private mutating func findRS() {
    let leads = Self.chest.compactMap { ecg.lead($0) }
    guard leads.count == Self.chest.count else { return }
    let withRS = leads.filter(hasRS)
    if withRS.isEmpty {
      signs.append(Sign(kind: .brugada, isStrong: true, fact: "Brugada 1: no RS in V1–V6"))
      return
    }
    let spans = withRS.compactMap { lead in lowestMilliseconds(lead.lead.rawValue).map { (lead.lead.rawValue, $0) } }
    guard let longest = spans.max(by: { $0.1 < $1.1 }), longest.1 > Self.longestRSMilliseconds else { return }
    signs.append(
      Sign(
        kind: .brugada, isStrong: true,
        fact: Evidence.milliseconds("Brugada 2: RS in \(longest.0)", longest.1, "rsIntervalMilliseconds", .above(Self.longestRSMilliseconds))))
  }

  /// Brugada 3: slower atria that are not bound to the ventricles.
  private mutating func findDissociation() {
    guard let train = ecg.rhythm.freeTrain, train.strength >= AVBlockRules.freeTrainStrength, let rate = ecg.rhythm.ratePerMinute,
      train.periodSeconds > 1.1 * 60 / rate
    else { return }
    signs.append(Sign(kind: .brugada, isStrong: true, fact: Evidence.atrialRate(train.periodSeconds)))
  }

  /// Brugada 4: shapes of V1 and V6 that bundle branch blocks do not have, in both.
  private mutating func findShape() {
    guard let v1 = ecg.lead("V1"), let v6 = ecg.lead("V6") else { return }
    let (r1, s1, q1) = (v1.tallestRMicrovolts ?? 0, -(v1.deepestSMicrovolts ?? 0), -(v1.qAmplitudeMicrovolts ?? 0))
    let (r6, s6, q6) = (v6.tallestRMicrovolts ?? 0, -(v6.deepestSMicrovolts ?? 0), -(v6.qAmplitudeMicrovolts ?? 0))
    let isRight = r1 > max(s1, q1)
    let isV6QS = r6 < Self.leastMicrovolts && q6 >= Self.leastMicrovolts
    let isV1Foreign: Bool
    let isV6Foreign: Bool
    if isRight {
      // One R, or qR, or the first of two the taller.
      let second = v1.rPrimeAmplitudeMicrovolts ?? 0
      isV1Foreign = second < Self.leastMicrovolts || (v1.rAmplitudeMicrovolts ?? 0) > second
      isV6Foreign = isV6QS || s6 > r6
    } else {
      isV1Foreign = ["V1", "V2"].contains { name in
        guard let lead = ecg.lead(name), let lowest = lowestMilliseconds(name) else { return false }
        return (lead.rAmplitudeMicrovolts ?? 0) >= Self.leastMicrovolts && (lead.rDurationMilliseconds ?? 0) > Self.broadRMilliseconds
          || lowest > Self.lateSMilliseconds
      }
      isV6Foreign = isV6QS || q6 >= 2 * Self.leastMicrovolts
    }
    guard isV1Foreign, isV6Foreign else { return }
    signs.append(Sign(kind: .brugada, isStrong: false, fact: Fact(text: "Brugada 4: shape of V1 and V6 (\(isRight ? "RBBB" : "LBBB") type)")))
  }

  /// Vereckei: an R first in aVR, a broad first r or q, or a QRS that begins more slowly than it ends.
  private mutating func findAVR() {
    guard let lead = ecg.lead("aVR") else { return }
    let (r, s, q) = (lead.rAmplitudeMicrovolts ?? 0, lead.deepestSMicrovolts ?? 0, lead.qAmplitudeMicrovolts ?? 0)
    if r >= Self.leastMicrovolts, q > -Self.leastMicrovolts, r >= -s {
      signs.append(Sign(kind: .vereckei, isStrong: false, fact: "Vereckei: R first in aVR"))
      return
    }
    let first =
      q <= -Self.leastMicrovolts && r >= Self.leastMicrovolts
      ? lead.qDurationMilliseconds : r >= Self.leastMicrovolts ? lead.rDurationMilliseconds : nil
    if let first, first > Self.initialAVRMilliseconds {
      signs.append(
        Sign(
          kind: .vereckei, isStrong: false,
          fact: Evidence.milliseconds("Vereckei: first wave of aVR", first, "initialAVRMilliseconds", .above(Self.initialAVRMilliseconds))))
    } else if let ratio = activationRatio("aVR"), ratio <= 1 {
      signs.append(Sign(kind: .vereckei, isStrong: false, fact: Evidence.ratio("Vereckei: vi/vt in aVR", ratio, "activationRatio", .below(1))))
    }
  }

  /// Pava: the first deflection of II peaks late, whichever way it points.
  private mutating func findLeadII() {
    guard let (samples, range) = course("II") else { return }
    let rest = samples[range.lowerBound]
    var peak: Int?
    for place in range.dropFirst().dropLast() where peak == nil {
      let height = samples[place] - rest
      let isTurn = (samples[place] - samples[place - 1]) * (samples[place + 1] - samples[place]) <= 0
      if abs(height) >= Float(Self.leastMicrovolts), isTurn { peak = place }
    }
    guard let peak else { return }
    let milliseconds = Double(peak - range.lowerBound) * 1000 / ecg.rateHertz
    guard milliseconds >= Self.leadIIPeakMilliseconds else { return }
    signs.append(
      Sign(
        kind: .pava, isStrong: false,
        fact: Evidence.milliseconds("Pava: peak of II", milliseconds, "leadIIPeakMilliseconds", .above(Self.leadIIPeakMilliseconds))))
  }

  private func course(_ name: String) -> (samples: [Float], range: Range<Int>)? {
    guard let beat = ecg.average, let samples = beat.samples(of: name), let onset = ecg.boundaries.qrsOnset, let offset = ecg.boundaries.qrsOffset
    else {
      return nil
    }
    let range = ((beat.fiducial + onset)..<(beat.fiducial + offset)).clamped(to: 0..<samples.count)
    return range.count > 4 ? (smoothed(samples, halfWidth: max(1, Int(0.004 * beat.rateHertz))), range) : nil
  }

  /// QRS onset to the lowest point.
  private func lowestMilliseconds(_ name: String) -> Double? {
    guard let (samples, range) = course(name) else { return nil }
    return range.min { samples[$0] < samples[$1] }.map { Double($0 - range.lowerBound) * 1000 / ecg.rateHertz }
  }

  /// How far the lead moves in the first 40 ms over how far in the last.
  private func activationRatio(_ name: String) -> Double? {
    guard let (samples, range) = course(name) else { return nil }
    let width = Int(Self.activationMilliseconds / 1000 * ecg.rateHertz)
    guard range.count > 2 * width else { return nil }
    func travel(_ span: Range<Int>) -> Float { zip(span.dropFirst(), span).reduce(0) { $0 + abs(samples[$1.0] - samples[$1.1]) } }
    let last = travel((range.upperBound - width)..<range.upperBound)
    return last > 0 ? Double(travel(range.lowerBound..<(range.lowerBound + width)) / last) : nil
  }
}
