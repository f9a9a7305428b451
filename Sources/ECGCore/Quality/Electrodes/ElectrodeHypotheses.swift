/// One way in which electrodes may have been exchanged, and how to undo it.
struct ElectrodeHypothesis: Sendable {
  var remarkCode: String
  var chinese: String
  var english: String
  var leads: [String]
  /// From the leads as recorded to the leads as they should be.
  var undo: LeadMatrix
  /// Least logarithm of the misfit as recorded over the misfit undone.
  var threshold: Double

  /// All that the misfit tells apart. Thresholds leave out the likes of what 404 correctly wired development records show.
  static let all: [ElectrodeHypothesis] = limbs + neighbours + chest + [dextrocardia]

  private static let limbLeads = ["I", "II", "III", "aVR", "aVL", "aVF"]

  /// Rows for I and II in terms of I and II as recorded.
  private static func limb(_ i: (Double, Double), _ ii: (Double, Double)) -> LeadMatrix {
    var matrix = LeadMatrix.identity
    matrix[0, 0] = i.0
    matrix[0, 1] = i.1
    matrix[1, 0] = ii.0
    matrix[1, 1] = ii.1
    return matrix
  }

  /// Wilson's terminal does not change when the three limb electrodes change places among themselves. Each of the three undoes itself.
  private static let limbs = [
    ElectrodeHypothesis(
      remarkCode: "electrodes-ra-la", chinese: "疑似左右上肢电极接反", english: "Right and left arm electrodes may be exchanged", leads: limbLeads,
      undo: limb((-1, 0), (-1, 1)), threshold: 0.10),
    ElectrodeHypothesis(
      remarkCode: "electrodes-ra-ll", chinese: "疑似右上肢与左下肢电极接反", english: "Right arm and left leg electrodes may be exchanged", leads: limbLeads,
      undo: limb((1, -1), (0, -1)), threshold: 0.15),
    ElectrodeHypothesis(
      remarkCode: "electrodes-la-ll", chinese: "疑似左上肢与左下肢电极接反", english: "Left arm and left leg electrodes may be exchanged", leads: limbLeads,
      undo: limb((0, 1), (1, 0)), threshold: 0.30),
  ]

  /// `order[k]` is the chest place that lead V(k+1) was taken from, counted from 0.
  private static func chestOrder(_ order: [Int]) -> LeadMatrix { LeadMatrix(taking: [0, 1] + order.map { $0 + 2 }).transposed }

  private static func exchanged(_ first: Int, _ second: Int, threshold: Double) -> ElectrodeHypothesis {
    var order = Array(0..<6)
    order.swapAt(first - 1, second - 1)
    return ElectrodeHypothesis(
      remarkCode: "electrodes-v\(first)-v\(second)", chinese: "疑似V\(first)与V\(second)电极接反", english: "V\(first) and V\(second) may be exchanged",
      leads: ["V\(first)", "V\(second)"], undo: chestOrder(order), threshold: threshold)
  }

  private static let neighbours = [
    exchanged(1, 2, threshold: 0.12), exchanged(2, 3, threshold: 0.12), exchanged(3, 4, threshold: 0.13), exchanged(4, 5, threshold: 0.07),
    exchanged(5, 6, threshold: 0.11), exchanged(1, 3, threshold: 0.15), exchanged(4, 6, threshold: 0.10),
  ]

  private static let chest = [
    ElectrodeHypothesis(
      remarkCode: "electrodes-chest-reversed", chinese: "疑似胸导联顺序颠倒（V6至V1）", english: "The chest electrodes may run from V6 to V1",
      leads: ["V1", "V2", "V3", "V4", "V5", "V6"], undo: chestOrder([5, 4, 3, 2, 1, 0]), threshold: 0.20),
    ElectrodeHypothesis(
      remarkCode: "electrodes-v1-v2-v3", chinese: "疑似V1、V2、V3电极轮换错位", english: "V1, V2 and V3 may have changed places in turn",
      leads: ["V1", "V2", "V3"],
      undo: chestOrder([1, 2, 0, 3, 4, 5]), threshold: 0.15),
    ElectrodeHypothesis(
      remarkCode: "electrodes-v1-v2-v3", chinese: "疑似V1、V2、V3电极轮换错位", english: "V1, V2 and V3 may have changed places in turn",
      leads: ["V1", "V2", "V3"],
      undo: chestOrder([2, 0, 1, 3, 4, 5]), threshold: 0.15),
  ]

  /// A heart on the right mirrors the frontal and the horizontal plane: the leads as a mirrored heart vector would give them, with what the
  /// vector does not explain left as it is.
  private static let dextrocardia = ElectrodeHypothesis(
    remarkCode: "dextrocardia", chinese: "符合右位心（左右镜像）的表现", english: "The ECG looks mirrored, as with the heart on the right side",
    leads: limbLeads + ["V1", "V2", "V3", "V4", "V5", "V6"], undo: mirror, threshold: 0.30)

  static let mirror = LeadMatrix { row, column in
    let explained = (0..<3).reduce(0.0) { $0 + dower[row][$1] * kors[$1][column] }
    let mirrored = (0..<3).reduce(0.0) { $0 + ($1 == 0 ? -1 : 1) * dower[row][$1] * kors[$1][column] }
    return mirrored - explained + (row == column ? 1 : 0)
  }

  /// X, Y, Z from I, II, V1…V6 (Kors, Eur. Heart J. 11:1083, 1990).
  private static let kors: [[Double]] = [
    [0.38, -0.07, -0.13, 0.05, -0.01, 0.14, 0.06, 0.54], [-0.07, 0.93, 0.06, -0.02, -0.05, 0.06, -0.17, 0.13],
    [0.11, -0.23, -0.43, -0.06, -0.14, -0.20, -0.11, 0.31],
  ]
  /// I, II, V1…V6 from X, Y, Z (Dower, J. Electrocardiol. 13:27, 1980).
  private static let dower: [[Double]] = [
    [0.632, -0.235, 0.059], [0.235, 1.066, -0.132], [-0.515, 0.157, -0.917], [0.044, 0.164, -1.387], [0.882, 0.098, -1.277],
    [1.213, 0.127, -0.601], [1.125, 0.127, -0.086], [0.831, 0.076, 0.230],
  ]
}
