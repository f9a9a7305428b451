import ArgumentParser
import Foundation
import HubClient
import HubModel

struct UploadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upload", abstract: "Send studies: files and folders. / 上传检查文件。",
    discussion: """
      DICOM objects, and ECGs in WFDB, SCP-ECG, HL7 aECG, MUSE, Philips and Schiller XML, MFER and EDF; what a file is, is found by its \
      content. Only what the hub does not hold is sent, so a broken upload goes on where it stopped.
      Example:
        readinghub upload ~/ct-series --manifest
        readinghub upload 100.hea 100.dat --patient-id 8801 --name 王小东 --sex male --birth-date 1958-03-01 --urgent
      """)
  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path")) var paths: [String]
  @Flag(help: "To be read before routine studies.") var urgent = false
  @Option(help: ArgumentHelp("A word to the reader.", valueName: "text")) var note: String?
  @Flag(help: "These files are all there is of their studies: they can be read at once.") var manifest = false
  @Option(help: ArgumentHelp("Patient ID, for files that carry none.", valueName: "id")) var patientId: String?
  @Option(help: "Patient's name, for files that carry none.") var name: String?
  @Option(help: "Patient's sex: female, male or other.") var sex: Sex?
  @Option(help: ArgumentHelp("Patient's birth date.", valueName: "yyyy-mm-dd")) var birthDate: String?
  @Option(help: ArgumentHelp("How many objects to send at a time.", valueName: "n")) var parallel = 4
  @OptionGroup var options: HubOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Name at least one file or folder.") }
    guard (1...32).contains(parallel) else { throw ValidationError("--parallel: 1 to 32") }
    if let birthDate, birthDate.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil { throw ValidationError("--birth-date: yyyy-mm-dd") }
    guard patientId != nil || name != nil || (sex == nil && birthDate == nil) else {
      throw ValidationError("--sex and --birth-date need --patient-id or --name")
    }
  }

  func run() async throws {
    var wishes = UploadOptions()
    wishes.isUrgent = urgent
    wishes.note = note
    wishes.isComplete = manifest
    wishes.width = parallel
    if patientId != nil || name != nil {
      wishes.identity = PatientIdentity(externalID: patientId ?? "", name: name ?? "", sex: sex, birthDate: birthDate)
    }
    let paths = paths
    let settled = wishes
    try await Workplace.run(options, as: .clinic, patience: .patient) { place in
      let plan = try await OffloadedWork.run { UploadPlanner.plan(paths: paths) }
      let display = UploadDisplay(screen: place.screen, clock: place.clock)
      let results: [UploadResult]
      do {
        results = try await Uploader(session: place.session, options: settled) { display.show($0) }.send(plan)
      } catch {
        display.end()
        throw error
      }
      display.end()
      try Self.finish(results, on: place.screen)
    }
  }

  private static func finish(_ results: [UploadResult], on screen: Screen) throws {
    if screen.isJSON { try screen.emit(UploadSummary(results: results)) } else { UploadDisplay.summarize(results, on: screen) }
    let notFine = results.filter { !$0.isFine }
    guard notFine.isEmpty else {
      let isUnreachable = notFine.count == results.count && notFine.allSatisfy { $0.code == ProblemCode.hubUnreachable.rawValue }
      throw (isUnreachable ? ExitMeaning.hubUnreachable : .someNotStored).code
    }
    if !results.contains(where: { $0.outcome != .ignored }) {
      screen.remark("没有可上传的检查文件。", "There is no study file to send.")
      throw ExitMeaning.refused.code
    }
  }
}

extension Sex: ExpressibleByArgument {}

/// `upload --json`; `audit verify --anchor` reads the receipts of such a file.
struct UploadSummary: Codable {
  var results: [UploadResult]
}
