/// Whether measurements may be taken for what they say.
package enum MeasurementStatus: String, Sendable, Codable, CaseIterable {
  /// Two or more readable leads of ten seconds or more with beats that are alike.
  case measured
  /// Some numbers are there, but less is known than an ECG tells: one lead, less than ten seconds, leads that contradict one another.
  case limited
  /// Nothing that could be read: noise, flat or saturated leads, less than five seconds, no beats of one heart.
  case notMeasured
}

/// Measurements over all leads (earliest onset to latest offset of the averaged dominant beat); `nil` is "not measurable".
///
/// Names follow SCP-ECG section 7 (EN 1064) and DICOM PS3.16 TID 3713; `docs/ecg-json.md` sets them side by side.
package struct GlobalMeasurements: Sendable, Codable, Equatable {
  package var heartRatePerMinute: Double?
  package var rrMeanMilliseconds: Double?
  package var rrMinimumMilliseconds: Double?
  package var rrMaximumMilliseconds: Double?
  package var rrMedianMilliseconds: Double?
  /// Standard deviation (n − 1) of every RR interval.
  package var rrStandardDeviationMilliseconds: Double?
  /// Intervals between two normal beats, on which the next three rest.
  package var nnIntervalCount: Int?
  package var sdnnMilliseconds: Double?
  package var rmssdMilliseconds: Double?
  package var pnn50Percent: Double?
  package var pDurationMilliseconds: Double?
  package var prIntervalMilliseconds: Double?
  package var qrsDurationMilliseconds: Double?
  package var qtIntervalMilliseconds: Double?
  package var qtcFridericiaMilliseconds: Double?
  package var qtcBazettMilliseconds: Double?
  package var qtcFraminghamMilliseconds: Double?
  package var qtcHodgesMilliseconds: Double?
  /// Longest less shortest QT of single leads.
  package var qtDispersionMilliseconds: Double?
  package var pAxisDegrees: Double?
  package var qrsAxisDegrees: Double?
  package var tAxisDegrees: Double?
  package init() {}
}

/// One lead of the averaged dominant beat. Amplitudes are microvolts against the level just before QRS (P: before P).
///
/// `nil` is "not measurable"; 0 is "the wave is absent". A QS complex is a Q without R. Names follow SCP-ECG section 10 and DICOM TID 3714.
package struct LeadMeasurements: Sendable, Codable, Equatable {
  package var lead: LeadName
  package var pDurationMilliseconds: Double?
  package var prIntervalMilliseconds: Double?
  package var qrsDurationMilliseconds: Double?
  package var qtIntervalMilliseconds: Double?
  package var qDurationMilliseconds: Double?
  package var rDurationMilliseconds: Double?
  package var sDurationMilliseconds: Double?
  package var rPrimeDurationMilliseconds: Double?
  package var sPrimeDurationMilliseconds: Double?
  /// The larger of the P wave's two sides, with its sign; then each side.
  package var pAmplitudeMicrovolts: Double?
  package var pPositiveAmplitudeMicrovolts: Double?
  package var pNegativeAmplitudeMicrovolts: Double?
  package var qAmplitudeMicrovolts: Double?
  package var rAmplitudeMicrovolts: Double?
  package var sAmplitudeMicrovolts: Double?
  package var rPrimeAmplitudeMicrovolts: Double?
  package var sPrimeAmplitudeMicrovolts: Double?
  /// At the end of the global QRS, and 20, 60 and 80 ms later.
  package var jAmplitudeMicrovolts: Double?
  package var j20AmplitudeMicrovolts: Double?
  package var j60AmplitudeMicrovolts: Double?
  package var j80AmplitudeMicrovolts: Double?
  /// Of the line through the 80 ms after J.
  package var stSlopeMicrovoltsPerSecond: Double?
  package var tAmplitudeMicrovolts: Double?
  package var tPositiveAmplitudeMicrovolts: Double?
  package var tNegativeAmplitudeMicrovolts: Double?
  /// Top of a U wave above the rest before the next P; only where one is seen.
  package var uAmplitudeMicrovolts: Double?
  /// Global QRS onset to the top of the last positive wave.
  package var intrinsicoidDeflectionMilliseconds: Double?
  /// Rest of this lead within the global QRS, at its beginning (I wave) and its end (K wave).
  package var isoelectricOnsetMilliseconds: Double?
  package var isoelectricEndMilliseconds: Double?
  package init(lead: LeadName) { self.lead = lead }
}

extension LeadMeasurements {
  /// The taller of R and R′.
  package var tallestRMicrovolts: Double? { rAmplitudeMicrovolts.map { max($0, rPrimeAmplitudeMicrovolts ?? 0) } }
  /// The deeper of S and S′, negative.
  package var deepestSMicrovolts: Double? { sAmplitudeMicrovolts.map { min($0, sPrimeAmplitudeMicrovolts ?? 0) } }
}
