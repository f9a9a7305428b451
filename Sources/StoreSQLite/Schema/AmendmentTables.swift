extension Schema {
  /// A reading may be taken up again; a version says what it does to the one before. A version leaves once, or twice where it leaves as
  /// preliminary first, so the deliveries' table is made anew with both in its key.
  static let amendmentTables = """
    ALTER TABLE reading ADD COLUMN amendment TEXT;
    ALTER TABLE report_version ADD COLUMN amendment TEXT;
    DROP TRIGGER report_version_content;
    CREATE TRIGGER report_version_content BEFORE UPDATE OF id, reading, number, author, created_at, study_revision, content_json,
      content_digest, previous_digest, amendment ON report_version
      BEGIN SELECT RAISE(ABORT, 'a report version never changes'); END;
    CREATE TABLE delivery_with_stage (
      clinic INTEGER NOT NULL REFERENCES clinic, sequence INTEGER NOT NULL, reading INTEGER NOT NULL REFERENCES reading,
      report_version INTEGER NOT NULL REFERENCES report_version, created_at INTEGER NOT NULL, acknowledged_at INTEGER,
      is_preliminary INTEGER NOT NULL, PRIMARY KEY (clinic, sequence), UNIQUE (report_version, is_preliminary)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO delivery_with_stage SELECT clinic, sequence, reading, report_version, created_at, acknowledged_at, 0 FROM delivery;
    DROP TABLE delivery;
    ALTER TABLE delivery_with_stage RENAME TO delivery;
    CREATE INDEX delivery_waiting ON delivery (clinic, sequence) WHERE acknowledged_at IS NULL;
    CREATE INDEX delivery_of_reading ON delivery (reading, sequence);
    CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery
      BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;
    CREATE INDEX critical_episode_of_patient ON critical_episode (patient, id);
    """
}
