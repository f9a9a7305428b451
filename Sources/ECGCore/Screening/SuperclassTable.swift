/// Weights of the super-classes: `Benchmarks/StatementModel/fit.py`, fitted to PTB-XL and Challenge records (development halves). No other origin.
enum SuperclassTable {
  static let features = [
    "anteriorQ",
    "atrialBeats",
    "cornell",
    "deepPV1",
    "fast",
    "fibrillation",
    "flatT",
    "highestST",
    "inferiorQ",
    "irregular",
    "lateralQ",
    "lateralST",
    "left",
    "longP",
    "longPR",
    "longQT",
    "lowInferiorR",
    "lowLimbs",
    "lowRV3",
    "lowestST",
    "lowestT",
    "noP",
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
      "ABNORMAL", -0.8888,
      [
        0.2453, 0, 0.1235, 0.2527, 0.3447, 0.0511, 0.5052, 0, 0.6182, 0.8831, 0, 0.3522,
        0.5234, 0.0033, 0.0274, 0.2329, 0.4928, 0.3874, 0.4232, 0.4107, 0.2038, 0.3517, 0.3820, 1.0336,
        0.2423, 0.0358, 0.0938, 0.1040, 0.0894, 0.2199, 0.0152, 0.3085,
      ]
    ),
    (
      "MI", -1.1136,
      [
        0.6798, 0.2658, 0.1044, 0.3798, 0, 0.0959, 0.1237, 0, 0.4117, 0, 0, 0.0599,
        0, 0.2746, 0.4043, 0, 0.2572, 0.4142, 0.3855, 0.1987, 0.0358, 0, 0.3437, 0.2500,
        0, 0.1651, 0, 0.0312, 0, 0.0891, 0, 0,
      ]
    ),
    (
      "STTC", -0.4190,
      [
        0, 0.0104, 0, 0, 0.1565, 0.3225, 0.4081, 0, 0.0077, 0, 0, 0.5465,
        0, 0, 0, 0.1223, 0, 0.2170, 0, 0.2957, 0, 0.2903, 0.1107, 0.5416,
        0, 0, 0.1569, 0, 0.0156, 0.1593, 0.2270, 0,
      ]
    ),
    (
      "CD", -0.6563,
      [
        0, 0.1822, 0.0905, 0, 0.1441, 0.0315, 0, 0, 0, 1.0500, 0, 0,
        0.4142, 0, 0, 0.0008, 0.0842, 0, 0, 0, 0, 0.3642, 0.1971, 0.3897,
        0.5206, 0.2178, 0.2733, 0, 0.1045, 0, 0.4955, 0.3709,
      ]
    ),
    (
      "HYP", -1.1937,
      [
        0, 0.0519, 0.4159, 0.2044, 0.0173, 0.2863, 0.1503, 0.0759, 0, 1.0250, 0.1752, 0.2051,
        0, 0.0298, 0.0116, 0.0031, 0, 0.0414, 0.4910, 0.1714, 0.0690, 0.2307, 0.0653, 0.2830,
        0, 0.3918, 0.6507, 0.8497, 0, 0.0745, 0.6181, 0,
      ]
    ),
  ]
}
