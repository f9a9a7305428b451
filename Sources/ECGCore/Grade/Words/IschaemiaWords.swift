extension StatementCode {
  /// Of ischaemia and infarcts, `nil` of other codes.
  var ischaemiaWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .infarctPattern: ("急性ST段抬高型心肌梗死图形", "Acute ST-elevation infarct pattern")
      case .infarctPatternInBlock: ("束支阻滞/起搏基础上疑似急性心肌梗死（Sgarbossa标准）", "Suspected acute infarct in bundle branch block or pacing (Sgarbossa)")
      case .elevation: ("ST段抬高", "ST elevation")
      case .depression: ("ST段压低", "ST depression")
      case .inversion: ("T波倒置", "T wave inversion")
      case .aneurysm: ("ST段持续抬高伴Q波，提示陈旧性心肌梗死/室壁瘤", "ST elevation over Q waves, old infarct or aneurysm")
      case .earlyRepolarisation: ("早期复极", "Early repolarisation")
      case .pericarditis: ("提示急性心包炎", "Possible acute pericarditis")
      case .posteriorInfarct: ("提示正后壁心肌梗死", "Possible posterior infarct")
      case .deWinter: ("de Winter征（前降支闭塞图形）", "De Winter pattern (anterior occlusion)")
      case .wellens: ("Wellens征（前降支严重狭窄图形）", "Wellens pattern (critical anterior stenosis)")
      case .diffuseDepression: ("广泛ST段压低伴aVR导联抬高（左主干/多支病变图形）", "Diffuse ST depression with aVR elevation (left main or several vessels)")
      case .lowT: ("T波低平", "Low T waves")
      case .ischaemia: ("ST-T改变，缺血或左室劳损", "ST and T changes of ischaemia or strain")
      case .anterolateralIschaemia: ("前侧壁ST-T改变，提示缺血", "ST and T changes of anterolateral ischaemia")
      case .inferiorIschaemia: ("下壁ST-T改变，提示缺血", "ST and T changes of inferior ischaemia")
      case .anteroseptalIschaemia: ("前间壁ST-T改变，提示缺血", "ST and T changes of anteroseptal ischaemia")
      case .pathologicalQ: ("病理性Q波", "Pathological Q waves")
      case .inferiorInfarct: ("下壁心肌梗死（时间不定）", "Inferior infarct, age unknown")
      case .inferolateralInfarct: ("下侧壁心肌梗死（时间不定）", "Inferolateral infarct, age unknown")
      case .anteroseptalInfarct: ("前间壁心肌梗死（时间不定）", "Anteroseptal infarct, age unknown")
      case .anteriorInfarct: ("前壁心肌梗死（时间不定）", "Anterior infarct, age unknown")
      case .anterolateralInfarct: ("前侧壁心肌梗死（时间不定）", "Anterolateral infarct, age unknown")
      case .lateralInfarct: ("侧壁心肌梗死（时间不定）", "Lateral infarct, age unknown")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
