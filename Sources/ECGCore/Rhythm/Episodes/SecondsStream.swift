/// What is kept of the samples themselves, second by second, while a recording comes in.
struct SecondsStream: Sendable {
  let rateHertz: Double
  private(set) var sampleCount = 0
  private(set) var activity: ActivityTrack
  private let chosenLeads: [Int]
  private var fibrillation: FibrillationStream
  private var signals: [SlowSignal]

  init(leadCount: Int, samplingRateHertz: Double) {
    rateHertz = samplingRateHertz
    chosenLeads = BeatClassStream.spread(leadCount)
    fibrillation = FibrillationStream(leadCount: chosenLeads.count, rateHertz: samplingRateHertz)
    signals = chosenLeads.map { _ in SlowSignal(inputRateHertz: samplingRateHertz) }
    activity = ActivityTrack(leadCount: chosenLeads.count, slowRateHertz: signals.first?.rateHertz ?? SlowSignal.workingRateHertz)
  }

  mutating func append(_ leads: [ArraySlice<Float>]) {
    let chosen = chosenLeads.filter { $0 < leads.count }.map { leads[$0] }
    sampleCount += leads.first?.count ?? 0
    fibrillation.append(chosen)
    for (index, lead) in chosen.enumerated() { signals[index].append(lead) }
    activity.update(signals)
    for index in signals.indices { signals[index].trim(neededFrom: Int.max) }
  }

  /// Spans of ventricular flutter or fibrillation, seconds.
  mutating func finish() -> [ClosedRange<Double>] { fibrillation.finish() }
}
