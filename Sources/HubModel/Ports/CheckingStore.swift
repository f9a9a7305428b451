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
}
