/// A hump of the detection envelope, and what tells a beat from a wave or from noise.
struct BeatCandidate: Sendable {
  /// Working sample of the top.
  var position: Int
  /// Envelope at the QRS frequency, at the sharp one and at the slow one; microvolts.
  var height: Float
  var sharpHeight: Float = 0
  var slowHeight: Float = 0
  /// Natural logarithms of these.
  var logHeight: Float = 0
  var logSharp: Float = 0
  var logSlow: Float = 0
  /// Stands out enough to tell the usual shape.
  var isStrong = false
  /// Too low beside a neighbour to be a beat: measured no further.
  var isOvershadowed = false
  var before = Neighbour()
  var after = Neighbour()
  /// Mean over the leads of the log of height over signal level, and how much leads differ in it; each counts by its share of the signal level.
  var leadLogHeight: Float = 0
  var leadLogSpread: Float = 0
  /// Sample of the largest deflection near the top, at the recording's own rate, in the clearest lead.
  var peak = 0
  /// Log odds of being a beat by itself.
  var score: Float = -.infinity

  /// The highest other candidate within reach on one side.
  struct Neighbour: Sendable {
    /// Its log height over this one's.
    var height: Float = -3
    /// Seconds.
    var distance: Float = 0.45
    /// Its log sharp height over this one's.
    var sharpness: Float = -3
  }
}
