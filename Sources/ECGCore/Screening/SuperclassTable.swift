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
      "ABNORMAL", -1.0516,
      [
        0.2174, 0, 0.7803, 0.0804, 0.2384, 0.3554, 0.1007, 0.7954, 0.4627, 0, 0.5792, 0,
        0, 0.3546, 0.4325, 0.3062, 0.0664, 0.2697, 0.2488, 0.3907, 0.1786, 0.3814, 0.4021, 0.3919,
        0.1424, 0.4001, 0, 0.0722, 0.3333, 0.8422, 0.1355, 0, 0.0469, 0.0832, 0.0821, 0.2104,
        0.0061, 0.2488,
      ]
    ),
    (
      "MI", -0.8981,
      [
        0.4904, 0.1240, 0, 0.1072, 0.3406, 0, 0.0664, 0, 0.0512, 0, 0.2389, 0,
        0, 0.0948, 0, 0, 0.2077, 0.0166, 0.0128, 0.2075, 0.0206, 0.1759, 0.3818, 0.3004,
        0.5476, 0.6723, 0, 0, 0.3409, 0.3576, 0, 0.2036, 0, 0, 0, 0.0640,
        0, 0,
      ]
    ),
    (
      "STTC", -0.3932,
      [
        0, 0, 0, 0, 0, 0.1805, 0.5185, 0.3977, 0.2910, 0, 0, 0,
        0, 0.5208, 0, 0.2842, 0, 0.3180, 0.0818, 0.2765, 0, 0, 0.2271, 0,
        0, 0, 0.0393, 0, 0.1159, 0.4563, 0, 0, 0.0984, 0, 0, 0.1534,
        0.2183, 0,
      ]
    ),
    (
      "CD", -1.1044,
      [
        0, 0.1734, 1.4881, 0.0702, 0.0002, 0.1928, 0.3890, 0, 0, 0, 0, 0,
        0.0106, 0, 0.2653, 0, 0.0395, 0.4547, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0.0868, 0.1335, 0.1160, 0.3610, 0.1485, 0.2468, 0, 0.0409, 0,
        0.5355, 0.2271,
      ]
    ),
    (
      "HYP", -1.2767,
      [
        0, 0.3650, 0, 0.2310, 0.1625, 0.0156, 0.0174, 0, 0.1193, 0.0482, 0, 0,
        0.2238, 0.1563, 0, 0.5470, 0.0337, 0.0277, 0.0076, 0.1210, 0.0426, 0, 0.0653, 0.4548,
        0, 0, 0.2522, 0.4058, 0.0323, 0.2738, 0, 0.4121, 0.5447, 0.7578, 0, 0.0527,
        0.5187, 0,
      ]
    ),
  ]
}
