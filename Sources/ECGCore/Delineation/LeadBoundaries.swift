/// Boundaries of one lead of an average beat, samples relative to the beat's fiducial.
package struct LeadBoundaries: Sendable, Codable, Equatable {
  package var lead: LeadName
  package var boundaries: BeatBoundaries
  package init(lead: LeadName, boundaries: BeatBoundaries) {
    self.lead = lead
    self.boundaries = boundaries
  }
}

/// Marks of one beat in samples of the recording; `nil` where the wave is absent or the mark would lie outside. No wave has an edge without its peak.
package struct BeatMarks: Sendable, Equatable {
  /// The beat's fiducial: the largest QRS deflection of the clearest lead.
  package var fiducial: Int
  /// The lead's own largest QRS deflection (over all leads: the middle one of theirs); `nil` where no QRS could be marked.
  package var qrsPeak: Int?
  /// Samples from the start of the recording.
  package var boundaries: BeatBoundaries
}

/// Marks of every beat of a recording, in one lead or over all leads.
package struct LeadMarks: Sendable, Equatable {
  package var lead: LeadName
  /// Rising in time; every beat of the recording, also where no wave could be marked.
  package var beats: [BeatMarks]
}

/// Boundaries of a whole recording.
package struct RecordingMarks: Sendable, Equatable {
  /// In the recording's order, none left out.
  package var leads: [LeadMarks]
  /// Over all readable leads: earliest onset, latest offset, with the support of neighbouring leads.
  package var global: LeadMarks
}

extension BeatBoundaries {
  /// The same boundaries moved in time; those that fall outside the recording are absent, and so is a wave whose peak does.
  func moved(by offset: Int, inside range: Range<Int>) -> BeatBoundaries {
    func move(_ value: Int?) -> Int? { value.map { $0 + offset }.flatMap { range.contains($0) ? $0 : nil } }
    var result = BeatBoundaries()
    result.pOnset = move(pOnset)
    result.pPeak = move(pPeak)
    result.pOffset = move(pOffset)
    result.qrsOnset = move(qrsOnset)
    result.qrsOffset = move(qrsOffset)
    result.tOnset = move(tOnset)
    result.tPeak = move(tPeak)
    result.tOffset = move(tOffset)
    result.uPeak = move(uPeak)
    if result.pPeak == nil { result.forgetP() }
    if result.tPeak == nil { result.forgetT() }
    return result
  }
}

extension BeatBoundaries {
  /// The average's boundaries drawn towards a single beat's own by `share` of the way, limited to `reach` samples (T: twice that). Where the two lie
  /// further apart than twice the way's limit they mark different things, and the average's stands; so it does where the beat shows no wave.
  func drawn(towards own: BeatBoundaries, share: Double, reach: Double) -> BeatBoundaries {
    func draw(_ value: Int?, _ other: Int?, _ reach: Double) -> Int? {
      guard let value, let other else { return value }
      let way = Double(other - value)
      guard abs(way) <= 2 * reach else { return value }
      return value + Int((share * min(max(way, -reach), reach)).rounded())
    }
    var result = self
    result.pOnset = draw(pOnset, own.pOnset, reach)
    result.pOffset = draw(pOffset, own.pOffset, reach)
    result.qrsOnset = draw(qrsOnset, own.qrsOnset, reach)
    result.qrsOffset = draw(qrsOffset, own.qrsOffset, reach)
    result.tOnset = draw(tOnset, own.tOnset, 2 * reach)
    result.tOffset = draw(tOffset, own.tOffset, 2 * reach)
    result.encloseTops()
    return result
  }

  /// Edges that were drawn over the top of their wave stop there.
  private mutating func encloseTops() {
    if let pPeak {
      pOnset = pOnset.map { min($0, pPeak) }
      pOffset = pOffset.map { max($0, pPeak) }
    }
    if let tPeak {
      tOnset = tOnset.map { min($0, tPeak) }
      tOffset = tOffset.map { max($0, tPeak) }
    }
  }
}
