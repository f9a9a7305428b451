/// One of the two ECGs to be compared.
package struct ComparedECG: Sendable {
  package var examination: ECGExamination
  /// Seconds since 1970; `nil` where the file does not say.
  package var acquiredAtSeconds: Double?
  /// What a sentence calls it: a day, a file's name. Never anything of the patient.
  package var label: String?
  package var patient: PatientFacts

  package init(_ examination: ECGExamination, acquiredAtSeconds: Double? = nil, label: String? = nil, patient: PatientFacts = PatientFacts()) {
    self.examination = examination
    self.acquiredAtSeconds = acquiredAtSeconds
    self.label = label
    self.patient = patient
  }

  /// Of an analysis that was kept without its averaged beat: everything is compared but the shapes.
  package init(_ analysis: ECGAnalysis, acquiredAtSeconds: Double? = nil, label: String? = nil, patient: PatientFacts = PatientFacts()) {
    self.init(ECGExamination(analysis: analysis), acquiredAtSeconds: acquiredAtSeconds, label: label, patient: patient)
  }

  var analysis: ECGAnalysis { examination.analysis }
}

/// Compares two ECGs. Pure: the same two give the same answer, in whatever order they are given where both say when they were taken.
package struct ECGComparer: Sendable {
  /// What is known of whose the two are.
  package enum Patients: Sendable { case same, different, unknown }

  package let limits: ComparisonLimits
  package init(limits: ComparisonLimits = ComparisonLimits()) { self.limits = limits }

  package func compare(_ first: ComparedECG, _ second: ComparedECG, patients: Patients = .unknown) -> ECGComparison {
    let isOrderKnown = first.acquiredAtSeconds != nil && second.acquiredAtSeconds != nil && first.acquiredAtSeconds != second.acquiredAtSeconds
    let isSwapped = isOrderKnown && (first.acquiredAtSeconds ?? 0) > (second.acquiredAtSeconds ?? 0)
    let (earlier, later) = isSwapped ? (second, first) : (first, second)
    var cautions = ComparisonCautions(earlier: earlier, later: later, patients: patients, isOrderKnown: isOrderKnown).list
    let isComparable = earlier.analysis.measurementStatus != .notMeasured && later.analysis.measurementStatus != .notMeasured
    var changes: [ECGChange] = []
    var numbers: [NumberChange] = []
    var likeness: [LeadLikeness] = []
    if isComparable {
      numbers = NumberComparison(limits: limits).numbers(earlier.analysis, later.analysis)
      likeness = BeatLikeness(limits: limits).likeness(earlier.examination, later.examination)
      let conduction = ConductionChange(earlier.analysis, later.analysis, numbers: numbers)
      if let caution = conduction.caution { cautions.append(caution) }
      let measured = MeasuredChanges(limits: limits, numbers: numbers, isSecondary: conduction.isChanged, likeness: likeness)
      changes = measured.changes(earlier.analysis, later.analysis) + ShapeChanges.changes(likeness, isSecondary: conduction.isChanged)
    }
    // A rhythm that takes a life can be told where nothing can be measured.
    changes += StatementChanges(limits: limits, numbers: numbers).changes(earlier.analysis, later.analysis)
    changes = Self.ordered(changes)
    let isChanged = changes.contains(where: \.isSignificant)
    let verdict: ECGComparison.Verdict = isChanged ? .changed : isComparable ? .unchanged : .notComparable
    var result = ECGComparison(
      verdict: verdict, summary: BilingualText(chinese: "", english: ""), isOrderKnown: isOrderKnown, isOrderSwapped: isSwapped,
      earlier: side(earlier),
      later: side(later), changes: changes, numbers: numbers, likeness: likeness, cautions: cautions)
    result.summary = ComparisonSentence.summary(result)
    return result
  }

  private func side(_ ecg: ComparedECG) -> ECGComparison.Side {
    ECGComparison.Side(
      label: ecg.label, acquiredAtSeconds: ecg.acquiredAtSeconds, grade: ecg.analysis.grade, measurementStatus: ecg.analysis.measurementStatus,
      durationSeconds: ecg.analysis.durationSeconds, algorithmVersion: ecg.analysis.algorithmVersion,
      statementCodes: ecg.analysis.statements.map(\.code))
  }

  /// Significant first, then urgent first, then as they were found.
  private static func ordered(_ changes: [ECGChange]) -> [ECGChange] {
    func rank(_ change: ECGChange) -> Int {
      (change.isSignificant ? 100 : 0) + 10 * change.grade.urgency
        + (change.severity == .lifeThreatening ? 2 : change.severity == .significant ? 1 : 0)
    }
    return changes.enumerated().sorted { (rank($0.element), $1.offset) > (rank($1.element), $0.offset) }.map(\.element)
  }
}
