/// The region's clocks. Each default is a local agreement unless its source is named in docs/clocks.md.
package struct ClockPolicy: Sendable, Equatable, Codable {
  package var ecgRoutine = TimeSpan.minutes(30)
  package var ecgEmergency = TimeSpan.minutes(15)
  package var ecgCritical = TimeSpan.minutes(10)
  package var xrayEmergency = TimeSpan.minutes(30)
  package var xrayRoutine = TimeSpan.hours(2)
  package var crossSectionalEmergency = TimeSpan.hours(1)
  package var crossSectionalRoutine = TimeSpan.hours(4)
  package var ultrasound = TimeSpan.minutes(30)
  package var leaseLength = TimeSpan.minutes(15)
  /// A study without a manifest is closed when nothing has arrived for this long.
  package var quietPeriod = TimeSpan.seconds(60)
  package var enrolmentLife = TimeSpan.hours(24)
  package init() {}

  /// Time from the first acknowledged object to the report.
  package func span(for scope: ReadingScope, priority: Priority) -> TimeSpan {
    switch (scope, priority) {
    case (.ecg, .critical): ecgCritical
    case (.ecg, .emergency): ecgEmergency
    case (.ecg, .routine): ecgRoutine
    case (.ultrasound, _): ultrasound
    case (.ct, .routine), (.mr, .routine): crossSectionalRoutine
    case (.ct, _), (.mr, _): crossSectionalEmergency
    case (_, .routine): xrayRoutine
    case (_, _): xrayEmergency
    }
  }
}

/// What decides a reading's place in the worklist.
package enum PriorityPolicy {
  /// Critical grade first; the sender's urgency, a warning and an ungraded ECG take the emergency clock.
  /// An ECG whose screening is pending or failed is treated as ungraded: unread is never ordinary.
  package static func priority(kind: StudyKind, grade: Grade?, screening: Reading.ScreeningState, isUrgent: Bool) -> Priority {
    if grade == .critical { return .critical }
    if isUrgent { return .emergency }
    guard kind == .ecg else { return .routine }
    switch (screening, grade) {
    case (.screened, .ordinary): return .routine
    default: return .emergency
    }
  }
}

extension Reading {
  /// The same reading with priority and deadline that follow from what is known now. An amendment's clock starts when it is opened.
  package func prioritized(by clocks: ClockPolicy) -> Reading {
    var next = self
    next.priority = PriorityPolicy.priority(kind: kind, grade: grade, screening: screening, isUrgent: isUrgent)
    next.deadline = (amendment?.openedAt ?? firstReceivedAt) + clocks.span(for: scope, priority: next.priority)
    return next
  }
}
