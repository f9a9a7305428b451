/// Questions of a check that walks over everything.
package protocol CheckingReading {
  /// By number.
  func arrivals(after id: ArrivalID, limit: Int) throws -> [Arrival]
  /// Bytes of all arrivals together.
  func arrivedBytes() throws -> Int64
  /// By number; of one reading in the order of its versions.
  func reportVersions(after id: ReportVersionID, limit: Int) throws -> [ReportVersion]
  /// Bytes that quarantine keeps.
  func quarantinedBlobs() throws -> Set<BlobKey>
  /// Whether the principal can prove who it is.
  func hasToken(_ principal: Principal) throws -> Bool
}

/// A store that was made anew from what was left.
package enum RebuiltStore {
  /// Numbers that others may hold on to (readings, deliveries, critical values and their events) begin beyond the one that is kept under this
  /// setting, so that none is given out twice.
  package static let numberFloorSetting = "number-floor"
}
