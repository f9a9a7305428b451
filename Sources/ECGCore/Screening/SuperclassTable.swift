/// Weights of the super-classes: `Benchmarks/StatementModel/fit.py`, fitted to PTB-XL and Challenge records (development halves). No other origin.
enum SuperclassTable {
  static let features = [
    "anteriorQ",
    "atrialBeats",
    "conductionBlock",
    "cornell",
    "deepPV1",
    "fast",
    "fibrillation",
    "flatChestT",
    "flatT",
    "highestST",
    "inferiorQ",
    "irregular",
    "lateralQ",
    "lateralST",
    "left",
    "levelVoltage",
    "longP",
    "longPR",
    "longQT",
    "lowestST",
    "lowestT",
    "lowInferiorR",
    "lowLimbs",
    "lowRV3",
    "minnesotaAnterior",
    "minnesotaInferior",
    "noP",
    "peguero",
    "qrsTAngle",
    "right",
    "secondRV1",
    "slow",
    "sokolow",
    "tallP",
    "tallV1",
    "turnedT",
    "ventricularBeats",
    "wide",
  ]

  /// Intercept, then a weight for each feature.
  static let weights: [(superclass: String, intercept: Double, weights: [Double])] = [
    (
      "ABNORMAL", -1.0249,
      [
        0.2233, 0, 0.6984, 0.0817, 0.2173, 0.3297, 0.0411, 0.8050, 0.4682, 0, 0.5765, 0.8423,
        0, 0.3544, 0.4390, 0.3115, 0, 0.0712, 0.2484, 0.3948, 0.1779, 0.3955, 0.3957, 0.3844,
        0.1505, 0.3980, 0.3384, 0.0776, 0.3377, 0.8364, 0.1429, 0.0289, 0.0523, 0.0593, 0.0730, 0.2146,
        0.0168, 0.2612,
      ]
    ),
    (
      "MI", -0.9637,
      [
        0.4919, 0.2109, 0, 0.1078, 0.3443, 0, 0.0520, 0, 0.0643, 0, 0.2320, 0,
        0, 0.0976, 0, 0, 0.2342, 0.3970, 0.0004, 0.2167, 0.0253, 0.1677, 0.3810, 0.3002,
        0.5368, 0.6603, 0, 0, 0.3456, 0.3792, 0, 0.1925, 0, 0, 0, 0.0589,
        0, 0,
      ]
    ),
    (
      "STTC", -0.4277,
      [
        0, 0, 0, 0, 0, 0.1542, 0.3525, 0.3790, 0.2823, 0, 0, 0,
        0, 0.5294, 0, 0.2759, 0, 0, 0.1073, 0.2716, 0, 0, 0.2234, 0,
        0, 0, 0.2923, 0, 0.0989, 0.4236, 0, 0, 0.1048, 0, 0, 0.1587,
        0.2083, 0,
      ]
    ),
    (
      "CD", -0.6710,
      [
        0, 0.2220, 1.3756, 0.0655, 0, 0.1507, 0.0416, 0, 0, 0, 0, 1.1230,
        0, 0, 0.2653, 0, 0, 0, 0.0210, 0, 0, 0.0036, 0, 0,
        0, 0, 0.3525, 0.0800, 0.1301, 0.0781, 0.3563, 0.2213, 0.2619, 0, 0.0395, 0,
        0.4811, 0.2187,
      ]
    ),
    (
      "HYP", -1.2510,
      [
        0, 0.0694, 0, 0.2300, 0.1878, 0.0132, 0.2648, 0, 0.1196, 0.0728, 0, 0.9061,
        0.2207, 0.1579, 0, 0.5463, 0.0373, 0.0260, 0.0080, 0.1261, 0.0406, 0, 0.0693, 0.4623,
        0, 0, 0.1811, 0.3905, 0.0282, 0.2652, 0, 0.3498, 0.5379, 0.7844, 0, 0.0569,
        0.5622, 0,
      ]
    ),
  ]
}
