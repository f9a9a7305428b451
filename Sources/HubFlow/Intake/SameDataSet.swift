import Foundation
import HubModel
import StudyFormats

extension Intake {
  private static let pieceBytes: Int64 = 4 << 20

  /// Whether an arrival has the data set of one that is kept: the files around them differ when an object comes by two doors, since the
  /// file meta group of a C-STORE is ours (PS3.10 §7.1). Reads both, piece by piece.
  func hasSameDataSet(_ arrival: Arrival, _ study: ParsedStudy, as first: ArrivalID) async throws(HubError) -> Bool {
    guard let kept = try await store.ask({ try $0.arrival(first) }) else { throw HubError(.storeDamaged, "arrival") }
    guard kept.transferSyntaxUID == arrival.transferSyntaxUID,
      let keptStudy = try? JSONDecoder().decode(ParsedStudy.self, from: Data(kept.statedFacts))
    else { return false }
    let (offset, keptOffset) = (study.dataSetOffset, keptStudy.dataSetOffset)
    let length = arrival.sizeBytes - offset
    guard length == kept.sizeBytes - keptOffset else { return false }
    var position: Int64 = 0
    while position < length {
      let end = min(position + Self.pieceBytes, length)
      let piece = try await blobs.read(arrival.blob, range: offset + position..<offset + end)
      guard try await blobs.read(kept.blob, range: keptOffset + position..<keptOffset + end) == piece else { return false }
      position = end
    }
    return true
  }
}
