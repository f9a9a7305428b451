extension ECGStatement {
  /// The words of a statement that the core can make; `nil` for a code it does not know.
  package static func text(ofCode code: String) -> BilingualText? { StatementCode(rawValue: code)?.text }
}
