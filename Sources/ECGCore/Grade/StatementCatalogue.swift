/// Every statement the core can make, with its texts. Codes are SCP-ECG's as in PTB-XL's `scp_statements.csv` where one exists;
/// `VFIB ASYS PAUSE VTAC WQRST STEMI SGARB SQT HYPERK IRREG BRAD TACH VBIG VTRIG BIFAS RAE` are ours.
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
  case atrialBeats = "PAC"
  case paced = "PACE"
  case firstDegreeBlock = "1AVB"
  case completeBlock = "3AVB"
  case rightBundleBlock = "CRBBB"
  case incompleteRightBundleBlock = "IRBBB"
  case leftBundleBlock = "CLBBB"
  case conductionDelay = "IVCD"
  case leftAnteriorFascicularBlock = "LAFB"
  case leftPosteriorFascicularBlock = "LPFB"
  case bifascicularBlock = "BIFAS"
  case leftVentricularHypertrophy = "LVH"
  case rightVentricularHypertrophy = "RVH"
  case rightAtrialEnlargement = "RAE"
  case lowVoltage = "LVOLT"
  case infarctPattern = "STEMI"
  case infarctPatternInBlock = "SGARB"
  case elevation = "STE_"
  case depression = "STD_"
  case inversion = "INVT"
  case pathologicalQ = "QWAVE"
  case longQT = "LNGQT"
  case shortQT = "SQT"
  case hyperkalaemia = "HYPERK"

  var text: BilingualText {
    let (chinese, english) = words
    return BilingualText(chinese: chinese, english: english)
  }

  private var words: (String, String) { rhythmWords ?? shapeWords }

  private var rhythmWords: (String, String)? {
    switch self {
    case .normal: ("正常心电图", "Normal ECG")
    case .sinusRhythm: ("窦性心律", "Sinus rhythm")
    case .sinusBradycardia: ("窦性心动过缓", "Sinus bradycardia")
    case .sinusTachycardia: ("窦性心动过速", "Sinus tachycardia")
    case .sinusArrhythmia: ("窦性心律不齐", "Sinus arrhythmia")
    case .bradycardia: ("心动过缓", "Bradycardia")
    case .tachycardia: ("心动过速", "Tachycardia")
    case .irregular: ("心律不规则", "Irregular rhythm")
    case .atrialFibrillation: ("心房颤动", "Atrial fibrillation")
    case .atrialFlutter: ("疑似心房扑动", "Suspected atrial flutter")
    case .supraventricularTachycardia: ("室上性心动过速", "Supraventricular tachycardia")
    case .ventricularFibrillation: ("疑似心室颤动/心室扑动", "Suspected ventricular fibrillation or flutter")
    case .ventricularTachycardia: ("疑似室性心动过速", "Suspected ventricular tachycardia")
    case .wideTachycardia: ("宽QRS波心动过速", "Wide QRS tachycardia")
    case .asystole: ("疑似心室停搏", "Suspected asystole")
    case .pause: ("长RR间期（停搏）", "Long RR interval (pause)")
    case .ventricularBeats: ("室性早搏", "Premature ventricular beats")
    case .ventricularRun: ("连发室性早搏/短阵室性心动过速", "Ventricular couplet or run")
    case .bigeminy: ("室性早搏二联律", "Ventricular bigeminy")
    case .trigeminy: ("室性早搏三联律", "Ventricular trigeminy")
    case .atrialBeats: ("房性早搏", "Premature supraventricular beats")
    case .paced: ("起搏心律", "Paced rhythm")
    case .firstDegreeBlock: ("一度房室传导阻滞", "First-degree AV block")
    case .completeBlock: ("疑似三度（完全性）房室传导阻滞", "Suspected third-degree (complete) AV block")
    default: nil
    }
  }

  private var shapeWords: (String, String) {
    switch self {
    case .rightBundleBlock: ("完全性右束支传导阻滞", "Complete right bundle branch block")
    case .incompleteRightBundleBlock: ("不完全性右束支传导阻滞", "Incomplete right bundle branch block")
    case .leftBundleBlock: ("完全性左束支传导阻滞", "Complete left bundle branch block")
    case .conductionDelay: ("非特异性室内传导延迟", "Non-specific intraventricular conduction delay")
    case .leftAnteriorFascicularBlock: ("左前分支传导阻滞", "Left anterior fascicular block")
    case .leftPosteriorFascicularBlock: ("左后分支传导阻滞", "Left posterior fascicular block")
    case .leftVentricularHypertrophy: ("左心室肥厚（电压标准）", "Left ventricular hypertrophy by voltage")
    case .bifascicularBlock: ("双分支传导阻滞", "Bifascicular block")
    case .rightVentricularHypertrophy: ("提示右心室肥厚", "Possible right ventricular hypertrophy")
    case .rightAtrialEnlargement: ("提示右心房扩大", "Possible right atrial enlargement")
    case .lowVoltage: ("QRS低电压", "Low QRS voltage")
    case .infarctPattern: ("急性ST段抬高型心肌梗死图形", "Acute ST-elevation infarct pattern")
    case .infarctPatternInBlock: ("束支阻滞/起搏基础上疑似急性心肌梗死（Sgarbossa标准）", "Suspected acute infarct in bundle branch block or pacing (Sgarbossa)")
    case .elevation: ("ST段抬高", "ST elevation")
    case .depression: ("ST段压低", "ST depression")
    case .inversion: ("T波倒置", "T wave inversion")
    case .pathologicalQ: ("病理性Q波", "Pathological Q waves")
    case .longQT: ("QT间期延长", "Long QT interval")
    case .shortQT: ("QT间期缩短", "Short QT interval")
    case .hyperkalaemia: ("提示高钾血症可能", "Possible hyperkalaemia")
    default: (rawValue, rawValue)
    }
  }
}

extension StatementCode {
  /// What stands outside what the grade says: rhythms of health.
  var severity: ECGStatement.Severity? {
    switch self {
    case .normal, .sinusRhythm, .sinusArrhythmia: ECGStatement.Severity.none
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
