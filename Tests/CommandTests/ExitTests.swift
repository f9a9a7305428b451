import ArgumentParser
import ECGCore
import HubClient
import HubHTTP
import HubModel
import Testing
import Trust

@testable import readinghub

@Suite("Exit codes")
struct ExitTests {
  @Test(
    "Each failure has its class",
    arguments: [
      (ProblemCode.hubUnreachable, ExitMeaning.hubUnreachable), (.notAuthenticated, .notPermitted), (.notPermitted, .notPermitted),
      (.enrolmentInvalid, .notPermitted), (.signatureInvalid, .proofInvalid), (.readingHeld, .refused), (.notFound, .refused),
      (.storageFull, .refused),
    ])
  func classes(code: ProblemCode, status: ExitMeaning) {
    #expect(ExitMeaning(ClientError(HubError(code))) == status)
  }

  @Test("Failures of this side too")
  func ownClasses() {
    #expect(ExitMeaning(ClientError(.noProfile)) == .notPermitted)
    #expect(ExitMeaning(ClientError(.preparedReportDiffers)) == .proofInvalid)
    #expect(ExitMeaning(ClientError(TrustError(.wrongPassphrase))) == .notPermitted)
    #expect(ExitMeaning(ClientError(.fileUnwritable)) == .refused)
  }

  @Test(
    "Wrong usage ends with 2",
    arguments: [
      ["nonsense"], ["upload"], ["claim"], ["claim", "--next", "K7Q2M0"], ["worklist", "--limit", "0"], ["verify"],
      ["ecg", "plot", "x.dcm", "-o", "x.gif"], ["upload", "x", "--sex", "male"], ["reports", "--ack"],
      ["admin", "reader", "add", "A", "--hospital", "H", "--reads", "dentistry"],
      ["upload", "x", "--parallel", "0"], ["enroll"], ["view", "not-an-id"], ["view", "K7Q2M0", "--prior", "--object", "1"],
      ["override", "K7Q2M0", "AFIB"], ["override", "K7Q2M0", "AFIB", "--missed", "--overcalled"],
      ["ecg", "plot", "x.dcm", "-o", "x.png", "--plain", "--beats"], ["ecg", "plot", "x.dcm", "-o", "x.png", "--gain", "15"],
      ["ecg", "plot", "x.dcm", "-o", "x.png", "--layout", "12x1", "--rhythm", "II"], ["ecg", "plot", "x.dcm", "-o", "x"],
      ["ecg", "trend", "a.edf", "b.edf", "-o", "x.pdf"], ["ecg", "trend", "a.edf", "-o", "x.gif"],
      ["report", "K7Q2M0", "--grade", "ungraded"],
      ["serve", "--data", "x", "--http", "nowhere"], ["serve", "--data", "x", "--dicom", "1:2:3"], ["serve", "--data", "x", "--tls-cert", "a.pem"],
      ["init", "--data", "x", "--ae", ""], ["init", "--data", "x", "--quiet-seconds", "-1"],
    ])
  func usage(arguments: [String]) throws {
    let error = try #require(throws: (any Error).self) { _ = try ReadingHub.parseAsRoot(arguments) }
    #expect(ReadingHub.exitCode(for: error) == .validationFailure)
    // The usage of the command that was meant, not of the program.
    let command = arguments[0] == "nonsense" ? "<subcommand>" : arguments[0]
    #expect(ReadingHub.fullMessage(for: error).contains("Usage: readinghub \(command)"), "\(ReadingHub.fullMessage(for: error))")
  }

  @Test("A client lets its connection go before the hub does")
  func idleConnections() {
    #expect(NetworkTransport.idleConnectionSeconds < HubHTTPLimits().idleSeconds)
  }

  @Test(
    "Right usage is understood",
    arguments: [
      [
        "upload", "a", "b", "--urgent", "--note", "x", "--manifest", "--patient-id", "1", "--name", "王", "--sex", "female", "--birth-date",
        "1958-03-01", "--parallel", "8",
      ],
      ["worklist", "--kind", "imaging", "--watch", "--all", "--json"], ["claim", "--next", "--kind", "ecg"], ["claim", "k7q2m0"],
      ["reports", "--since", "3", "--follow", "--out", "/tmp/x", "--all", "--ack"], ["reports", "ack", "12"],
      ["admin", "clinic", "token", "rotate", "WZ01"], ["admin", "clinic", "token", "rotate", "WZ01", "--save-profile", "wz", "--replace"],
      ["profile", "add", "wz", "--hub", "https://hub", "--replace"], ["report", "K7Q2M0", "--grade", "ordinary"],
      ["serve", "--data", "x", "--http", "[::1]:0", "--dicom", "off", "--tls-cert", "a.pem", "--tls-key", "b.pem"],
      ["admin", "reader", "enrol-code", "3"],
      ["admin", "clinic", "add", "王庄", "--code", "WZ01", "--ae", "A,B", "--read-by", "H", "--zone", "Asia/Shanghai"],
      ["ecg", "beats", "--lead", "MLII", "100.hea"], ["ecg", "plot", "x", "-o", "x.svg"],
      ["ecg", "plot", "x", "-o", "x", "--format", "png", "--layout", "6x2", "--rhythm", "II,V1", "--speed", "50", "--gain", "20"],
      ["ecg", "plot", "x", "-o", "x.png", "--beats", "--evidence", "all"], ["ecg", "plot", "x", "-o", "x.pdf", "--prior", "y"],
      ["view", "K7Q2M0", "--prior"], ["view", "K7Q2M0", "--evidence", "STEMI"], ["override", "K7Q2M0", "AFIB", "--missed"], ["overrides"],
      ["ecg", "trend", "x.edf", "-o", "x.pdf"],
      ["audit", "verify", "--anchor", "x.json"],
      ["verify", "--root", "r.pem", "a.pdf"],
    ])
  func rightUsage(arguments: [String]) {
    #expect(throws: Never.self) { _ = try ReadingHub.parseAsRoot(arguments) }
  }

  @Test("Every command that does something shows an example in its help")
  func examples() throws {
    func check(_ command: any ParsableCommand.Type, _ path: String) {
      let configuration = command.configuration
      for child in configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands) {
        check(child, path + " " + (child.configuration.commandName ?? String(describing: child)))
      }
      if configuration.subcommands.isEmpty && configuration.groupedSubcommands.isEmpty && configuration.shouldDisplay {
        #expect(configuration.discussion.lowercased().contains("example"), "\(path) has no example")
        #expect(configuration.discussion.contains("readinghub "), "\(path) has no example")
      }
    }
    check(ReadingHub.self, "readinghub")
  }
}

@Suite("Leads of `ecg beats`")
struct LeadChoiceTests {
  @Test("Words choose leads")
  func choices() throws {
    let names = ["I", "II", "MLII"].map { LeadName(rawValue: $0) }
    #expect(try LeadChoice("multi").indices(among: names) == [0, 1, 2])
    #expect(try LeadChoice("each").indices(among: names) == [0, 1, 2])
    #expect(try LeadChoice("1").indices(among: names) == [1])
    #expect(try LeadChoice("mlii").indices(among: names) == [2])
    #expect(throws: HubError(.badRequest)) { try LeadChoice("3").indices(among: names) }
    #expect(throws: HubError(.badRequest)) { try LeadChoice("V1").indices(among: names) }
    #expect(throws: HubError(.badRequest)) { try LeadChoice("-1").indices(among: names) }
  }

  @Test("Names of the runs, and invalid samples that hold the last valid one")
  func runs() throws {
    let names = ["I", "II"].map { LeadName(rawValue: $0) }
    #expect(try LeadChoice.together.runs(among: names, rateHertz: 360).map(\.name) == ["multi"])
    #expect(try LeadChoice.each.runs(among: names, rateHertz: 360).map(\.name) == ["I", "II"])
    #expect(try LeadChoice.place(1).runs(among: names, rateHertz: 360).map(\.name) == ["1"])
    var held: Float?
    #expect(BeatRun.holdingInvalid([.nan, 1, .nan, 3], &held) == [1, 1, 1, 3])
    #expect(BeatRun.holdingInvalid([.nan, 4], &held) == [3, 4])
  }
}
