import ECGCore
import HubTesting
import Testing

/// Known signals in, known numbers out.
struct MeasurementTests {
  private let analyzer = ECGAnalyzer()

  @Test(arguments: [45.0, 60, 75, 90, 110, 140])
  func heartRate(_ rate: Double) throws {
    let analysis = analyzer.analyze(SyntheticECG(ratePerMinute: rate).recording())
    let measured = try #require(analysis.measurements.heartRatePerMinute)
    #expect(abs(measured - rate) < 0.5)
  }

  @Test(arguments: [120.0, 150, 180, 220])
  func prInterval(_ centre: Double) throws {
    var ecg = SyntheticECG(ratePerMinute: 65)
    ecg.p?.centreMilliseconds = -centre
    let measured = try #require(analyzer.analyze(ecg.recording()).measurements.prIntervalMilliseconds)
    #expect(abs(measured - ecg.truth.prMilliseconds) <= 12)
  }

  @Test(arguments: [1.0, 1.3, 1.7])
  func qrsDuration(_ stretch: Double) throws {
    var ecg = SyntheticECG(ratePerMinute: 70)
    for path in [\SyntheticECG.q, \SyntheticECG.r, \SyntheticECG.s] {
      ecg[keyPath: path].centreMilliseconds *= stretch
      ecg[keyPath: path].sigmaMilliseconds *= stretch
    }
    let measured = try #require(analyzer.analyze(ecg.recording()).measurements.qrsDurationMilliseconds)
    // Readers, whose marks the boundaries follow, draw a narrow QRS longer and a broad one shorter than 3 sigma.
    #expect((-10...20).contains(measured - ecg.truth.qrsMilliseconds))
  }

  @Test(arguments: [230.0, 270, 310, 350])
  func qtInterval(_ centre: Double) throws {
    var ecg = SyntheticECG(ratePerMinute: 60)
    ecg.t.centreMilliseconds = centre
    let measured = try #require(analyzer.analyze(ecg.recording()).measurements.qtIntervalMilliseconds)
    #expect((0...16).contains(measured - ecg.truth.qtMilliseconds))
  }

  @Test func amplitudes() throws {
    let ecg = SyntheticECG(ratePerMinute: 70)
    let analysis = analyzer.analyze(ecg.recording())
    let ii = try #require(analysis.leadMeasurements.first { $0.lead.rawValue == "II" })
    #expect(abs((ii.rAmplitudeMicrovolts ?? 0) - 995) < 30)
    #expect(abs((ii.tAmplitudeMicrovolts ?? 0) - 300) < 20)
    #expect(abs((ii.pAmplitudeMicrovolts ?? 0) - 130) < 20)
    let v2 = try #require(analysis.leadMeasurements.first { $0.lead.rawValue == "V2" })
    #expect(abs((v2.sAmplitudeMicrovolts ?? 0) + 1_090) < 40)
  }

  @Test func axisOfTheFrontalPlane() throws {
    // I and aVF equally strong: 45° to 50°, as aVF = II − I/2.
    var ecg = SyntheticECG(ratePerMinute: 70)
    ecg.q.amplitudesMicrovolts = [0, 0, 0, 0, 0, 0, 0, 0]
    ecg.s.amplitudesMicrovolts = [0, 0, 0, -800, -800, 0, 0, 0]
    ecg.r.amplitudesMicrovolts = [1_000, 500, 200, 400, 700, 1_100, 1_200, 1_000]
    let axis = try #require(analyzer.analyze(ecg.recording()).measurements.qrsAxisDegrees)
    #expect(abs(axis) < 3)
  }

  @Test func correctedQTFollowsItsFormulas() throws {
    let measured = analyzer.analyze(SyntheticECG(ratePerMinute: 75).recording()).measurements
    let qt = try #require(measured.qtIntervalMilliseconds)
    #expect(abs(try #require(measured.qtcBazettMilliseconds) - qt / 0.8.squareRoot()) < 2)
    #expect(abs(try #require(measured.qtcFridericiaMilliseconds) - qt / 0.9283) < 2)
  }
}
