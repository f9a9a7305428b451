extension Schema {
  /// A version that its author has signed may gain the second signature and nothing else; one that has it never changes.
  static let reviewColumns = """
    ALTER TABLE reading ADD COLUMN task TEXT NOT NULL DEFAULT 'report';
    ALTER TABLE reading ADD COLUMN reporter INTEGER REFERENCES reader;
    ALTER TABLE reading ADD COLUMN return_reason TEXT;
    ALTER TABLE report_version ADD COLUMN needs_review INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE report_version ADD COLUMN prepared_review BLOB;
    ALTER TABLE report_version ADD COLUMN reviewer INTEGER REFERENCES reader;
    ALTER TABLE report_version ADD COLUMN reviewed_at INTEGER;
    ALTER TABLE report_version ADD COLUMN reviewed_pdf BLOB;
    DROP TRIGGER report_version_signed;
    CREATE TRIGGER report_version_signed BEFORE UPDATE ON report_version WHEN old.signer IS NOT NULL AND (
        old.reviewer IS NOT NULL OR old.needs_review = 0 OR new.needs_review IS NOT old.needs_review OR new.signer IS NOT old.signer
        OR new.signed_at IS NOT old.signed_at OR new.signed_pdf IS NOT old.signed_pdf OR new.prepared_pdf IS NOT old.prepared_pdf)
      BEGIN SELECT RAISE(ABORT, 'a signed version never changes'); END;
    """
}
