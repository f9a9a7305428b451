/// Every statement the core can make, with its texts. Codes are SCP-ECG's as in PTB-XL's `scp_statements.csv` where one exists;
/// `VFIB ASYS PAUSE VTAC WQRST STEMI SGARB SQT HYPERK IRREG BRAD TACH VBIG VTRIG BIFAS LAE RAE`,
/// `VCOUP VRUN ACOUP JUNC EAR AFWPW PCAPT PSENS SAB` and
/// `EREPOL PERICAR DEWINT WELLENS STDAVR HYPOK S1Q3T3 OSBORN BRUG BRUG2 PEDHR PEDPR PEDQRS PEDQTC PEDAXIS` are ours.
enum StatementCode: String, Sendable, CaseIterable {
  case normal = "NORM"
  case sinusRhythm = "SR"
  case sinusBradycardia = "SBRAD"
  case sinusTachycardia = "STACH"
  case sinusArrhythmia = "SARRH"
  case bradycardia = "BRAD"
  case tachycardia = "TACH"
  case irregular = "IRREG"
  case atrialFibrillation = "AFIB"
  case atrialFlutter = "AFLT"
  case supraventricularTachycardia = "SVTAC"
  case ventricularFibrillation = "VFIB"
  case ventricularTachycardia = "VTAC"
  case wideTachycardia = "WQRST"
  case asystole = "ASYS"
  case pause = "PAUSE"
  case ventricularBeats = "PVC"
  case ventricularRun = "VRUN"
  case bigeminy = "VBIG"
  case trigeminy = "VTRIG"
  case ventricularCouplet = "VCOUP"
  case atrialBeats = "PAC"
  case atrialCouplet = "ACOUP"
  case atrialBigeminy = "BIGU"
  case atrialTrigeminy = "TRIGU"
  case paroxysmalTachycardia = "PSVT"
  case junctionalRhythm = "JUNC"
  case ectopicAtrialRhythm = "EAR"
  case preExcitation = "WPW"
  case preExcitedFibrillation = "AFWPW"
  case paced = "PACE"
  case captureFailure = "PCAPT"
  case sensingFailure = "PSENS"
  case firstDegreeBlock = "1AVB"
  case secondDegreeBlock = "2AVB"
  case sinoatrialBlock = "SAB"
  case completeBlock = "3AVB"

  case rightBundleBlock = "CRBBB"
  case incompleteRightBundleBlock = "IRBBB"
  case leftBundleBlock = "CLBBB"
  case incompleteLeftBundleBlock = "ILBBB"
  case conductionDelay = "IVCD"
  case leftAnteriorFascicularBlock = "LAFB"
  case leftPosteriorFascicularBlock = "LPFB"
  case bifascicularBlock = "BIFAS"

  case leftVentricularHypertrophy = "LVH"
  case rightVentricularHypertrophy = "RVH"
  case leftAtrialEnlargement = "LAE"
  case rightAtrialEnlargement = "RAE"
  case lowVoltage = "LVOLT"

  case infarctPattern = "STEMI"
  case infarctPatternInBlock = "SGARB"
  case elevation = "STE_"
  case depression = "STD_"
  case inversion = "INVT"
  case pathologicalQ = "QWAVE"
  case aneurysm = "ANEUR"
  case earlyRepolarisation = "EREPOL"
  case pericarditis = "PERICAR"
  case posteriorInfarct = "PMI"
  case deWinter = "DEWINT"
  case wellens = "WELLENS"
  case diffuseDepression = "STDAVR"
  case lowT = "LOWT"
  case ischaemia = "ISC_"
  case anterolateralIschaemia = "ISCAL"
  case inferiorIschaemia = "ISCIN"
  case anteroseptalIschaemia = "ISCAS"
  case inferiorInfarct = "IMI"
  case inferolateralInfarct = "ILMI"
  case anteroseptalInfarct = "ASMI"
  case anteriorInfarct = "AMI"
  case anterolateralInfarct = "ALMI"
  case lateralInfarct = "LMI"

  case longQT = "LNGQT"
  case shortQT = "SQT"
  case hyperkalaemia = "HYPERK"
  case hypokalaemia = "HYPOK"
  case digoxin = "DIG"
  case lungStrain = "S1Q3T3"
  case hypothermia = "OSBORN"
  case brugada1 = "BRUG"
  case brugada2 = "BRUG2"

  case childRate = "PEDHR"
  case childPR = "PEDPR"
  case childQRS = "PEDQRS"
  case childQTc = "PEDQTC"
  case childAxis = "PEDAXIS"

  var text: BilingualText {
    rhythmWords ?? conductionWords ?? chamberWords ?? ischaemiaWords ?? patternWords ?? childWords
      ?? BilingualText(chinese: rawValue, english: rawValue)
  }
}

extension StatementCode {
  /// What stands outside what the grade says: rhythms of health.
  var severity: ECGStatement.Severity? {
    switch self {
    case .normal, .sinusRhythm, .sinusArrhythmia, .earlyRepolarisation: ECGStatement.Severity.none
    default: nil
    }
  }
}

extension ECGStatement {
  init(
    _ code: StatementCode, _ grade: ECGGrade, score: Double, evidence: [Fact], leads: [LeadName] = [], text: BilingualText? = nil, beats: [Int] = []
  ) {
    self.init(
      code: code.rawValue, text: text ?? code.text, score: score, grade: grade, evidence: evidence.map(\.text), leads: leads, severity: code.severity,
      measured: evidence.compactMap(\.value), beats: beats)
  }
}
