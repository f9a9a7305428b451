extension Schema {
  /// `turn` puts a lane's jobs in order. `job_turn` holds the last turn each clinic has been given, `job_served` the last that was leased: who
  /// comes back after a rest starts from there.
  static let jobLanes = """
    ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'screening';
    ALTER TABLE job ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    UPDATE job SET lane = 'index' WHERE study IS NULL;
    DROP INDEX job_in_order;
    CREATE INDEX job_in_order ON job (state, lane, is_urgent, turn, id, not_before);
    CREATE TABLE job_turn (
      lane TEXT NOT NULL, is_urgent INTEGER NOT NULL, clinic INTEGER NOT NULL REFERENCES clinic, turn INTEGER NOT NULL,
      PRIMARY KEY (lane, is_urgent, clinic)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_served (
      lane TEXT NOT NULL, is_urgent INTEGER NOT NULL, turn INTEGER NOT NULL, PRIMARY KEY (lane, is_urgent)
    ) STRICT, WITHOUT ROWID;
    """
}
