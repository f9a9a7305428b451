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
  /// Log odds of being a beat by itself.
  var score: Float = 0
}
