/// Finds the ventricular beats of one lead or of several leads together, of a recording that is all in memory: ``BeatStream`` fed once.
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
    guard var stream = BeatStream(leadCount: leads.count, samplingRateHertz: samplingRateHertz, settings: settings) else { return [] }
    return stream.add(leads) + stream.finish()
  }

  /// Everything that was judged, beat or not, as ``ScoreModel`` sees it: what the model is fitted to.
  package func candidates(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double) -> [JudgedCandidate] {
    guard var stream = BeatStream(leadCount: leads.count, samplingRateHertz: samplingRateHertz, settings: settings, keepsEverything: true)
    else { return [] }
    _ = stream.add(leads)
    _ = stream.finish()
    return zip(stream.search.candidates.lazy.filter { !$0.isOvershadowed }, stream.scoring.features).map { candidate, features in
      JudgedCandidate(
        sample: stream.plan.decimation.inputSample(of: Double(candidate.position)), heightMicrovolts: candidate.height,
        features: (0..<ScoreModel.fusedFeatureCount).map { features[$0] })
    }
  }

  /// Beats together with the envelopes they were found in; `nil` for an unsupported rate or less than half a second.
  func survey(leadsMicrovolts leads: [[Float]], samplingRateHertz: Double) -> BeatSurvey? {
    guard let length = leads.map(\.count).min(), Double(length) >= samplingRateHertz / 2,
      var stream = BeatStream(leadCount: leads.count, samplingRateHertz: samplingRateHertz, settings: settings, keepsEverything: true)
    else { return nil }
    _ = stream.add(leads)
    _ = stream.finish()
    return BeatSurvey(stream: stream)
  }
}

/// A hump of the envelope with the features it was judged by.
package struct JudgedCandidate: Sendable {
  /// At the recording's rate; halves are possible.
  package var sample: Double
  package var heightMicrovolts: Float
  package var features: [Float]
}
