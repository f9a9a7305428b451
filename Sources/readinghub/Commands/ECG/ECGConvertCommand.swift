import ArgumentParser
import ECGCore
import Foundation
import HubClient
import HubModel
import StudyFormats
import Trust

struct ECGConvertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write an ECG of any known format as DICOM or WFDB.",
    discussion: """
      The ending of OUT decides: .dcm for a DICOM waveform object (12-lead where its limits hold the recording, else general or ambulatory \
      ECG), .hea for a WFDB record with its .dat beside it. A sample differs by half a step at most. What was assumed in reading is said.
      Example:
        readinghub ecg convert muse.xml ecg.dcm
        readinghub ecg convert holter.edf holter.hea
      """)
  @Argument(help: ArgumentHelp("DICOM, WFDB, SCP-ECG, HL7 aECG, MUSE, Philips, Schiller, MFER or EDF file.", valueName: "in")) var input: String
  @Argument(help: ArgumentHelp("File to write: .dcm or .hea.", valueName: "out")) var output: String
  @Option(help: ArgumentHelp("Time zone of files that name none, and of the times written.", valueName: "zone")) var zone = ECGLoader.defaultTimeZone
  @OptionGroup var options: ScreenOptions

  private enum Kind: String { case dcm, hea }

  struct Result: Encodable {
    var written: [String]
    /// `12-Lead ECG`, `General ECG`, `Ambulatory ECG` or `WFDB`.
    var format: String
    var remarks: [BilingualText]
  }

  private func kind() throws -> Kind {
    guard let kind = Kind(rawValue: (output as NSString).pathExtension.lowercased()) else { throw ValidationError("OUT: .dcm or .hea") }
    return kind
  }

  func validate() throws {
    _ = try kind()
    guard TimeZone(identifier: zone) != nil else { throw ValidationError("--zone: a name such as Asia/Shanghai") }
  }

  func run() async throws {
    let kind = try kind()
    let screen = options.screen
    let (input, output, zone) = (input, output, zone)
    try await Workplace.saying(on: screen) {
      let result = try await OffloadedWork.run {
        switch kind {
        case .dcm: try Self.writeDICOM(input, output, zone)
        case .hea: try Self.writeWFDB(input, output, zone)
        }
      }
      if screen.isJSON { return try screen.emit(result) }
      screen.say(result.written.map { PlainText.escaped($0) }.joined(separator: " ") + "  " + result.format)
      for remark in result.remarks {
        screen.say("  " + screen.text("说明", "note") + ": " + PlainText.escaped(screen.text(remark.chinese, remark.english)))
      }
    }
  }

  private static func writeDICOM(_ input: String, _ output: String, _ zone: String) throws -> Result {
    let document = try ECGLoader.load(path: input, timeZone: zone)
    let written = try DICOMECGWriter.file(document, studyInstanceUID: try ECGLoader.studyInstanceUID(path: input), timeZone: zone) {
      BlobKey(rawValue: SHA256Digest(hashing: $0).hex)
    }
    try AtomicFile.write(written.bytes, to: output)
    return Result(written: [output], format: written.storageClass.name, remarks: document.assumptions + written.remarks)
  }

  private static func writeWFDB(_ input: String, _ output: String, _ zone: String) throws -> Result {
    let base = (output as NSString).deletingPathExtension
    let signals = base + ".dat"
    // No signal file of a record that is read, or of any other, is overwritten.
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
    let isOwn = ((input as NSString).deletingPathExtension as NSString).standardizingPath == (base as NSString).standardizingPath
    guard !isOwn, exists(output) || !exists(signals) else { throw HubError(.alreadyExists, "signal file of another record") }
    let document = try ECGLoader.load(path: input, timeZone: zone)
    let written = try WFDBWriter.record(document, name: (base as NSString).lastPathComponent, timeZone: zone)
    try AtomicFile.write(written.signals, to: signals)
    try AtomicFile.write(written.header, to: output)
    return Result(written: [output, signals], format: "WFDB", remarks: document.assumptions)
  }
}
