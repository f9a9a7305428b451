extension StatementCode {
  /// Of conduction in the ventricles, `nil` of other codes.
  var conductionWords: BilingualText? {
    let words: (String, String)? =
      switch self {
      case .rightBundleBlock: ("完全性右束支传导阻滞", "Complete right bundle branch block")
      case .incompleteRightBundleBlock: ("不完全性右束支传导阻滞", "Incomplete right bundle branch block")
      case .leftBundleBlock: ("完全性左束支传导阻滞", "Complete left bundle branch block")
      case .incompleteLeftBundleBlock: ("不完全性左束支传导阻滞", "Incomplete left bundle branch block")
      case .conductionDelay: ("非特异性室内传导延迟", "Non-specific intraventricular conduction delay")
      case .leftAnteriorFascicularBlock: ("左前分支传导阻滞", "Left anterior fascicular block")
      case .leftPosteriorFascicularBlock: ("左后分支传导阻滞", "Left posterior fascicular block")
      case .bifascicularBlock: ("双分支传导阻滞", "Bifascicular block")
      default: nil
      }
    return words.map { BilingualText(chinese: $0.0, english: $0.1) }
  }
}
