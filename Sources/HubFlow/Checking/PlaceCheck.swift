import Foundation
import HubModel
import StudyFormats

/// Whether the index puts each object where the object itself says: under its clinic, in its study, with its patient, to a reading.
struct PlaceCheck: Sendable {
  private(set) var flaws: [StoreFlaw] = []
  /// By whether any of its objects names the study's patient: the object that came first did.
  private var hasItsPatient: [StudyID: Bool] = [:]

  mutating func look(at arrival: Arrival, in store: some HubReading) throws {
    guard case .indexed(let id) = arrival.state else { return }
    guard let study = try store.study(id), let patient = try store.patient(study.patient),
      let facts = try? JSONDecoder().decode(ParsedStudy.self, from: Data(arrival.statedFacts))
    else { return note(.indexDiffers, "arrival:\(arrival.id)") }
    let isInPlace =
      study.clinic == arrival.clinic && patient.clinic == arrival.clinic && study.studyInstanceUID == facts.studyInstanceUID
      && facts.sopInstanceUID == arrival.sopInstanceUID
    if !isInPlace { note(.indexDiffers, "arrival:\(arrival.id)") }
    let isItsPatient = patient.identity.externalID == facts.identity.externalID || facts.identity.externalID.isEmpty
    if let known = hasItsPatient[id] {
      if known || !isItsPatient { return }
      hasItsPatient[id] = true
      flaws.removeAll { $0 == StoreFlaw(.indexDiffers, "study:\(id)") }
      return
    }
    hasItsPatient[id] = isItsPatient
    if !isItsPatient { note(.indexDiffers, "study:\(id)") }
    try lookAtReading(of: study, in: store)
  }

  private mutating func lookAtReading(of study: Study, in store: some HubReading) throws {
    guard study.kind != nil else { return }
    guard let reading = try store.reading(of: study.id), reading.clinic == study.clinic else { return note(.indexDiffers, "study:\(study.id)") }
  }

  private mutating func note(_ kind: StoreFlaw.Kind, _ subject: String) { flaws.append(StoreFlaw(kind, subject)) }
}
