import HubModel
import Trust

extension ReportContent {
  /// Why there is another version after an issued one, and what is different: part of what is signed, so that no later version can be
  /// taken for the first word.
  package struct Amendment: Sendable, Equatable, Codable {
    package var kind: AmendmentKind
    /// In the doctor's words.
    package var reason: String
    /// The issued version this one takes the place of.
    package var version: Int
    /// SHA-256 of that version's `report.json`. (`previousDigest` names the version before, which may be a draft.)
    package var digest: SHA256Digest
    /// What is different from that version; empty for a withdrawal, which says nothing of the study any more.
    package var changes: [Change]

    package init(kind: AmendmentKind, reason: String, version: Int, digest: SHA256Digest, changes: [Change]) {
      self.kind = kind
      self.reason = reason
      self.version = version
      self.digest = digest
      self.changes = changes
    }
  }

  /// The lines of one part that were taken away and put in.
  package struct Change: Sendable, Equatable, Codable {
    package enum Part: String, Sendable, Codable, CaseIterable { case findings, impression, readerGrade }
    package var part: Part
    package var removed: [String]
    package var added: [String]

    package init(part: Part, removed: [String], added: [String]) {
      self.part = part
      self.removed = removed
      self.added = added
    }
  }

  /// What the doctors' words say differently from `earlier`, line by line, in the order of the page.
  package func changes(from earlier: ReportContent) -> [Change] {
    Change.Part.allCases.compactMap { part in
      var change = Change(part: part, removed: [], added: [])
      for line in TextDifference.lines(from: earlier.lines(of: part), to: lines(of: part)) {
        switch line.kind {
        case .removed: change.removed.append(line.text)
        case .added: change.added.append(line.text)
        case .kept: break
        }
      }
      return change.removed.isEmpty && change.added.isEmpty ? nil : change
    }
  }

  private func lines(of part: Change.Part) -> [String] {
    switch part {
    case .findings: TextDifference.split(findings)
    case .impression: TextDifference.split(impression)
    case .readerGrade: readerGrade.map { [$0.rawValue] } ?? []
    }
  }

  /// What a withdrawn report says instead of its findings.
  package static func withdrawalText(version: Int, reason: String) -> String {
    """
    本报告（第 \(version) 版）已撤回，不得作为诊疗依据。撤回原因：\(reason)
    This report (version \(version)) is withdrawn and must not be used for care. Reason: \(reason)
    """
  }
}

/// Two texts held against each other line by line.
package enum TextDifference {
  package enum Kind: Sendable { case kept, removed, added }
  package struct Line: Sendable, Equatable {
    package var kind: Kind
    package var text: String
  }

  /// No lines of an empty text.
  package static func split(_ text: String) -> [String] {
    text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// All lines in order; what was taken away stands before what was put in its place.
  package static func lines(from old: [String], to new: [String]) -> [Line] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for step in new.difference(from: old) {
      switch step {
      case .remove(let place, _, _): removed.insert(place)
      case .insert(let place, _, _): added.insert(place)
      }
    }
    var result: [Line] = []
    var (before, after) = (0, 0)
    while before < old.count || after < new.count {
      if before < old.count, removed.contains(before) {
        result.append(Line(kind: .removed, text: old[before]))
        before += 1
      } else if after < new.count, added.contains(after) {
        result.append(Line(kind: .added, text: new[after]))
        after += 1
      } else {
        result.append(Line(kind: .kept, text: old[before]))
        (before, after) = (before + 1, after + 1)
      }
    }
    return result
  }
}
