/// Finds the ventricular beats of one lead or of several leads together: wavelet envelope, running levels, selection, refinement.
///
/// Linear in length. Positions are sample indices of the largest QRS deflection, rising, at the input's own rate.
package struct BeatDetector: Sendable {
  package let settings: DetectionSettings

  package init(settings: DetectionSettings = DetectionSettings()) { self.settings = settings }

  /// Rates outside this range are not electrocardiograms (AHA 2007 asks for ≥ 500 Hz; old Holters have 100–128 Hz).
  package static let supportedRatesHertz: ClosedRange<Double> = 80...16_000

  /// Beats of one lead; microvolts in. Empty for an unsupported rate or less than half a second.
  package func detect(samplesMicrovolts: [Float], samplingRateHertz: Double) -> [Int] {
    detect(leadsMicrovolts: [samplesMicrovolts], samplingRateHertz: samplingRateHertz)
  }

  /// Beats of equally long simultaneous leads taken together.
  package func detect(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double) -> [Int] {
    survey(leadsMicrovolts: leads, samplingRateHertz: samplingRateHertz)?.positions ?? []
  }

  /// Beats together with the envelope they were found in; `nil` for an unsupported rate or less than half a second.
  func survey(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double) -> BeatSurvey? {
    guard Self.supportedRatesHertz.contains(samplingRateHertz), let length = leads.map(\.count).min(),
      Double(length) >= samplingRateHertz / 2
    else { return nil }
    let decimation = Decimation(inputRateHertz: samplingRateHertz, workingRateHertz: settings.workingRateHertz)
    let rate = decimation.outputRateHertz
    let wavelet = QRSWavelet(
      rateHertz: rate, centreFrequencyHertz: settings.centreFrequencyHertz, windowSigmaSeconds: settings.windowSigmaSeconds)
    let slow = leads.map { decimation.apply($0) }
    let envelopes = slow.map { wavelet.envelope(of: $0) }
    let fusion = EnvelopeFusion(envelopes: envelopes, rateHertz: rate, settings: settings)
    var candidates = beatCandidates(
      in: fusion.envelope, separation: Int(0.12 * rate), minimumHeight: Float(settings.minimumEnvelopeMicrovolts))
    measureSharpness(&candidates, slow: slow[fusion.bestLead], envelope: envelopes[fusion.bestLead], rateHertz: rate)
    let beats = BeatSelection(settings: settings, rateHertz: rate, levels: fusion.levels).select(from: candidates)
    let coarse = beats.map { Int(decimation.inputSample(of: Double($0.position)).rounded()) }
    let positions = PeakRefinement().refine(coarse, samples: leads[fusion.bestLead], samplingRateHertz: samplingRateHertz)
    return BeatSurvey(positions: positions, fusion: fusion, decimation: decimation)
  }
}

extension BeatDetector {
  /// Height at the sharp frequency over the height at the usual one, in the clearest lead.
  private func measureSharpness(_ candidates: inout [BeatCandidate], slow: [Float], envelope: [Float], rateHertz: Double) {
    let sharp = QRSWavelet(
      rateHertz: rateHertz, centreFrequencyHertz: settings.sharpFrequencyHertz, windowSigmaSeconds: settings.sharpSigmaSeconds)
    let reach = Int(0.03 * rateHertz)
    slow.withUnsafeBufferPointer { samples in
      for index in candidates.indices {
        let position = candidates[index].position
        let height = envelope[max(0, position - reach)...min(envelope.count - 1, position + reach)].max() ?? 0
        candidates[index].sharpness = sharp.peak(near: position, reach: reach, of: samples) / max(height, 1)
      }
    }
  }
}

/// What the detector found, with the envelope for those who ask what lies between the beats.
struct BeatSurvey: Sendable {
  let positions: [Int]
  let fusion: EnvelopeFusion
  let decimation: Decimation

  /// Largest envelope between two samples of the recording, as a share of the highest signal level within some seconds of them.
  func activity(from: Int, to: Int) -> Float { activity(fusion.envelope, fusion.levels, from: from, to: to) }

  /// The same of each lead by itself.
  func leadActivities(from: Int, to: Int) -> [Float] {
    zip(fusion.leadEnvelopes, fusion.leadLevels).map { activity($0, $1, from: from, to: to) }
  }

  private func activity(_ envelope: [Float], _ levels: EnvelopeLevels, from: Int, to: Int) -> Float {
    let range = (from / decimation.factor)..<max(from / decimation.factor, to / decimation.factor)
    guard let peak = envelope[range.clamped(to: 0..<envelope.count)].max(), !levels.signal.isEmpty else { return 0 }
    let blocks = max(0, levels.block(of: range.lowerBound) - 6)...min(levels.signal.count - 1, levels.block(of: range.upperBound) + 6)
    let signal = levels.signal[blocks].max() ?? 0
    return signal > 0 ? peak / signal : 0
  }
}
