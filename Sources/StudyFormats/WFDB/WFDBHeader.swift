/// The text part of a WFDB record (`.hea`, header(5) of the WFDB applications guide).
package struct WFDBHeader: Sendable, Equatable {
  package var recordName: String
  /// Frames a second; a signal with several samples a frame has as many times more.
  package var samplingRateHertz: Double
  /// Frames of the record; `nil` when the header does not say.
  package var frameCount: Int?
  /// `hh:mm:ss` as written; `nil` when absent.
  package var baseTime: String?
  /// `dd/mm/yyyy` as written; `nil` when absent.
  package var baseDate: String?
  /// Empty for a record of several segments.
  package var signals: [WFDBSignal]
  /// Lines behind `#`, trimmed.
  package var comments: [String]
  /// Records that make up this one, in order of time; `nil` for a record with signals of its own.
  package var segments: [WFDBSegment]? = nil

  /// The records of the segments, each once, in order of first use.
  var segmentNames: [String] {
    var seen: Set<String> = []
    return (segments ?? []).filter { !$0.isGap && seen.insert($0.recordName).inserted }.map(\.recordName)
  }

  /// The signal files in the order of the header, with the signals that lie in each.
  var files: [WFDBFileLayout] {
    var layouts: [WFDBFileLayout] = []
    for (index, signal) in signals.enumerated() {
      if let last = layouts.last, last.name == signal.fileName {
        layouts[layouts.count - 1].signals = last.signals.lowerBound..<index + 1
        layouts[layouts.count - 1].samplesPerFrame += signal.samplesPerFrame
      } else {
        layouts.append(
          WFDBFileLayout(
            name: signal.fileName, format: signal.format, byteOffset: signal.byteOffset, signals: index..<index + 1,
            samplesPerFrame: signal.samplesPerFrame))
      }
    }
    return layouts
  }
}

/// One record of a multi-segment record (header(5), "Multi-segment records").
package struct WFDBSegment: Sendable, Equatable {
  /// `~` for a time without any signal.
  package var recordName: String
  /// 0 for the layout header of a variable-layout record.
  package var frameCount: Int

  var isGap: Bool { recordName == "~" }
}

/// One signal file: samples of its signals alternate, frame by frame.
struct WFDBFileLayout {
  var name: String
  var format: WFDBFormat
  var byteOffset: Int
  /// Positions in the header.
  var signals: Range<Int>
  /// Of all its signals together.
  var samplesPerFrame: Int

  /// Bytes up to the end of so many frames.
  func length(frames: Int) -> Int { byteOffset + format.byteCount(samples: frames * samplesPerFrame) }

  /// Whether there is such a file; `~` has none.
  var exists: Bool { name != "~" }
}

/// One signal line of the header.
package struct WFDBSignal: Sendable, Equatable {
  package var fileName: String
  package var format: WFDBFormat
  /// How many samples of this signal one frame holds.
  package var samplesPerFrame = 1
  /// By how many frames this signal was written later than those it belongs to.
  package var skewFrames = 0
  package var byteOffset: Int
  /// Steps of the converter for one physical unit.
  package var gain: Double
  /// Sample value that is physical zero.
  package var baseline: Int
  package var units: String
  /// What the differences of format 8 begin from.
  package var initialValue = 0
  /// Sum of all samples modulo 65,536, as a signed number; `nil` when the header does not say.
  package var checksum: Int?
  package var description: String

  /// Microvolts for one physical unit; `nil` when the unit is no voltage.
  package var microvoltsPerUnit: Double? {
    switch units.lowercased() {
    case "mv", "millivolt", "millivolts": 1000
    case "uv", "µv", "μv", "microvolt", "microvolts": 1
    case "v", "volt", "volts": 1_000_000
    case "nv": 0.001
    default: nil
    }
  }
}

/// Bounds on what a header may claim.
package enum WFDBLimits {
  package static let headerBytes = 1 << 20
  package static let signals = 64
  package static let segments = 65_536
  package static let samplesPerFrame = 1024
  package static let skewFrames = 100_000
  package static let samplingRatesHertz = 1.0...100_000.0
  /// 48 h at 2 kHz.
  package static let frames = 48 * 3600 * 2000
  /// Of all signals together, when a record is read into memory: 24 h of three leads at 500 Hz.
  package static let samplesInMemory = 134_217_728
}
