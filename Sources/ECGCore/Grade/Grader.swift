/// From statements to one grade. A critical finding is critical whatever the scope; ordinary and warning need the twelve leads,
/// ten seconds, a readable signal and an adult.
struct Grader: Sendable {
  let settings: ECGSettings

  struct Verdict: Sendable {
    var grade: ECGGrade
    /// Most important first, never empty.
    var reasons: [BilingualText]
  }

  func grade(_ ecg: MeasuredECG, statements: [ECGStatement]) -> Verdict {
    let critical = statements.filter { $0.grade == .critical }
    if !critical.isEmpty { return Verdict(grade: .critical, reasons: critical.map(reason)) }
    let gate = gateReasons(ecg)
    // Leads that seem wrongly connected show another heart than the patient's: a person looks, and the ECG is taken again.
    let warnings = statements.filter { $0.grade == .warning }.map(reason) + ecg.remarks.map(\.text)
    if !gate.isEmpty { return Verdict(grade: .ungraded, reasons: gate + warnings) }
    if !warnings.isEmpty { return Verdict(grade: .warning, reasons: warnings) }
    return Verdict(grade: .ordinary, reasons: [BilingualText(chinese: "未见危急或预警表现", english: "No critical or warning finding")])
  }

  private func reason(_ statement: ECGStatement) -> BilingualText {
    let evidence = statement.evidence.joined(separator: "; ")
    guard !evidence.isEmpty else { return statement.text }
    return BilingualText(chinese: "\(statement.text.chinese)（\(evidence)）", english: "\(statement.text.english) (\(evidence))")
  }

  private func gateReasons(_ ecg: MeasuredECG) -> [BilingualText] {
    var reasons: [BilingualText] = []
    if ecg.usableLeads.isEmpty || ecg.rhythm.isUnreadable(settings.quality) {
      reasons.append(BilingualText(chinese: "信号质量差，无法判读", english: "The signal is too poor to read"))
    } else if ecg.beats.count < 3 {
      reasons.append(BilingualText(chinese: "未能可靠检出心搏", english: "Heart beats could not be found reliably"))
    }
    if !ecg.isStandardTwelvePresent {
      reasons.append(BilingualText(chinese: "不足12个标准导联，仅评估心律", english: "Fewer than the twelve standard leads: rhythm only"))
    } else if !ecg.isStandardTwelveUsable, !ecg.usableLeads.isEmpty {
      let bad = LeadName.standardTwelve.filter { !ecg.usableLeads.contains($0) }.map(\.rawValue).joined(separator: ", ")
      reasons.append(BilingualText(chinese: "导联信号不可用：\(bad)", english: "Leads that cannot be read: \(bad)"))
    }
    if !ecg.areAmplitudesTrusted {
      reasons.append(
        BilingualText(
          chinese: "肢体导联互不一致（I+III≠II），导联标记或幅度定标可疑", english: "The limb leads contradict one another (I + III ≠ II): lead names or gains are doubtful"
        ))
    }
    if ecg.durationSeconds < settings.minimumGradedSeconds {
      reasons.append(BilingualText(chinese: "记录不足10秒", english: "The recording is shorter than 10 s"))
    }
    if ecg.isChild {
      reasons.append(
        BilingualText(
          chinese: "16岁以下，成人标准不适用；电压、ST段和T波未按年龄评估",
          english: "Under 16 years: adult limits do not apply; voltages, ST and T are not judged by age"))
    }
    if reasons.isEmpty, ecg.boundaries.qrsOffset == nil {
      reasons.append(BilingualText(chinese: "波形无法测量", english: "The waves could not be measured"))
    }
    return reasons
  }
}
