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
      "ABNORMAL", -1.0528,
      [
        0.2169, 0, 0.7805, 0.0812, 0.2387, 0.3554, 0.1006, 0.7951, 0.4627, 0, 0.5791, 0,
        0, 0.3547, 0.4325, 0.3074, 0.0656, 0.2697, 0.2505, 0.3909, 0.1785, 0.3811, 0.4020, 0.3926,
        0.1425, 0.4002, 0, 0.0719, 0.3328, 0.8364, 0.1352, 0, 0.0478, 0.0836, 0.0820, 0.2104,
        0.0099, 0.2490,
      ]
    ),
    (
      "MI", -0.8868,
      [
        0.4830, 0.0839, 0, 0.1117, 0.3449, 0, 0.0521, 0, 0.0532, 0, 0.2399, 0,
        0, 0.0925, 0, 0, 0.2123, 0.0183, 0.0102, 0.2069, 0.0214, 0.1823, 0.3863, 0.3083,
        0.5526, 0.6758, 0, 0, 0.3453, 0.3617, 0, 0.2022, 0, 0, 0, 0.0616,
        0, 0,
      ]
    ),
    (
      "STTC", -0.3759,
      [
        0, 0.1906, 0, 0, 0, 0.2161, 0.4182, 0.3808, 0.2737, 0, 0, 0,
        0, 0.5362, 0, 0.2597, 0, 0.3121, 0.0803, 0.2831, 0, 0, 0.2029, 0,
        0, 0, 0.1210, 0, 0.0928, 0.4590, 0, 0, 0.0969, 0, 0.0047, 0.1644,
        0.1958, 0,
      ]
    ),
    (
      "CD", -1.1916,
      [
        0, 0.2811, 1.4816, 0.0634, 0, 0.2224, 0.3263, 0, 0, 0, 0, 0,
        0.0168, 0, 0.2540, 0, 0.0238, 0.4547, 0.0039, 0, 0, 0, 0, 0,
        0, 0, 0, 0.0789, 0.1243, 0.0977, 0.3534, 0.1433, 0.2478, 0, 0.0623, 0,
        0.5492, 0.2178,
      ]
    ),
    (
      "HYP", -1.3123,
      [
        0, 0.3070, 0, 0.2329, 0.1655, 0.0171, 0.0002, 0, 0.1220, 0.0521, 0, 0,
        0.2259, 0.1530, 0, 0.5488, 0.0362, 0.0273, 0.0058, 0.1180, 0.0439, 0, 0.0691, 0.4615,
        0, 0, 0.2451, 0.4078, 0.0357, 0.2760, 0, 0.4309, 0.5456, 0.7627, 0, 0.0513,
        0.5685, 0,
      ]
    ),
  ]
}
