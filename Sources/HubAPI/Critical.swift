import HubModel

/// One critical episode, as both sides see it: the proof of who was told what, when, and what was answered.
package struct CriticalRow: Sendable, Codable, Equatable {
  package struct Finding: Sendable, Codable, Equatable {
    package var reading: ReadingID
    package var code: String
    package var chinese: String
    package var english: String
    package init(_ finding: CriticalFinding) {
      reading = finding.reading
      code = finding.code
      chinese = finding.chinese
      english = finding.english
    }
  }
  package struct Event: Sendable, Codable, Equatable {
    package var kind: CriticalEvent.Kind
    package var at: Timestamp
    /// Name of the doctor, clinic or hub that acted.
    package var actor: String
    package var code: String?
    package var callerName: String?
    package var personName: String?
    package var text: String?
    package init(_ event: CriticalEvent, actor: String) {
      kind = event.kind
      at = Timestamp(event.at)
      self.actor = actor
      code = event.finding?.code
      callerName = event.callerName
      personName = event.personName
      text = event.text
    }
  }
  package var id: CriticalEpisodeID
  package var state: CriticalEpisode.State
  package var patientName: String
  package var clinicName: String
  package var hospitalName: String
  package var findings: [Finding]
  package var discoveredAt: Timestamp
  package var level: Int
  package var escalatesAt: Timestamp?
  package var events: [Event]
  package init(
    _ episode: CriticalEpisode, patientName: String, clinicName: String, hospitalName: String, actor: (Principal) throws -> String
  ) rethrows {
    id = episode.id
    state = episode.state
    self.patientName = patientName
    self.clinicName = clinicName
    self.hospitalName = hospitalName
    findings = episode.findings.map(Finding.init)
    discoveredAt = Timestamp(episode.discoveredAt)
    level = episode.level
    escalatesAt = episode.escalatesAt.map(Timestamp.init)
    events = try episode.events.map { Event($0, actor: try actor($0.actor)) }
  }
}

/// `GET /critical`.
package struct CriticalPage: Sendable, Codable {
  package var episodes: [CriticalRow]
  package var now: Timestamp
  package init(episodes: [CriticalRow], now: Timestamp) {
    self.episodes = episodes
    self.now = now
  }
}

/// `POST /readings/{id}/critical`: a doctor found something that cannot wait.
package struct NewCritical: Sendable, Codable {
  package var text: String
  package init(text: String) { self.text = text }
}

/// `POST /critical/{id}/acknowledgement`: a named person of the clinic says what will be done.
package struct CriticalAcknowledgement: Sendable, Codable {
  package var name: String
  package var action: String
  package init(name: String, action: String) {
    self.name = name
    self.action = action
  }
}

/// `POST /critical/{id}/calls`: told on the telephone.
package struct CriticalCall: Sendable, Codable {
  /// Who called; the signed-in doctor where none is named.
  package var callerName: String?
  package var personName: String
  package var text: String
  package init(callerName: String?, personName: String, text: String) {
    self.callerName = callerName
    self.personName = personName
    self.text = text
  }
}

/// `POST /critical/{id}/closure`.
package struct CriticalClosure: Sendable, Codable {
  package var note: String?
  package init(note: String?) { self.note = note }
}

/// `GET` and `PUT /admin/clinics/{code}/contacts`: whom to turn to when a critical value is not answered.
package struct ClinicContacts: Sendable, Codable {
  package var contacts: [Contact]
  package init(contacts: [Contact]) { self.contacts = contacts }
}
