import Foundation
import HubModel
import StudyFormats

/// Expands folders and finds out, by content, what each file is. Reads a little of every file: run it off the cooperative pool.
package struct UploadPlanner {
  private var plan = UploadPlan()
  private var headers: [String] = []
  private var signals: [(path: String, wasNamed: Bool)] = []
  private var seen: Set<String> = []

  package static func plan(paths: [String]) -> UploadPlan {
    var planner = UploadPlanner()
    for path in paths { planner.add(path) }
    planner.pairRecords()
    return planner.plan
  }

  private init() {}

  private mutating func add(_ path: String) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      plan.refusals.append(.init(path: path, code: .unreadableFile))
      return
    }
    guard isFolder.boolValue else { return classify(path, wasNamed: true) }
    // In order of name, so that two runs over one folder do the same.
    let inside = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    for name in inside.sorted() {
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
      if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue { classify(full, wasNamed: false) }
    }
  }

  private mutating func classify(_ path: String, wasNamed: Bool) {
    guard seen.insert((path as NSString).standardizingPath).inserted else { return }
    guard let file = FileStart(path) else {
      plan.refusals.append(.init(path: path, code: .truncated))
      return
    }
    switch file.kind {
    case .dicom where file.name == "DICOMDIR" && !wasNamed: plan.ignored.append(path)
    case .dicom: plan.candidates.append(.init(parts: [.init(path: path, sizeBytes: file.sizeBytes)], format: .dicom))
    case .device(let format): plan.candidates.append(.init(parts: [.init(path: path, sizeBytes: file.sizeBytes)], format: format))
    case .wfdbHeader: headers.append(path)
    case .wfdbSignal: signals.append((path, wasNamed))
    case .unknown where file.claimsDICOM && file.sizeBytes > 0:
      // The hub decides and keeps a record of its refusal.
      plan.candidates.append(.init(parts: [.init(path: path, sizeBytes: file.sizeBytes)], format: .dicom))
    case .unknown where file.claimsDICOM: plan.refusals.append(.init(path: path, code: .notDICOM))
    case .unknown where wasNamed: plan.refusals.append(.init(path: path, code: .unknownFormat))
    case .unknown: plan.ignored.append(path)
    }
  }

  /// A header goes with the signal files it names, or with the one beside it of the same base name; a part alone is refused.
  private mutating func pairRecords() {
    var used: Set<String> = []
    var records: [UploadCandidate] = []
    // Segments are found by the record they belong to, and are none of their own then.
    var segments: Set<String> = []
    for header in headers {
      do throws(HubError) {
        let record = try WFDBFiles(ofHeader: header)
        let files = record.headers + record.signals
        for file in files { used.insert((file as NSString).standardizingPath) }
        let starts = files.map { FileStart($0) }
        guard starts.allSatisfy({ ($0?.sizeBytes ?? 0) > 0 }) else { throw HubError(.missingCompanionFile) }
        let parts = zip(files, starts).map { FilePart(path: $0, sizeBytes: $1?.sizeBytes ?? 0) }
        for segment in record.headers.dropFirst() { segments.insert((segment as NSString).standardizingPath) }
        records.append(UploadCandidate(parts: parts, format: .wfdb, headerParts: record.headers.count))
      } catch { plan.refusals.append(.init(path: header, code: error.code)) }
    }
    plan.refusals.removeAll { segments.contains(($0.path as NSString).standardizingPath) }
    plan.candidates += records.filter { !segments.contains(($0.paths[0] as NSString).standardizingPath) }
    for signal in signals where !used.contains((signal.path as NSString).standardizingPath) {
      plan.refusals.append(.init(path: signal.path, code: .missingCompanionFile))
    }
  }
}

/// What the first bytes and the name of a file say.
struct FileStart {
  enum Kind {
    case dicom
    /// An ECG in one file of another format.
    case device(ObjectFormat)
    case wfdbHeader
    case wfdbSignal
    case unknown
  }
  let name: String
  let kind: Kind
  let sizeBytes: Int64
  let claimsDICOM: Bool

  /// `nil` when the file cannot be read.
  init?(_ path: String) {
    guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd() else { return nil }
    defer { try? handle.close() }
    try? handle.seek(toOffset: 0)
    let start = Array((try? handle.read(upToCount: FormatSniffer.startBytes)) ?? Data())
    name = (path as NSString).lastPathComponent
    sizeBytes = Int64(size)
    let ending = (name as NSString).pathExtension.lowercased()
    claimsDICOM = ["dcm", "dicom", "ima"].contains(ending)
    switch FormatSniffer.format(of: start) {
    case .dicom: kind = .dicom
    case .device(let format): kind = .device(format)
    case .wfdbHeader where ending == "hea": kind = .wfdbHeader
    default: kind = ending == "dat" ? .wfdbSignal : .unknown
    }
  }
}
