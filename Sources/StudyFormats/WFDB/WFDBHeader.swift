/// The text part of a WFDB record (`.hea`, header(5) of the WFDB applications guide): one file of interleaved signals.
package struct WFDBHeader: Sendable, Equatable {
  package var recordName: String
  package var samplingRateHertz: Double
  /// Samples per signal; `nil` when the header does not say.
  package var frameCount: Int?
  /// `hh:mm:ss` as written; `nil` when absent.
  package var baseTime: String?
  /// `dd/mm/yyyy` as written; `nil` when absent.
  package var baseDate: String?
  package var signals: [WFDBSignal]
  /// Lines behind `#`, trimmed.
  package var comments: [String]

  /// All signals lie in this file, in this format, from this byte on.
  package var signalFileName: String { signals.first?.fileName ?? "" }
  package var format: WFDBFormat { signals.first?.format ?? .format16 }
  package var byteOffset: Int { signals.first?.byteOffset ?? 0 }
}

/// How samples lie in the signal file (signal(5)).
package enum WFDBFormat: Int, Sendable {
  /// 16-bit two's complement, little-endian; −32768 marks a sample that is not valid.
  case format16 = 16
  /// Two 12-bit two's complement samples in three bytes; −2048 marks a sample that is not valid.
  case format212 = 212

  var invalidSample: Int16 { self == .format16 ? -32_768 : -2_048 }

  /// Bytes that hold so many samples.
  func byteCount(samples: Int) -> Int { self == .format16 ? samples * 2 : (samples * 3 + 1) / 2 }

  /// Whole samples in so many bytes.
  func sampleCount(bytes: Int) -> Int { self == .format16 ? bytes / 2 : bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0) }
}

/// One signal line of the header.
package struct WFDBSignal: Sendable, Equatable {
  package var fileName: String
  package var format: WFDBFormat
  package var byteOffset: Int
  /// Steps of the converter for one physical unit.
  package var gain: Double
  /// Sample value that is physical zero.
  package var baseline: Int
  package var units: String
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
  package static let samplingRatesHertz = 1.0...100_000.0
  /// 48 h at 2 kHz.
  package static let frames = 48 * 3600 * 2000
  /// Of all signals together, when a record is read into memory: 24 h of three leads at 500 Hz.
  package static let samplesInMemory = 134_217_728
}
