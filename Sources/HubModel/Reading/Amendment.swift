/// What a new version does to the issued one before it.
package enum AmendmentKind: String, Sendable, Codable, CaseIterable {
  /// Changed after it was issued, for another reason than an error.
  case amended
  /// An error is put right.
  case corrected
  /// Something is added; what was said stays.
  case appended
  /// The report should never have been given and must not be used: FHIR's `entered-in-error`.
  case withdrawn = "entered-in-error"

  /// HL7 FHIR R4 `DiagnosticReport.status` of the version once it is issued.
  package var status: ReportVersion.Status {
    switch self {
    case .amended: .amended
    case .corrected: .corrected
    case .appended: .appended
    case .withdrawn: .enteredInError
    }
  }
}

/// Work on a report that was issued already. The issued version stays as it is; this leads to another one after it.
package struct Amendment: Sendable, Equatable, Codable {
  package var kind: AmendmentKind
  /// In the doctor's words; stands in the new version.
  package var reason: String
  /// The issued version that the new one takes the place of.
  package var version: Int
  package var openedBy: ReaderID
  package var openedAt: Instant
  /// Whether a critical value of the patient is told and answered anew.
  package var tellsAgain: Bool
  /// When the issued version ended the reading; holds again if the amendment is given up.
  package private(set) var completedAt: Instant?

  package init(kind: AmendmentKind, reason: String, version: Int, openedBy: ReaderID, openedAt: Instant, tellsAgain: Bool) {
    self.kind = kind
    self.reason = reason
    self.version = version
    self.openedBy = openedBy
    self.openedAt = openedAt
    self.tellsAgain = tellsAgain
  }

  fileprivate func after(_ completedAt: Instant?) -> Amendment {
    var next = self
    next.completedAt = completedAt
    return next
  }
}

extension Reading {
  /// A report of this reading was issued, and may be taken up again or is.
  package var wasIssued: Bool { state == .completed || amendment != nil }

  /// COMPLETED → IN PROGRESS: a doctor takes the issued report up again, under a lease and a fencing token of its own. (In UPS terms a
  /// successor: the finished procedure step itself stays finished.)
  ///
  /// - Throws: `amendment-open` while another one is under way; `report-not-issued` while the reading was never completed.
  package func amending(_ amendment: Amendment, at now: Moment, lease length: TimeSpan) throws(HubError) -> Reading {
    guard self.amendment == nil else { throw HubError(.amendmentOpen) }
    guard state == .completed else { throw HubError(.reportNotIssued) }
    var next = taken(by: amendment.openedBy, at: now, lease: length)
    next.task = .amendment
    next.amendment = amendment.after(completedAt)
    next.completedAt = nil
    (next.reporter, next.returnReason) = (nil, nil)
    return next
  }

  /// IN PROGRESS → COMPLETED without a new version: the issued one stands.
  ///
  /// - Throws: `no-amendment` for a reading that is not being amended, or whose amendment is being reviewed; as `requireLease`.
  package func amendmentCanceled(by reader: ReaderID, token: Int64, at now: Moment) throws(HubError) -> Reading {
    _ = try requireLease(of: reader, token: token, at: now.monotonic)
    guard amendment != nil, task == .amendment else { throw HubError(.noAmendment) }
    var next = self
    next.state = .completed
    next.lease = nil
    next.completedAt = amendment?.completedAt
    (next.amendment, next.returnReason) = (nil, nil)
    return next
  }
}
