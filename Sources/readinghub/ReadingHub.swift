import ArgumentParser
import DICOM
import Foundation

/// The program: one subcommand a verb.
struct ReadingHub: AsyncParsableCommand {
  static let version = "0.1.0"
  static let configuration = CommandConfiguration(
    commandName: "readinghub",
    abstract: "From a clinic's ECG or image to a signed report. / 从诊所的心电图、影像到签名报告。",
    discussion: """
      Example:
        readinghub init --data /srv/readinghub
        readinghub serve --data /srv/readinghub
        readinghub upload ~/studies --urgent
        readinghub worklist --watch
      Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 hub unreachable, 4 no valid credentials or not permitted, \
      5 some files were not stored, 6 a proof does not hold, 7 something needs attention.
      """,
    version: "readinghub \(version)",
    groupedSubcommands: [
      CommandGroup(
        name: "HUB",
        subcommands: [
          InitCommand.self, ServeCommand.self, AdminCommand.self, AuditCommand.self, FsckCommand.self, BackupCommand.self, RestoreCommand.self,
        ]),
      CommandGroup(name: "CLINIC", subcommands: [UploadCommand.self, RefusalsCommand.self, ReportsCommand.self, VerifyCommand.self]),
      CommandGroup(
        name: "READER",
        subcommands: [
          EnrollCommand.self, WorklistCommand.self, ClaimCommand.self, ReleaseCommand.self, ViewCommand.self, ReportCommand.self, SignCommand.self,
          ReviewCommand.self, AmendCommand.self, WithdrawCommand.self, OverrideCommand.self, OverridesCommand.self,
        ]),
      CommandGroup(name: "BOTH SIDES", subcommands: [CriticalCommand.self]),
      CommandGroup(name: "ANYWHERE", subcommands: [ECGCommand.self, ProfileCommand.self, DoctorCommand.self]),
    ])
}

@main
enum Program {
  static func main() async {
    // A pipe that closes early is an error of a write, not the end of the program without a word.
    signal(SIGPIPE, SIG_IGN)
    // The hub starts itself anew, limited, for each frame: that mode is no verb for people.
    if CommandLine.arguments.dropFirst().first == FrameDecodingChild.modeName {
      exit(FrameDecodingChild.run(arguments: Array(CommandLine.arguments.dropFirst(2))))
    }
    do {
      var command = try ReadingHub.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(ExitMeaning.report(error))
    }
  }
}
