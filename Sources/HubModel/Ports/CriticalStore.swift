/// Questions about critical episodes.
package protocol CriticalReading {
  func criticalEpisode(_ id: CriticalEpisodeID) throws -> CriticalEpisode?
  /// The patient's one episode that is not closed.
  func openCriticalEpisode(of patient: PatientID) throws -> CriticalEpisode?
  /// Open and closed ones, newest first.
  func criticalEpisodes(of patient: PatientID) throws -> [CriticalEpisode]
  /// Newest first.
  func criticalEpisodes(_ query: CriticalQuery) throws -> [CriticalEpisode]
  /// Rises with every event of the clinic's episodes; 0 before the first.
  func criticalCursor(of clinic: ClinicID) throws -> Int64
  /// Episodes whose escalation is due, oldest first.
  func criticalEpisodes(escalatingBefore now: Instant, limit: Int) throws -> [CriticalEpisode]
}

package protocol CriticalWriting {
  /// - Throws: `already-exists` when the patient has an open episode.
  func add(_ episode: CriticalEpisode) throws -> CriticalEpisode
  /// Keeps the new state and the events that were added; those it had are never changed. A closed one may be opened again while the
  /// patient has no other that is open.
  func update(_ episode: CriticalEpisode) throws
}

/// Which episodes are asked for.
package struct CriticalQuery: Sendable, Equatable {
  package var clinic: ClinicID?
  package var hospital: HospitalID?
  package var states: Set<CriticalEpisode.State>
  package var limit: Int
  package init(
    clinic: ClinicID? = nil, hospital: HospitalID? = nil, states: Set<CriticalEpisode.State> = [.raised, .notified, .acknowledged], limit: Int = 100
  ) {
    self.clinic = clinic
    self.hospital = hospital
    self.states = states
    self.limit = limit
  }
}
