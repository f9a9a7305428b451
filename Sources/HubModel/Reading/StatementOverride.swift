/// A reader's word on one of the core's statements, kept beside it: what the core said never changes, and neither does this.
/// Of several by one reader on one code of one reading the last counts.
package struct StatementOverride: Sendable, Equatable {
  package enum Verdict: String, Sendable, Codable, CaseIterable {
    /// The ECG shows it and the core did not say it.
    case missed
    /// The core said it and the ECG does not show it.
    case overcalled
    /// The reader takes an earlier word back.
    case withdrawn
  }

  package var reading: ReadingID
  package var reader: ReaderID
  package var at: Instant
  /// Of the screening that is judged.
  package var algorithmVersion: String
  /// The statement's code: `AFIB`.
  package var code: String
  package var verdict: Verdict

  package init(reading: ReadingID, reader: ReaderID, at: Instant, algorithmVersion: String, code: String, verdict: Verdict) {
    self.reading = reading
    self.reader = reader
    self.at = at
    self.algorithmVersion = algorithmVersion
    self.code = code
    self.verdict = verdict
  }
}

/// How often readers found one statement of one version of the core missed or overcalled; what was taken back does not count.
package struct OverrideCount: Sendable, Equatable {
  package var code: String
  package var algorithmVersion: String
  package var missed: Int
  package var overcalled: Int

  package init(code: String, algorithmVersion: String, missed: Int, overcalled: Int) {
    self.code = code
    self.algorithmVersion = algorithmVersion
    self.missed = missed
    self.overcalled = overcalled
  }
}
