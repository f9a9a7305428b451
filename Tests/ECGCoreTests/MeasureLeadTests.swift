import HubTesting
import Testing

@testable import ECGCore

/// Waves of single leads, drawn and measured.
struct MeasureLeadTests {
  private static let onset = -40
  private static let offset = 60

  /// A beat of one lead at 1,000 Hz: triangles between corners of (milliseconds from the fiducial, microvolts), rest elsewhere.
  private func lead(_ corners: [(Int, Float)], after: Float = 0) throws -> LeadMeasurements {
    var samples = [Float](repeating: 0, count: 1_200)
    for (first, second) in zip(corners, corners.dropFirst()) {
      for at in first.0...second.0 { samples[420 + at] = first.1 + (second.1 - first.1) * Float(at - first.0) / Float(second.0 - first.0) }
    }
    if let last = corners.last { for at in last.0..<(last.0 + 100) { samples[420 + at] = last.1 + after * Float(at - last.0) } }
    let beat = AverageBeat(rateHertz: 1_000, fiducial: 420, leads: [LeadName(rawValue: "V1")], samplesMicrovolts: [samples], beatCount: 10)
    var boundaries = BeatBoundaries()
    boundaries.qrsOnset = Self.onset
    boundaries.qrsOffset = Self.offset
    return try #require(LeadMeasurer().measure(beat, boundaries: boundaries).first)
  }

  @Test func qRS() throws {
    let waves = try lead([(-40, 0), (-30, -150), (-20, 0), (0, 900), (20, 0), (30, -300), (60, 0)])
    #expect(waves.qAmplitudeMicrovolts == -150)
    #expect(abs((waves.qDurationMilliseconds ?? 0) - 18) <= 2)
    #expect(waves.rAmplitudeMicrovolts == 900)
    #expect(abs((waves.rDurationMilliseconds ?? 0) - 36) <= 2)
    #expect(waves.sAmplitudeMicrovolts == -300)
    #expect(abs((waves.sDurationMilliseconds ?? 0) - 36) <= 2)
    #expect(waves.rPrimeAmplitudeMicrovolts == 0)
    #expect(waves.sPrimeAmplitudeMicrovolts == 0)
    #expect(waves.intrinsicoidDeflectionMilliseconds == 40)
    #expect(abs(waves.jAmplitudeMicrovolts ?? 0) <= 4)
  }

  @Test func rSRPrime() throws {
    let waves = try lead([(-40, 0), (-25, 200), (-10, 0), (0, -400), (10, 0), (35, 600), (60, 0)])
    #expect(waves.qAmplitudeMicrovolts == 0)
    #expect(waves.rAmplitudeMicrovolts == 200)
    #expect(waves.sAmplitudeMicrovolts == -400)
    #expect(waves.rPrimeAmplitudeMicrovolts == 600)
    #expect(waves.tallestRMicrovolts == 600)
    #expect(waves.intrinsicoidDeflectionMilliseconds == 75)
  }

  /// A foot and the R after a dip that is no S are one wave, as high as the R.
  @Test func rAfterAFoot() throws {
    let waves = try lead([(-40, 0), (-34, 60), (-26, 0), (-22, -15), (-18, 0), (0, 900), (20, 0), (30, -300), (60, 0)])
    #expect(waves.rAmplitudeMicrovolts == 900)
    #expect(waves.sAmplitudeMicrovolts == -300)
    #expect(waves.rPrimeAmplitudeMicrovolts == 0)
  }

  @Test func qsIsAQWithoutR() throws {
    let waves = try lead([(-40, 0), (0, -800), (60, 0)])
    #expect(waves.qAmplitudeMicrovolts == -800)
    #expect(waves.rAmplitudeMicrovolts == 0)
    #expect(waves.sAmplitudeMicrovolts == 0)
    #expect(waves.intrinsicoidDeflectionMilliseconds == nil)
  }

  /// Less than 20 µV or 6 ms is no wave (SCP-ECG).
  @Test func tooSmallAndTooShort() throws {
    let small = try lead([(-40, 0), (-35, -19), (-30, 0), (0, 500), (60, 0)])
    #expect(small.qAmplitudeMicrovolts == 0)
    let short = try lead([(-40, 0), (-38, -100), (-36, 0), (0, 500), (60, 0)])
    #expect(short.qAmplitudeMicrovolts == 0)
    #expect(short.rAmplitudeMicrovolts == 500)
  }

  /// A raised ST segment is neither R′ nor S.
  @Test func risingST() throws {
    let waves = try lead([(-40, 0), (0, 1_000), (30, -200), (60, 150)], after: 2)
    #expect(waves.rPrimeAmplitudeMicrovolts == 0)
    #expect(abs((waves.jAmplitudeMicrovolts ?? 0) - 150) <= 4)
    #expect(abs((waves.j20AmplitudeMicrovolts ?? 0) - 190) <= 2)
    #expect(abs((waves.j60AmplitudeMicrovolts ?? 0) - 270) <= 2)
    #expect(abs((waves.j80AmplitudeMicrovolts ?? 0) - 310) <= 2)
    #expect(abs((waves.stSlopeMicrovoltsPerSecond ?? 0) - 2_000) <= 20)
  }

  /// Each lead's own intervals lie within what all leads show, and the isoelectric parts are what is missing.
  @Test func leadsAndAllLeadsAgree() throws {
    for name in EightLeadFile.names {
      let analysis = ECGAnalyzer().analyze(try EightLeadFile.recording(name))
      let qrs = try #require(analysis.measurements.qrsDurationMilliseconds)
      for lead in analysis.leadMeasurements {
        guard let own = lead.qrsDurationMilliseconds, let before = lead.isoelectricOnsetMilliseconds, let after = lead.isoelectricEndMilliseconds
        else {
          continue
        }
        #expect(abs(before + own + after - qrs) < 0.5)
        #expect((lead.rAmplitudeMicrovolts ?? 0) >= 0)
        #expect((lead.sAmplitudeMicrovolts ?? 0) <= 0)
        #expect((lead.pPositiveAmplitudeMicrovolts ?? 0) >= (lead.pNegativeAmplitudeMicrovolts ?? 0))
      }
      #expect(analysis.leadMeasurements.filter { $0.qtIntervalMilliseconds != nil }.count >= 8, "\(name)")
    }
  }

  /// Einthoven's law holds for what is measured of the limb leads at one moment, as nearly as a mean without outliers keeps it.
  @Test func limbLeadsAddUp() throws {
    for name in EightLeadFile.names {
      let leads = ECGAnalyzer().analyze(try EightLeadFile.recording(name)).leadMeasurements
      func j60(_ name: String) throws -> Double { try #require(leads.first { $0.lead.rawValue == name }?.j60AmplitudeMicrovolts) }
      #expect(abs(try j60("I") + j60("III") - j60("II")) < 15, "\(name)")
    }
  }
}
