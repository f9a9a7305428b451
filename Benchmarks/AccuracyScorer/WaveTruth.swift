/// Boundaries and peaks of P, QRS and T, each a rising list of samples.
struct WaveMarks {
  /// In the order in which they are printed.
  static let keys = ["p_on", "p_peak", "p_off", "qrs_on", "qrs_peak", "qrs_off", "t_on", "t_peak", "t_off"]
  var samples: [String: [Double]]

  subscript(_ key: String) -> [Double] { samples[key] ?? [] }

  /// First and last mark of all.
  var span: ClosedRange<Double>? {
    let all = samples.values.joined()
    guard let first = all.min(), let last = all.max() else { return nil }
    return first...last
  }
}

extension WaveMarks {
  private enum Code {
    static let opening = 39
    static let closing = 40
    static let p = 24
    static let t = 27
    /// `N L R a V F J A S E j Q`, `s T D B e n x f r`: annotations that are written as a letter.
    static let qrs = Set(1...11).union([13, 18, 19, 21, 25, 34, 35, 37, 38, 41])
  }

  /// An onset or offset is taken only where it brackets a peak.
  init(_ file: AnnotationFile) {
    samples = Dictionary(uniqueKeysWithValues: Self.keys.map { ($0, []) })
    let marks = file.marks
    for (index, mark) in marks.enumerated() {
      let wave: String
      switch mark.code {
      case Code.p: wave = "p"
      case Code.t: wave = "t"
      case let code where Code.qrs.contains(code): wave = "qrs"
      default: continue
      }
      samples[wave + "_peak", default: []].append(Double(mark.sample))
      if index > 0, marks[index - 1].code == Code.opening { samples[wave + "_on", default: []].append(Double(marks[index - 1].sample)) }
      if index + 1 < marks.count, marks[index + 1].code == Code.closing {
        samples[wave + "_off", default: []].append(Double(marks[index + 1].sample))
      }
    }
    for key in Self.keys { samples[key]?.sort() }
  }

  /// One set over all leads: for each beat the earliest onset and the latest offset that two more leads support within 12 ms; the middle peak.
  init(consensusOf leads: [WaveMarks], rateHertz: Double) {
    samples = Dictionary(uniqueKeysWithValues: Self.keys.map { ($0, []) })
    for beat in Self.beats(leads, rateHertz: rateHertz) {
      for key in Self.keys {
        if let place = Self.agreed(leads, key: key, beat: beat, rateHertz: rateHertz) { samples[key, default: []].append(place) }
      }
    }
    for key in Self.keys { samples[key] = Set(samples[key] ?? []).sorted() }
  }

  /// QRS peaks of all leads, those within 120 ms of one another taken together.
  private static func beats(_ leads: [WaveMarks], rateHertz: Double) -> [Double] {
    var beats: [Double] = []
    var current: [Double] = []
    for peak in leads.flatMap({ $0["qrs_peak"] }).sorted() {
      if let last = current.last, peak - last > 0.12 * rateHertz {
        beats.append(middle(current))
        current = []
      }
      current.append(peak)
    }
    if !current.isEmpty { beats.append(middle(current)) }
    return beats
  }

  private static func agreed(_ leads: [WaveMarks], key: String, beat: Double, rateHertz: Double) -> Double? {
    let (low, high): (Double, Double) = key.hasPrefix("p") ? (-0.40, 0.02) : key.hasPrefix("q") ? (-0.15, 0.25) : (0.02, 0.75)
    var places = leads.compactMap { lead in
      lead[key].filter { $0 - beat >= low * rateHertz && $0 - beat <= high * rateHertz }.min { abs($0 - beat) < abs($1 - beat) }
    }
    guard places.count >= 3 else { return nil }
    if key.hasSuffix("peak") { return middle(places.sorted()) }
    places.sort()
    if key.hasSuffix("off") { places.reverse() }
    return places.first { place in places.filter { abs($0 - place) <= 0.012 * rateHertz }.count >= 3 }
  }

  /// Middle value of a rising list; the mean of the two middle ones of an even count.
  private static func middle(_ sorted: [Double]) -> Double {
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
