/// Which statement makes which other untrue or needless. One table; nothing else takes a statement back.
enum Precedence {
  struct Entry: Sendable {
    var said: StatementCode
    var removes: [StatementCode]
    var why: String
  }

  private static let bundleWords: [StatementCode] = [
    .rightBundleBlock, .leftBundleBlock, .incompleteRightBundleBlock, .incompleteLeftBundleBlock, .conductionDelay, .bifascicularBlock,
  ]

  private static let infarctWords: [StatementCode] = [
    .inferiorInfarct, .inferolateralInfarct, .anteroseptalInfarct, .anteriorInfarct, .anterolateralInfarct, .lateralInfarct,
  ]

  static let table = [
    Entry(
      said: .ventricularFibrillation,
      removes: [
        .sinusRhythm, .sinusBradycardia, .sinusTachycardia, .sinusArrhythmia, .bradycardia, .tachycardia, .irregular, .atrialFibrillation,
        .atrialFlutter,
        .supraventricularTachycardia, .ventricularTachycardia, .wideTachycardia, .ventricularBeats, .ventricularRun, .atrialBeats, .firstDegreeBlock,
        .ventricularCouplet, .atrialCouplet, .paroxysmalTachycardia, .junctionalRhythm, .ectopicAtrialRhythm, .secondDegreeBlock, .sinoatrialBlock,
      ], why: "no other rhythm can be told beside fibrillation of the ventricles"),
    Entry(
      said: .ventricularTachycardia,
      removes: [
        .wideTachycardia, .supraventricularTachycardia, .tachycardia, .sinusTachycardia, .ventricularRun, .ventricularBeats, .junctionalRhythm,
        .paroxysmalTachycardia,
      ],
      why: "the more exact word"),
    Entry(said: .wideTachycardia, removes: [.supraventricularTachycardia, .tachycardia, .sinusTachycardia], why: "the more urgent word"),
    Entry(
      said: .supraventricularTachycardia, removes: [.tachycardia, .sinusTachycardia, .paroxysmalTachycardia, .junctionalRhythm],
      why: "the more exact word"),
    Entry(
      said: .completeBlock,
      removes: [.firstDegreeBlock, .secondDegreeBlock, .sinoatrialBlock, .junctionalRhythm, .sinusRhythm, .sinusBradycardia, .irregular],
      why: "PR means nothing where atria and ventricles go apart"),
    Entry(
      said: .secondDegreeBlock, removes: [.irregular, .sinusArrhythmia, .sinoatrialBlock, .sinusRhythm, .sinusBradycardia],
      why: "the ventricles' rate and its changes come of the block"),
    Entry(said: .sinoatrialBlock, removes: [.sinusArrhythmia, .irregular], why: "the pause is what is irregular"),
    Entry(
      said: .junctionalRhythm, removes: [.sinusRhythm, .ectopicAtrialRhythm, .bradycardia, .tachycardia, .irregular], why: "the more exact word"),
    Entry(
      said: .ectopicAtrialRhythm, removes: [.sinusRhythm, .sinusBradycardia, .sinusTachycardia, .bradycardia, .tachycardia],
      why: "the more exact word"),
    Entry(said: .paroxysmalTachycardia, removes: [.atrialCouplet], why: "the more exact word"),
    Entry(said: .sinusBradycardia, removes: [.childRate], why: "the more exact word"),
    Entry(said: .sinusTachycardia, removes: [.childRate], why: "the more exact word"),
    Entry(said: .preExcitedFibrillation, removes: [.wideTachycardia], why: "the more exact word"),
    Entry(
      said: .preExcitation,
      removes: [
        .conductionDelay, .leftBundleBlock, .rightBundleBlock, .incompleteRightBundleBlock, .leftVentricularHypertrophy, .pathologicalQ,
        .leftAnteriorFascicularBlock, .leftPosteriorFascicularBlock, .incompleteLeftBundleBlock,
      ] + infarctWords, why: "width, voltage and Q follow from the accessory pathway"),
    Entry(
      said: .atrialFibrillation,
      removes: [
        .sinusRhythm, .sinusBradycardia, .sinusTachycardia, .sinusArrhythmia, .irregular, .firstDegreeBlock, .atrialBeats, .atrialCouplet,
        .paroxysmalTachycardia, .junctionalRhythm, .secondDegreeBlock, .sinoatrialBlock,
      ],
      why: "no P waves, irregular by nature"),
    Entry(
      said: .atrialFlutter,
      removes: [
        .sinusRhythm, .sinusBradycardia, .sinusTachycardia, .sinusArrhythmia, .irregular, .firstDegreeBlock, .tachycardia, .junctionalRhythm,
        .ectopicAtrialRhythm, .supraventricularTachycardia,
      ],
      why: "the waves before QRS are flutter's"),
    Entry(
      said: .paced,
      removes: [
        .rightBundleBlock, .leftBundleBlock, .incompleteRightBundleBlock, .incompleteLeftBundleBlock, .conductionDelay, .leftVentricularHypertrophy,
        .pathologicalQ,
      ],
      why: "QRS of a paced beat tells of the electrode's place"),
    Entry(
      said: .leftBundleBlock,
      removes: [
        .conductionDelay, .incompleteRightBundleBlock, .leftAnteriorFascicularBlock, .leftPosteriorFascicularBlock, .leftVentricularHypertrophy,
        .pathologicalQ,
      ],
      why: "both fascicles are blocked, voltage and Q follow from the block (AHA 2009)"),
    Entry(said: .rightBundleBlock, removes: [.conductionDelay, .incompleteRightBundleBlock], why: "the more exact word"),
    Entry(
      said: .ventricularTachycardia, removes: bundleWords, why: "beats from a ventricle have a block's shape without one"),
    Entry(said: .wideTachycardia, removes: bundleWords, why: "a block cannot be told from beats of a ventricle"),
    Entry(
      said: .infarctPattern, removes: [.elevation, .aneurysm, .pericarditis, .wellens, .earlyRepolarisation],
      why: "elevation is what the pattern is made of, and the more urgent reading of it stands"),
    Entry(said: .pericarditis, removes: [.elevation, .earlyRepolarisation], why: "the more exact word"),
    Entry(said: .aneurysm, removes: [.elevation], why: "the more exact word"),
    Entry(
      said: .diffuseDepression,
      removes: [.depression, .posteriorInfarct, .ischaemia, .anterolateralIschaemia, .inferiorIschaemia, .anteroseptalIschaemia],
      why: "the more exact word"),
    Entry(said: .deWinter, removes: [.depression, .posteriorInfarct], why: "the more exact word"),
    Entry(said: .wellens, removes: [.inversion], why: "the more exact word"),
    Entry(said: .digoxin, removes: [.depression], why: "the more exact word"),
    Entry(said: .hypokalaemia, removes: [.depression, .lowT], why: "low T and ST belong to the pattern"),
    Entry(said: .inversion, removes: [.lowT], why: "the graver word"),
    Entry(said: .brugada1, removes: [.brugada2, .incompleteRightBundleBlock, .elevation], why: "the end of QRS in V1 is the pattern's own"),
    Entry(
      said: .hypothermia, removes: [.earlyRepolarisation, .conductionDelay, .elevation], why: "humps at the end of QRS are the pattern's own"),
    Entry(
      said: .infarctPatternInBlock, removes: [.elevation, .depression, .inversion],
      why: "ST and T follow from the block but for what Sgarbossa counts"),
  ]

  /// The statements that stand, in their order. What is more urgent than that which would remove it stays: taking back must not lower a grade.
  static func resolved(_ statements: [ECGStatement]) -> [ECGStatement] {
    var kept: [ECGStatement] = []
    for (place, statement) in statements.enumerated() {
      let isRemoved = table.contains { entry in
        guard entry.removes.contains(where: { $0.rawValue == statement.code }) else { return false }
        return statements.contains { $0.code == entry.said.rawValue && $0.grade.urgency >= statement.grade.urgency }
      }
      guard !isRemoved, !isRepeated(statement, at: place, in: statements) else { continue }
      kept.append(statement)
    }
    return kept
  }

  /// Said twice of the same leads: the most urgent stays, of equals the first.
  private static func isRepeated(_ statement: ECGStatement, at place: Int, in statements: [ECGStatement]) -> Bool {
    statements.enumerated().contains { other, candidate in
      guard other != place, candidate.code == statement.code, candidate.leads == statement.leads else { return false }
      return candidate.grade.urgency > statement.grade.urgency || (candidate.grade.urgency == statement.grade.urgency && other < place)
    }
  }
}

extension ECGGrade {
  /// Rising with how soon a person must look.
  var urgency: Int {
    switch self {
    case .critical: 2
    case .warning: 1
    case .ordinary, .ungraded: 0
    }
  }
}
