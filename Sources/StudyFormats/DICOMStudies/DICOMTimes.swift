import DICOM
import Foundation
import HubModel

/// Moments in a DICOM object. Times without an offset are in the zone of the place that sent them.
struct DICOMTimes {
  let item: ScannedItem
  let zone: TimeZone

  init(_ item: ScannedItem, timeZone: String) {
    self.item = item
    zone = TimeZone(identifier: timeZone) ?? .gmt
  }

  /// Study Date and Time; an impossible date counts as none, an impossible time as midnight.
  var studyStart: Instant? { moment(.studyDate, .studyTime) }

  /// When the signal or image was taken: Acquisition DateTime, else Acquisition, Content, Series, Study Date and Time.
  var acquisition: Instant? {
    if let text = item.codeString(.acquisitionDateTime), let moment = moment(text) { return moment }
    return moment(.acquisitionDate, .acquisitionTime) ?? moment(.contentDate, .contentTime) ?? moment(.seriesDate, .seriesTime) ?? studyStart
  }

  private func moment(_ date: DICOMTag, _ time: DICOMTag) -> Instant? {
    guard let day = item.codeString(date).flatMap(CivilTime.date), day != DICOMECGWriter.unknownDay else { return nil }
    let local = day.at(dicom: item.codeString(time))
    if let offset = item.codeString(.timezoneOffsetFromUTC).flatMap(Self.offsetSeconds) { return local.instant(offsetSeconds: offset) }
    return local.instant(in: zone)
  }

  /// DT: `YYYYMMDD[HHMMSS[.FFFFFF]][±ZZXX]`.
  private func moment(_ text: String) -> Instant? {
    guard text.utf8.count >= 8, let day = CivilTime.date(dicom: String(text.prefix(8))), day != DICOMECGWriter.unknownDay else {
      return nil
    }
    var rest = text.dropFirst(8)
    var offset = item.codeString(.timezoneOffsetFromUTC).flatMap(Self.offsetSeconds)
    if let sign = rest.firstIndex(where: { $0 == "+" || $0 == "-" }) {
      offset = Self.offsetSeconds(String(rest[sign...])) ?? offset
      rest = rest[..<sign]
    }
    let local = day.at(dicom: rest.isEmpty ? nil : String(rest))
    return offset.map { local.instant(offsetSeconds: $0) } ?? local.instant(in: zone)
  }

  /// `+0800`; `nil` beyond ±14 h.
  private static func offsetSeconds(_ text: String) -> Int? {
    guard text.utf8.count == 5, let sign = text.first, sign == "+" || sign == "-", let number = Int(text.dropFirst()), number >= 0 else { return nil }
    let minutes = number / 100 * 60 + number % 100
    guard number % 100 < 60, minutes <= 14 * 60 else { return nil }
    return (sign == "-" ? -minutes : minutes) * 60
  }
}
