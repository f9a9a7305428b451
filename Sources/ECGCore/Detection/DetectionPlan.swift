/// Everything the detector derives from the sampling rate once: filters and spans in samples.
final class DetectionPlan: Sendable {
  let settings: DetectionSettings
  let inputRateHertz: Double
  let decimation: Decimation
  /// At the QRS frequency and at the sharp one.
  let envelopes: EnvelopePass
  /// The slow wavelet in the band of P and T waves; asked only where a hump is.
  let slowWavelet: QRSWavelet
  let spikes: SpikeBridge?
  let calm: CalmSamples
  /// Working samples in a block of about a second.
  let blockLength: Int
  /// Blocks to either side over which levels and usual shapes are taken.
  let halfSpanBlocks: Int
  /// Two humps are nearer than this only when they are one.
  let separation: Int
  /// Other envelopes have their top within so many working samples of a hump's.
  let topReach: Int
  /// Other humps within so many working samples say something about one.
  let neighbourReach: Int
  /// Natural logarithms of the settings' shares and ratio of what is overshadowed.
  let logShadowShare: Float
  let logShadowSharpShare: Float
  let logShadowRatio: Float

  init(settings: DetectionSettings, rateHertz: Double) {
    self.settings = settings
    inputRateHertz = rateHertz
    decimation = Decimation(inputRateHertz: rateHertz, workingRateHertz: settings.workingRateHertz)
    let rate = decimation.outputRateHertz
    envelopes = EnvelopePass(
      QRSWavelet(rateHertz: rate, centreFrequencyHertz: settings.centreFrequencyHertz, windowSigmaSeconds: settings.windowSigmaSeconds),
      QRSWavelet(rateHertz: rate, centreFrequencyHertz: settings.sharpFrequencyHertz, windowSigmaSeconds: settings.sharpSigmaSeconds))
    slowWavelet = QRSWavelet(rateHertz: rate, centreFrequencyHertz: settings.slowFrequencyHertz, windowSigmaSeconds: settings.slowSigmaSeconds)
    spikes = SpikeBridge(rateHertz: rateHertz)
    calm = CalmSamples(reach: spikes?.half ?? 1)
    blockLength = max(1, Int(rate.rounded()))
    halfSpanBlocks = max(1, Int(settings.levelHalfSpanSeconds))
    separation = Int(0.12 * rate)
    topReach = Int(0.05 * rate)
    neighbourReach = Int(0.45 * rate)
    logShadowShare = logarithm(ratio: settings.shadowShare)
    logShadowSharpShare = logarithm(ratio: settings.shadowSharpShare)
    logShadowRatio = logarithm(ratio: settings.shadowRatio)
  }

  var rateHertz: Double { decimation.outputRateHertz }
  /// Samples at the recording's rate that are worked through at once: some blocks, so that a block costs little beyond its samples.
  var pieceInputLength: Int { 16 * blockLength * decimation.factor }
  func block(of sample: Int) -> Int { sample / blockLength }
}
