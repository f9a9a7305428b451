/// The averaged beat of each lead with its boundaries and numbers on A4 landscape, or the beats of two recordings laid over one another.
package struct ECGBeatPage: Sendable, Equatable {
  /// One lead's averaged beat. `nan` samples are gaps in it.
  package struct Lead: Sendable, Equatable {
    package var name: String
    package var samplesMicrovolts: [Float]
    /// The same lead of the earlier recording; empty where it has none.
    package var earlierMicrovolts: [Float]
    /// Short lines at the panel's foot: `R 1.20  S −0.35  mV`.
    package var numbers: [String]

    package init(name: String, samplesMicrovolts: [Float], earlierMicrovolts: [Float] = [], numbers: [String] = []) {
      self.name = name
      self.samplesMicrovolts = samplesMicrovolts
      self.earlierMicrovolts = earlierMicrovolts
      self.numbers = numbers
    }
  }

  /// How samples lie about R: all leads of one recording alike.
  package struct Timing: Sendable, Equatable {
    package var samplingRateHertz: Double
    /// Index of R.
    package var fiducial: Int
    package init(samplingRateHertz: Double, fiducial: Int) {
      self.samplingRateHertz = samplingRateHertz
      self.fiducial = fiducial
    }

    var isUsable: Bool { samplingRateHertz.isFinite && samplingRateHertz > 0 && (0...1_000_000).contains(fiducial) }
  }

  /// A wave from its onset to its offset, in seconds from R.
  package struct Wave: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable { case p = "P", qrs = "QRS", t = "T" }
    package var kind: Kind
    package var seconds: ClosedRange<Double>
    package init(_ kind: Kind, seconds: ClosedRange<Double>) {
      self.kind = kind
      self.seconds = seconds
    }
  }

  package var texts: ECGPageTexts
  package var leads: [Lead]
  package var timing: Timing
  /// Of the earlier recording's beats.
  package var earlierTiming: Timing?
  /// Lines through all panels.
  package var waves: [Wave]
  /// What the traces are: `平均 9 个心搏  mean of 9 beats`, or which trace is whose.
  package var legend: BilingualLine
  package var earlierLegend: BilingualLine?
  package var gain: PaperGain
  /// Marks are timed from R.
  package var evidence: [ECGPageEvidence]

  package init(
    texts: ECGPageTexts, leads: [Lead], timing: Timing, earlierTiming: Timing? = nil, waves: [Wave] = [], legend: BilingualLine,
    earlierLegend: BilingualLine? = nil, gain: PaperGain = .millimetres10PerMillivolt, evidence: [ECGPageEvidence] = []
  ) {
    self.texts = texts
    self.leads = leads
    self.timing = timing
    self.earlierTiming = earlierTiming
    self.waves = waves
    self.legend = legend
    self.earlierLegend = earlierLegend
    self.gain = gain
    self.evidence = evidence
  }

  func check() throws(DrawingError) {
    guard leads.count <= DrawingLimits.leads, waves.count <= DrawingLimits.labelledTexts else { throw .tooLarge }
    try texts.check()
    try evidence.check()
    guard timing.isUsable, earlierTiming?.isUsable ?? true else { throw .badInput }
    guard waves.allSatisfy({ $0.seconds.lowerBound.isFinite && $0.seconds.upperBound.isFinite }) else { throw .badInput }
  }
}
