extension Schema {
  /// Who takes part and how they prove it.
  static let peopleTables = """
    CREATE TABLE hospital (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, is_disabled INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE clinic (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, read_by INTEGER NOT NULL REFERENCES hospital,
      time_zone TEXT NOT NULL, is_disabled INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE clinic_ae_title (
      ae_title TEXT PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX clinic_ae_title_by_clinic ON clinic_ae_title (clinic, position);
    CREATE TABLE reader (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, hospital INTEGER NOT NULL REFERENCES hospital, scopes TEXT NOT NULL,
      certificate_pem TEXT, is_disabled INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE token (
      principal TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE enrolment (
      code_digest BLOB PRIMARY KEY, reader INTEGER NOT NULL REFERENCES reader, expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (
      key TEXT PRIMARY KEY, value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What came in, by which door, and what was refused. An arrival with a study is indexed, one with a quarantine code quarantined.
  static let objectTables = """
    CREATE TABLE upload (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, created_at INTEGER NOT NULL, is_urgent INTEGER NOT NULL,
      note TEXT, stated_identity TEXT, is_complete INTEGER NOT NULL, items TEXT NOT NULL, is_closed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX upload_open_manifests ON upload (created_at) WHERE is_complete = 1 AND is_closed = 0;
    CREATE TABLE patient (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, issuer TEXT NOT NULL, external_id TEXT NOT NULL,
      name TEXT NOT NULL, is_name_repaired INTEGER NOT NULL, sex TEXT, birth_date TEXT
    ) STRICT;
    CREATE UNIQUE INDEX patient_by_external_id ON patient (clinic, issuer, external_id) WHERE external_id <> '';
    CREATE TABLE study (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, patient INTEGER NOT NULL REFERENCES patient,
      study_instance_uid TEXT NOT NULL, kind TEXT, scope TEXT NOT NULL, modality TEXT NOT NULL, study_description TEXT NOT NULL,
      accession_number TEXT NOT NULL, started_at INTEGER, patient_age_years REAL, object_count INTEGER NOT NULL, revision INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX study_by_uid ON study (clinic, study_instance_uid, ifnull(kind, ''));
    CREATE TABLE arrival (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, calling_ae_title TEXT, upload INTEGER REFERENCES upload,
      received_at INTEGER NOT NULL, blob BLOB NOT NULL, size_bytes INTEGER NOT NULL, format TEXT NOT NULL, header_bytes INTEGER,
      data_set_digest BLOB NOT NULL, transfer_syntax_uid TEXT, sop_class_uid TEXT, sop_instance_uid TEXT NOT NULL,
      is_urgent INTEGER NOT NULL, stated_facts BLOB NOT NULL, study INTEGER REFERENCES study, quarantine_code TEXT,
      CHECK ((calling_ae_title IS NULL) <> (upload IS NULL)), CHECK (study IS NULL OR quarantine_code IS NULL)
    ) STRICT;
    CREATE UNIQUE INDEX arrival_by_uid ON arrival (clinic, sop_instance_uid) WHERE quarantine_code IS NULL;
    CREATE INDEX arrival_by_blob ON arrival (clinic, blob);
    CREATE INDEX arrival_by_study ON arrival (study) WHERE study IS NOT NULL;
    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, calling_ae_title TEXT, upload INTEGER REFERENCES upload,
      received_at INTEGER NOT NULL, code TEXT NOT NULL, digest BLOB, size_bytes INTEGER NOT NULL, sop_instance_uid TEXT,
      are_bytes_kept INTEGER NOT NULL, CHECK ((calling_ae_title IS NULL) <> (upload IS NULL))
    ) STRICT;
    CREATE INDEX quarantine_by_clinic ON quarantine (clinic, id);
    """
}
