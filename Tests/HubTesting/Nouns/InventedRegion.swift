import HubModel

/// A small region that exists only in tests: one hospital with two doctors, two clinics it reads for.
package struct InventedRegion: Sendable {
  package var hospital: Hospital
  package var clinic: Clinic
  package var otherClinic: Clinic
  package var reader: Reader
  package var otherReader: Reader

  package static func add(to store: any HubWriting) throws -> InventedRegion {
    let hospital = try store.add(Hospital(id: .unassigned, name: "温岭第一医院"))
    let clinic = try store.add(Clinic(id: .unassigned, name: "石桥头卫生院", code: "SQT", aeTitles: ["SQT_ECG", "SQT_DR"], readBy: hospital.id))
    let otherClinic = try store.add(Clinic(id: .unassigned, name: "坞根卫生院", code: "WG", aeTitles: ["WG_ECG"], readBy: hospital.id))
    let reader = try store.add(Reader(id: .unassigned, name: "陈静", hospital: hospital.id, scopes: Set(ReadingScope.allCases)))
    let otherReader = try store.add(Reader(id: .unassigned, name: "林涛", hospital: hospital.id, scopes: [.ecg]))
    return InventedRegion(hospital: hospital, clinic: clinic, otherClinic: otherClinic, reader: reader, otherReader: otherReader)
  }
}

extension Identifier {
  /// Asks the store to give out a number.
  package static var unassigned: Self { Self(rawValue: 0) }
}
extension ReadingID {
  package static var unassigned: Self { Self(rawValue: 0) }
}

extension BlobKey {
  /// A well-formed key that is nobody's digest: the number in hexadecimal.
  package static func invented(_ number: Int) -> BlobKey {
    let digits = String(number, radix: 16)
    guard let key = BlobKey(rawValue: String(repeating: "0", count: 64 - digits.count) + digits) else { preconditionFailure("not a key: \(digits)") }
    return key
  }
}

extension Instant {
  /// Seconds after 2026-01-01T00:00:00Z.
  package static func invented(_ seconds: Int) -> Instant { Instant(microseconds: 1_767_225_600_000_000 + Int64(seconds) * 1_000_000) }
}

extension Moment {
  /// Seconds after 2026-01-01T00:00:00Z, one hour after boot.
  package static func invented(_ seconds: Int) -> Moment {
    Moment(wall: .invented(seconds), monotonic: MonotonicInstant(microseconds: 3_600_000_000 + Int64(seconds) * 1_000_000))
  }
}
