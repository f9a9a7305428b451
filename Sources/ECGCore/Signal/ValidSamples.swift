/// The samples with each invalid one (not a number, infinite, larger than any ECG) holding the last valid value;
/// those before the first valid one hold that one.
func holdingLastValid(_ samples: [Float]) -> [Float] {
  guard samples.contains(where: { !(abs($0) <= Decimation.largestMicrovolts) }) else { return samples }
  var held = samples.first { abs($0) <= Decimation.largestMicrovolts } ?? 0
  return samples.map { value in
    if abs(value) <= Decimation.largestMicrovolts { held = value }
    return held
  }
}
