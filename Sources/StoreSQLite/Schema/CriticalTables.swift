extension Schema {
  /// What happened in an episode is never changed or taken away; the row beside it says where the episode stands.
  static let criticalTables = """
    CREATE TABLE critical_episode (
      id INTEGER PRIMARY KEY, clinic INTEGER NOT NULL REFERENCES clinic, hospital INTEGER NOT NULL REFERENCES hospital,
      patient INTEGER NOT NULL REFERENCES patient, state TEXT NOT NULL, discovered_at INTEGER NOT NULL, level INTEGER NOT NULL,
      escalates_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX critical_episode_open ON critical_episode (patient) WHERE state <> 'closed';
    CREATE INDEX critical_episode_of_clinic ON critical_episode (clinic, state);
    CREATE INDEX critical_episode_of_hospital ON critical_episode (hospital, state);
    CREATE INDEX critical_episode_due ON critical_episode (escalates_at) WHERE escalates_at IS NOT NULL;
    CREATE TABLE critical_event (
      id INTEGER PRIMARY KEY AUTOINCREMENT, episode INTEGER NOT NULL REFERENCES critical_episode, clinic INTEGER NOT NULL REFERENCES clinic,
      event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX critical_event_of_episode ON critical_event (episode, id);
    CREATE INDEX critical_event_of_clinic ON critical_event (clinic, id);
    CREATE TRIGGER critical_event_unchanged BEFORE UPDATE ON critical_event BEGIN SELECT RAISE(ABORT, 'critical events only grow'); END;
    CREATE TRIGGER critical_event_kept BEFORE DELETE ON critical_event BEGIN SELECT RAISE(ABORT, 'critical events only grow'); END;
    CREATE TRIGGER critical_episode_kept BEFORE DELETE ON critical_episode
      BEGIN SELECT RAISE(ABORT, 'a critical episode is never deleted'); END;
    """
}
