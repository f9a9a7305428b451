import Foundation
import HubModel

/// Where the objects lie that have no file of their own yet; in memory, rebuilt from the segments at start.
final class LogIndex: @unchecked Sendable {
  struct Place {
    let segment: LogSegment
    let range: Range<Int64>
  }

  private let condition = NSCondition()
  // Guarded by `condition`.
  private var places: [BlobKey: Place] = [:]
  private var readers: [ObjectIdentifier: Int] = [:]

  var isEmpty: Bool { condition.withLock { places.isEmpty } }
  var keys: [BlobKey] { condition.withLock { Array(places.keys) } }
  func contains(_ key: BlobKey) -> Bool { condition.withLock { places[key] != nil } }

  /// The newest record of an object counts.
  func add(_ entries: [(key: BlobKey, place: Place)]) {
    condition.withLock { for entry in entries { places[entry.key] = entry.place } }
  }

  /// Runs `body` with the object's place, which stays as it is meanwhile; `nil` when the object is not in the log.
  func read<Value>(_ key: BlobKey, _ body: (Place) throws -> Value) rethrows -> Value? {
    let place: Place? = condition.withLock {
      guard let place = places[key] else { return nil }
      readers[ObjectIdentifier(place.segment), default: 0] += 1
      return place
    }
    guard let place else { return nil }
    defer { leave(place.segment) }
    return try body(place)
  }

  /// Objects of a segment, in the order in which they came.
  func entries(of segment: LogSegment) -> [(key: BlobKey, place: Place)] {
    condition.withLock { places.filter { $0.value.segment === segment } }.map { ($0.key, $0.value) }.sorted {
      $0.place.range.lowerBound < $1.place.range.lowerBound
    }
  }

  /// Forgets a segment's objects and waits until nobody reads in it any more.
  func forget(_ segment: LogSegment) {
    condition.lock()
    defer { condition.unlock() }
    places = places.filter { $0.value.segment !== segment }
    while readers[ObjectIdentifier(segment), default: 0] > 0 { condition.wait() }
    condition.broadcast()
  }

  private func leave(_ segment: LogSegment) {
    condition.lock()
    let rest = readers[ObjectIdentifier(segment), default: 1] - 1
    readers[ObjectIdentifier(segment)] = rest > 0 ? rest : nil
    condition.broadcast()
    condition.unlock()
  }
}
