import HubModel

extension CriticalEpisode {
  /// As the core raises one for a reading.
  package static func invented(of reading: Reading, patient: PatientID?, code: String = "STEMI", at now: Instant = .invented(10)) -> CriticalEpisode {
    let finding = CriticalFinding(reading: reading.id, code: code, chinese: "急性心梗图形", english: "Infarct pattern")
    return CriticalEpisode.raised(
      finding, of: patient ?? PatientID(rawValue: 0), clinic: reading.clinic, hospital: reading.hospital, by: .hub, at: now, CriticalPolicy())
  }
}
