extension Schema {
  /// The two worklist indexes hold all that filters and orders a page, so that a page costs the same behind any backlog.
  static let readingTables = """
    CREATE TABLE reading (
      id INTEGER PRIMARY KEY, study INTEGER NOT NULL UNIQUE REFERENCES study, clinic INTEGER NOT NULL REFERENCES clinic,
      hospital INTEGER NOT NULL REFERENCES hospital, kind TEXT NOT NULL, scope TEXT NOT NULL, state TEXT NOT NULL, readiness TEXT NOT NULL,
      screening TEXT NOT NULL, screening_code TEXT, grade TEXT, is_urgent INTEGER NOT NULL, note TEXT, is_identity_pending INTEGER NOT NULL,
      first_received_at INTEGER NOT NULL, last_received_at INTEGER NOT NULL, priority INTEGER NOT NULL, deadline INTEGER NOT NULL,
      lease_holder INTEGER REFERENCES reader, lease_token INTEGER, lease_expires INTEGER, lease_expires_at INTEGER,
      last_fencing_token INTEGER NOT NULL, completed_at INTEGER,
      CHECK ((lease_holder IS NULL) = (lease_token IS NULL) AND (lease_holder IS NULL) = (lease_expires IS NULL)
        AND (lease_holder IS NULL) = (lease_expires_at IS NULL)),
      CHECK ((screening = 'notScreened') = (screening_code IS NOT NULL))
    ) STRICT;
    CREATE INDEX reading_worklist_of_hospital ON reading (hospital, kind, scope, state, priority, deadline, id, readiness);
    CREATE INDEX reading_worklist_of_clinic ON reading (clinic, kind, scope, state, priority, deadline, id, readiness, hospital);
    CREATE INDEX reading_in_progress ON reading (lease_expires) WHERE state = 'inProgress';
    CREATE INDEX reading_receiving ON reading (last_received_at) WHERE readiness = 'receiving';
    CREATE TABLE screening (
      id INTEGER PRIMARY KEY, study INTEGER NOT NULL REFERENCES study, object INTEGER NOT NULL REFERENCES arrival,
      algorithm_version TEXT NOT NULL, screened_at INTEGER NOT NULL, grade TEXT NOT NULL, reasons TEXT NOT NULL, findings TEXT NOT NULL,
      result_json BLOB NOT NULL
    ) STRICT;
    CREATE INDEX screening_by_study ON screening (study, id);
    """

  /// What readers say of the core's statements only grows. A patient's earlier readings are found without a scan.
  static let overrideTables = """
    CREATE TABLE statement_override (
      id INTEGER PRIMARY KEY, reading INTEGER NOT NULL REFERENCES reading, reader INTEGER NOT NULL REFERENCES reader, at INTEGER NOT NULL,
      algorithm_version TEXT NOT NULL, code TEXT NOT NULL, verdict TEXT NOT NULL
    ) STRICT;
    CREATE INDEX statement_override_in_order ON statement_override (reading, reader, code, id);
    CREATE INDEX study_by_patient ON study (patient);
    CREATE TRIGGER statement_override_unchanged BEFORE UPDATE ON statement_override
      BEGIN SELECT RAISE(ABORT, 'overrides only grow'); END;
    CREATE TRIGGER statement_override_kept BEFORE DELETE ON statement_override
      BEGIN SELECT RAISE(ABORT, 'overrides only grow'); END;
    """

  /// A report's content never changes; its prepared PDF may until it is signed; a signature is given once.
  static let reportTables = """
    CREATE TABLE report_version (
      id INTEGER PRIMARY KEY, reading INTEGER NOT NULL REFERENCES reading, number INTEGER NOT NULL, author INTEGER NOT NULL REFERENCES reader,
      created_at INTEGER NOT NULL, study_revision INTEGER NOT NULL, content_json BLOB NOT NULL, content_digest BLOB NOT NULL,
      previous_digest BLOB, prepared_pdf BLOB, signer INTEGER REFERENCES reader, signed_at INTEGER, signed_pdf BLOB,
      UNIQUE (reading, number), CHECK ((signer IS NULL) = (signed_at IS NULL) AND (signer IS NULL) = (signed_pdf IS NULL))
    ) STRICT;
    CREATE TABLE delivery (
      clinic INTEGER NOT NULL REFERENCES clinic, sequence INTEGER NOT NULL, reading INTEGER NOT NULL REFERENCES reading,
      report_version INTEGER NOT NULL UNIQUE REFERENCES report_version, created_at INTEGER NOT NULL, acknowledged_at INTEGER,
      PRIMARY KEY (clinic, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX delivery_waiting ON delivery (clinic, sequence) WHERE acknowledged_at IS NULL;
    CREATE TRIGGER report_version_content BEFORE UPDATE OF id, reading, number, author, created_at, study_revision, content_json,
      content_digest, previous_digest ON report_version
      BEGIN SELECT RAISE(ABORT, 'a report version never changes'); END;
    CREATE TRIGGER report_version_signed BEFORE UPDATE ON report_version WHEN old.signer IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'a signed version never changes'); END;
    CREATE TRIGGER report_version_kept BEFORE DELETE ON report_version
      BEGIN SELECT RAISE(ABORT, 'a report version is never deleted'); END;
    CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery
      BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;
    """

  /// The audit chain and screenings only grow. Job numbers are never given out twice, so that a lapsed worker cannot finish another's job.
  static let proofTables = """
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
      detail TEXT NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE job (
      id INTEGER PRIMARY KEY AUTOINCREMENT, arrival INTEGER NOT NULL REFERENCES arrival, study INTEGER REFERENCES study,
      state TEXT NOT NULL, attempts INTEGER NOT NULL, not_before INTEGER NOT NULL, is_urgent INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX job_in_order ON job (state, is_urgent DESC, id, not_before);
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
    CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
    CREATE TRIGGER screening_unchanged BEFORE UPDATE ON screening BEGIN SELECT RAISE(ABORT, 'screenings only grow'); END;
    CREATE TRIGGER screening_kept BEFORE DELETE ON screening BEGIN SELECT RAISE(ABORT, 'screenings only grow'); END;
    """
}
