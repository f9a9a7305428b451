import ECGCore

/// What a cart records when electrodes are exchanged, from a correctly wired twelve-lead ECG (Krasteva, Jekova and Schmid, Sensors 19:2920,
/// 2019). The right leg's potential is taken to be the left leg's.
package struct ElectrodeSwap: Sendable, CustomStringConvertible {
  /// The remark it should bring.
  package let code: String
  /// I, II, V1…V6 in, the same out; one moment at a time.
  private let exchange: @Sendable ([Float]) -> [Float]
  package var description: String { code }

  package static let limbs = [
    ElectrodeSwap(code: "electrodes-ra-la") { limb($0, -$0[0], $0[1] - $0[0]) },
    ElectrodeSwap(code: "electrodes-ra-ll") { limb($0, $0[0] - $0[1], -$0[1]) },
    ElectrodeSwap(code: "electrodes-la-ll") { limb($0, $0[1], $0[0]) },
  ]
  /// Wilson's terminal moves with the arm that lies on the leg.
  package static let rightLeg = [
    ElectrodeSwap(code: "electrodes-ra-rl") { limb($0, $0[0] - $0[1], 0, terminal: $0[1] / 3) },
    ElectrodeSwap(code: "electrodes-la-rl") { limb($0, $0[1], $0[1], terminal: ($0[1] - $0[0]) / 3) },
  ]
  package static let chest =
    [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (1, 3), (4, 6)].map { first, second in
      ElectrodeSwap(code: "electrodes-v\(first)-v\(second)") { leads in
        var result = leads
        result.swapAt(first + 1, second + 1)
        return result
      }
    } + [
      ElectrodeSwap(code: "electrodes-chest-reversed") { Array($0[..<2]) + $0[2...].reversed() },
      ElectrodeSwap(code: "electrodes-v1-v2-v3") { [$0[0], $0[1], $0[3], $0[4], $0[2]] + $0[5...] },
      ElectrodeSwap(code: "electrodes-v1-v2-v3") { [$0[0], $0[1], $0[4], $0[2], $0[3]] + $0[5...] },
    ]
  /// The heart vector mirrored from left to right, and the leads it would give; what it does not explain stays.
  package static let dextrocardia = ElectrodeSwap(code: "dextrocardia") { leads in
    leads.indices.map { lead in
      let x = leads.indices.reduce(Float(0)) { $0 + vectorX[$1] * leads[$1] }
      return leads[lead] - 2 * dowerX[lead] * x
    }
  }
  package static let all = limbs + rightLeg + chest + [dextrocardia]

  /// X from I, II, V1…V6 (Edenbrandt and Pahlm, J. Electrocardiol. 21:361, 1988), and the leads' share of X (Dower 1980).
  private static let vectorX: [Float] = [0.156, -0.010, -0.172, -0.074, 0.122, 0.231, 0.239, 0.194]
  private static let dowerX: [Float] = [0.632, 0.235, -0.515, 0.044, 0.882, 1.213, 1.125, 0.831]

  private static func limb(_ leads: [Float], _ i: Float, _ ii: Float, terminal: Float = 0) -> [Float] {
    [i, ii] + leads[2...].map { $0 - terminal }
  }

  /// `nil` where the recording does not hold I, II and V1 to V6.
  package func applied(to recording: ECGRecording) -> ECGRecording? {
    let names = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"]
    let leads = names.compactMap { name in recording.leads.first { $0.name.rawValue == name }?.samplesMicrovolts }
    guard leads.count == names.count else { return nil }
    // The exchange is linear: what it does to each lead alone says what it does to all.
    let columns = names.indices.map { place in exchange(names.indices.map { $0 == place ? 1 : 0 }) }
    let result = names.indices.map { lead -> [Double] in
      var sum = [Float](repeating: 0, count: recording.sampleCount)
      for place in names.indices where columns[place][lead] != 0 {
        let weight = columns[place][lead]
        for index in sum.indices { sum[index] += weight * leads[place][index] }
      }
      return sum.map(Double.init)
    }
    return SyntheticECG.twelveLeads(result, samplingRateHertz: recording.samplingRateHertz)
  }
}
