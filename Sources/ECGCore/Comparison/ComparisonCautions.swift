/// What a reader must know before believing a comparison.
struct ComparisonCautions {
  private(set) var list: [ComparisonCaution] = []

  init(earlier: ComparedECG, later: ComparedECG, patients: ECGComparer.Patients, isOrderKnown: Bool) {
    let (before, now) = (earlier.analysis, later.analysis)
    if patients == .different { add(.differentPatients, "两份心电图的患者编号不同", "The two ECGs carry different patients' numbers") }
    if let first = earlier.patient.sex, let second = later.patient.sex, first != second {
      add(.differentFacts, "两份心电图所述性别不同", "The two ECGs state different sexes")
    }
    if earlier.acquiredAtSeconds != nil, earlier.acquiredAtSeconds == later.acquiredAtSeconds {
      add(.sameStart, "两份心电图的记录时间相同，按给出的顺序比较", "Both ECGs begin at the same time: compared in the order given")
    } else if !isOrderKnown {
      add(.orderUnknown, "记录时间不全，按给出的顺序比较", "Not both files say when they were taken: compared in the order given")
    }
    describe("前次", "the earlier", before)
    describe("本次", "the later", now)
    missing(before, now)
    if before.algorithmVersion != now.algorithmVersion {
      add(.algorithmVersions, "两次分析的算法版本不同", "The two were analysed by different versions of the algorithm")
    }
  }

  private mutating func add(_ code: ComparisonCaution.Kind, _ chinese: String, _ english: String) {
    list.append(ComparisonCaution(code: code, text: BilingualText(chinese: chinese, english: english)))
  }

  private mutating func describe(_ chinese: String, _ english: String, _ analysis: ECGAnalysis) {
    let reason = analysis.measurementReasons.first ?? analysis.gradeReasons.first
    let because = (chinese: reason.map { "：\($0.chinese)" } ?? "", english: reason.map { ": \($0.english)" } ?? "")
    switch analysis.measurementStatus {
    case .notMeasured: add(.notMeasured, "\(chinese)心电图未能测量\(because.chinese)", "Nothing was measured of \(english)\(because.english)")
    case .limited: add(.limited, "\(chinese)心电图测量受限\(because.chinese)", "\(english.capitalisedFirst) is measured with limits\(because.english)")
    case .measured:
      if analysis.grade == .ungraded {
        let why = analysis.gradeReasons.first
        add(
          .ungraded, "\(chinese)心电图不予分级" + (why.map { "：\($0.chinese)" } ?? ""),
          "\(english.capitalisedFirst) is ungraded" + (why.map { ": \($0.english)" } ?? ""))
      }
    }
    if analysis.remarks.contains(where: { $0.code.hasPrefix("electrodes") }) {
      add(.electrodes, "\(chinese)心电图疑似电极接错，差异可能由此产生", "Electrodes seem exchanged in \(english): differences may come from that")
    }
  }

  /// Leads that only one side has, or can read.
  private mutating func missing(_ before: ECGAnalysis, _ now: ECGAnalysis) {
    func readable(_ analysis: ECGAnalysis) -> [LeadName] { analysis.quality.filter(\.isUsable).map(\.lead) }
    let (first, second) = (readable(before), readable(now))
    let all = LeadName.standardTwelve + (first + second).filter { !LeadName.standardTwelve.contains($0) }
    var seen: Set<LeadName> = []
    let alone = all.filter { first.contains($0) != second.contains($0) && seen.insert($0).inserted }
    guard !alone.isEmpty, before.measurementStatus != .notMeasured, now.measurementStatus != .notMeasured else { return }
    let words = LeadNeighbours.words(alone)
    add(.leadsMissing, "仅一份可判读的导联未比较：\(words)", "Not compared, since only one of the two has them readable: \(words)")
  }
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
