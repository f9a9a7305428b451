extension StatementCode {
  /// Of rhythms, `nil` of other codes.
  var rhythmWords: BilingualText? {
    let words: (String, String)? =
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
      case .ventricularCouplet: ("成对室性早搏", "Ventricular couplet")
      case .ventricularRun: ("短阵室性心动过速（连发≥3个）", "Run of ventricular beats (three or more)")
      case .bigeminy: ("室性早搏二联律", "Ventricular bigeminy")
      case .trigeminy: ("室性早搏三联律", "Ventricular trigeminy")
      case .atrialBeats: ("房性早搏", "Premature supraventricular beats")
      case .atrialCouplet: ("成对/连发房性早搏", "Supraventricular couplet")
      case .atrialBigeminy: ("房性早搏二联律", "Supraventricular bigeminy")
      case .atrialTrigeminy: ("房性早搏三联律", "Supraventricular trigeminy")
      case .paroxysmalTachycardia: ("短阵室上性心动过速", "Run of supraventricular tachycardia")
      case .junctionalRhythm: ("提示交界性心律", "Possible junctional rhythm")
      case .ectopicAtrialRhythm: ("异位房性心律", "Ectopic atrial rhythm")
      case .preExcitation: ("心室预激", "Ventricular pre-excitation")
      case .preExcitedFibrillation: ("疑似心房颤动合并心室预激", "Suspected pre-excited atrial fibrillation")
      case .paced: ("起搏心律", "Paced rhythm")
      case .captureFailure: ("提示起搏失夺获", "Possible failure to capture")
      case .sensingFailure: ("提示起搏感知不良", "Possible failure to sense")
      case .firstDegreeBlock: ("一度房室传导阻滞", "First-degree AV block")
      case .secondDegreeBlock: ("二度房室传导阻滞", "Second-degree AV block")
      case .sinoatrialBlock: ("提示窦房传导阻滞", "Possible sinoatrial block")
      case .completeBlock: ("疑似三度（完全性）房室传导阻滞", "Suspected third-degree (complete) AV block")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
