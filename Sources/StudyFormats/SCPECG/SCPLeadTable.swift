import HubModel

/// The leads of a record and the stretch of time each covers (section 3, §5.6).
struct SCPLeadTable {
  struct Lead {
    /// Numbers of the first and last sample, from 1, at the rate of the reference beat where the rhythm data are reduced.
    var samples: ClosedRange<Int>
    /// §5.6.3 table 4.
    var code: Int
  }

  var leads: [Lead] = []
  /// Reference beats are subtracted from the rhythm data.
  var isBeatSubtracted: Bool

  init(section: ArraySlice<UInt8>?) throws(HubError) {
    guard let section else { throw HubError(.badWaveform, "no section 3") }
    var reader = ByteReader(section, subject: "section 3")
    let count = try reader.unsigned(1)
    isBeatSubtracted = try reader.unsigned(1) & 1 == 1
    guard count > 0 else { throw HubError(.badWaveform, "no leads") }
    guard count <= SCPLimits.leads else { throw HubError(.objectTooLarge, "\(count) leads") }
    for _ in 0..<count {
      let first = try reader.unsigned(4)
      let last = try reader.unsigned(4)
      guard first > 0, last >= first else { throw HubError(.badWaveform, "sample numbers of a lead") }
      leads.append(Lead(samples: first...last, code: try reader.unsigned(1)))
    }
    let total = leads.reduce(0) { $0 + $1.samples.count }
    guard total <= SCPLimits.samples else { throw HubError(.objectTooLarge, "\(total) samples") }
  }
}

/// Where beats lie, what was subtracted from them and which samples were kept at the full rate (section 4, §5.7).
struct SCPBeatTable {
  /// A beat from which the reference beat was subtracted; all numbers are of samples, from 1.
  struct Subtraction {
    var samples: ClosedRange<Int>
    /// The sample on which the reference beat's fiducial lies.
    var fiducial: Int
  }

  var referenceMilliseconds: Int
  /// Number of the fiducial's sample in the reference beat, from 1.
  var referenceFiducial: Int
  /// Beats of type 0; only these are the reference beat's.
  var subtractions: [Subtraction] = []
  private var protected: [ClosedRange<Int>] = []

  init(section: ArraySlice<UInt8>) throws(HubError) {
    var reader = ByteReader(section, subject: "section 4")
    referenceMilliseconds = try reader.unsigned(2)
    referenceFiducial = try reader.unsigned(2)
    let count = try reader.unsigned(2)
    guard count * 14 <= reader.remaining else { throw HubError(.truncated, "section 4") }
    for _ in 0..<count {
      let type = try reader.unsigned(2)
      let first = try reader.unsigned(4)
      let fiducial = try reader.unsigned(4)
      let last = try reader.unsigned(4)
      guard type == 0 else { continue }
      guard first > 0, last >= first else { throw HubError(.badWaveform, "beat subtraction zone") }
      subtractions.append(Subtraction(samples: first...last, fiducial: fiducial))
    }
    // Writers that reduce nothing leave the protected areas out.
    guard count * 8 <= reader.remaining else { return }
    for _ in 0..<count {
      let first = try reader.unsigned(4)
      let last = try reader.unsigned(4)
      if first > 0, last >= first { protected.append(first...last) }
    }
    protected.sort { $0.lowerBound < $1.lowerBound }
  }

  /// Protected areas in order.
  ///
  /// - Throws: `bad-waveform` when two share a sample: then the reduced samples cannot be told apart.
  func protectedAreas() throws(HubError) -> [ClosedRange<Int>] {
    for (area, next) in zip(protected, protected.dropFirst()) where next.lowerBound <= area.upperBound {
      throw HubError(.badWaveform, "protected areas overlap")
    }
    return protected
  }
}
