/// Coefficients of ``ScoreModel``, fitted to annotated beats (docs/ecg-core.md says to which and how). Heights are natural logarithms.
enum ScoreModelTable {
  /// A row for each feature, a column for each unit.
  static let weights: [Float] = [
    // height over signal level
    -0.18624, 0.59024, -0.33758, 0.41938, -0.29117, -0.39048, -0.16844, -0.16539,
    // sharp height over sharp signal level
    -0.24325, 0.34195, -0.39013, 0.5643, -0.3531, -0.073235, -0.39188, 0.19433,
    // height over ground
    -0.031441, 0.26328, -0.031669, 0.32298, -0.21538, -0.0011437, 0.073128, -0.062374,
    // sharp height over sharp ground
    0.10887, 0.29148, -0.45966, 0.13331, -0.073207, 0.0098888, -0.3694, 0.060062,
    // signal level over ground
    0.67924, -0.11212, 0.55937, -0.25004, -0.20736, -0.19369, 0.095161, -0.3006,
    // sharp signal level over sharp ground
    0.3216, -0.079803, -0.5405, 0.20184, 0.21453, -0.25788, -0.068603, 0.11529,
    // likeness to the usual shape
    -0.56705, -0.17023, -0.1529, 0.79623, -0.05015, 0.043319, 0.86042, 0.19434,
    // height over the ground of these seconds
    -0.028627, -0.29129, -0.36169, 0.3398, -0.15534, -0.13751, 0.018815, 0.15432,
    // sharpness against the usual
    -0.69514, -0.02786, -0.70977, -1.7751, -0.016678, 0.035411, -0.10505, -0.15062,
    // bluntness against the usual
    0.48405, -0.62832, -0.39466, 0.55711, 0.75686, 0.28195, 0.088765, -0.79833,
    // coherence of the usual shape
    1.4861, -1.7025, -0.98917, -1.7087, 1.535, 2.1329, 0.30465, 1.6901,
    // highest before, over this one
    -0.0076372, 0.494, -0.066403, -0.078722, 0.13885, 0.46807, 0.01513, -0.08414,
    // its distance
    -2.0447, -2.4236, 2.2681, -0.32495, -0.70219, -2.5092, 0.45564, -1.7816,
    // its sharp height over this one's
    0.12281, 0.34529, -0.10472, 0.18165, 0.1035, 0.5366, 0.0093953, -0.17744,
    // highest after, over this one
    0.25979, 0.11757, 0.16915, -0.3951, -0.37789, -0.0094875, 0.48889, -0.27114,
    // its distance
    -1.354, -1.4621, 2.4441, 2.7135, 4.7584, 0.61791, -2.0422, -4.8057,
    // its sharp height over this one's
    0.057806, -0.14714, 0.2087, -0.049171, -0.44239, -0.27115, 0.52121, -0.3006,
  ]
  static let bias: [Float] = [-2.3431, 3.4814, 0.97185, 1.3392, -2.9071, 0.05078, 0.15422, 0.74966]
  static let output: [Float] = [-0.7834, -1.8684, -0.95162, 1.3147, -1.0407, -1.6192, -1.4266, 1.0138]
  static let outputBias: Float = 0.86877
}
