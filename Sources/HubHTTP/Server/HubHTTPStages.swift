import HubFlow
import HubModel

/// The stages that HTTP is an edge of, and the clock that times its log lines.
package struct HubHTTPStages: Sendable {
  package var authentication: Authentication
  package var administration: Administration
  package var enrolling: Enrolling
  package var intake: Intake
  package var worklist: Worklist
  package var viewing: Viewing
  package var reporting: Reporting
  package var overriding: Overriding
  package var signing: Signing
  package var delivering: Delivering
  package var critical: CriticalValues
  package var auditing: Auditing
  package var operating: OperatingView
  package var backingUp: BackingUp
  package var clock: any HubClock
  /// Of the program; told to who has shown a token.
  package var version: String
  package var requestNumbers: RequestNumbers

  package init(
    authentication: Authentication, administration: Administration, enrolling: Enrolling, intake: Intake, worklist: Worklist, viewing: Viewing,
    reporting: Reporting, overriding: Overriding, signing: Signing, delivering: Delivering, critical: CriticalValues, auditing: Auditing,
    operating: OperatingView, backingUp: BackingUp, clock: any HubClock, version: String = "",
    requestNumbers: RequestNumbers = RequestNumbers(prefix: "r")
  ) {
    self.authentication = authentication
    self.administration = administration
    self.enrolling = enrolling
    self.intake = intake
    self.worklist = worklist
    self.viewing = viewing
    self.reporting = reporting
    self.overriding = overriding
    self.signing = signing
    self.delivering = delivering
    self.critical = critical
    self.auditing = auditing
    self.operating = operating
    self.backingUp = backingUp
    self.clock = clock
    self.version = version
    self.requestNumbers = requestNumbers
  }
}
