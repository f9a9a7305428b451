import ECGCore
import HubModel

/// What is defined about the samples of a channel, or of all channels. What is `nil` is not defined there.
struct MFERChannel: Equatable {
  /// Samples in a block (default 1), and how often blocks of all channels follow each other.
  var blockLength: Int?
  var sequenceCount: Int?
  var waveformType: Int?
  var lead: Lead?
  var dataType: MFERDataType?
  var samplingRateHertz: Double?
  /// Microvolts of one step; `nan` where the unit is no voltage.
  var microvoltsPerStep: Double?
  var offset: Stored?
  var null: Stored?

  struct Lead: Equatable {
    var code: Int
    var words: String
  }

  /// A sample value in the channel's data type, which may be defined after it.
  struct Stored: Equatable {
    var bytes: [UInt8]
    var isBigEndian: Bool
  }

  /// Leads of monitors and of long-term recording (part 3-2, tables 5-21 and 5-22).
  private static let monitoring = [31: "NASA", 32: "CB4", 33: "CB5", 34: "CB6", 4166: "ECG1", 4167: "ECG2", 4168: "ECG3", 4169: "ECG4"]
  /// ECG of some kind (table 5-14).
  private static let ecgTypes = 1...8

  /// With what is not defined here taken from definitions for all channels.
  func completed(by common: MFERChannel) -> MFERChannel {
    MFERChannel(
      blockLength: blockLength ?? common.blockLength, sequenceCount: sequenceCount ?? common.sequenceCount,
      waveformType: waveformType ?? common.waveformType, lead: lead ?? common.lead, dataType: dataType ?? common.dataType,
      samplingRateHertz: samplingRateHertz ?? common.samplingRateHertz, microvoltsPerStep: microvoltsPerStep ?? common.microvoltsPerStep,
      offset: offset ?? common.offset, null: null ?? common.null)
  }

  /// Takes a definition; an empty one restores the default.
  ///
  /// - Returns: `false` for a definition that is not about samples.
  mutating func define(_ tag: MFERTag, _ value: ArraySlice<UInt8>, isBigEndian: Bool) throws(HubError) -> Bool {
    switch tag {
    case .blockLength: blockLength = try Self.count(value, isBigEndian)
    case .sequenceCount: sequenceCount = try Self.count(value, isBigEndian)
    case .waveformType: waveformType = value.isEmpty ? nil : ByteReader.unsigned(value.prefix(2), isBigEndian: isBigEndian)
    case .lead: lead = value.isEmpty ? nil : Self.lead(value, isBigEndian)
    case .dataType:
      guard let code = value.first else {
        dataType = nil
        break
      }
      guard let type = MFERDataType(rawValue: Int(code)) else { throw HubError(.badWaveform, "data type \(code)") }
      dataType = type
    case .interval: samplingRateHertz = value.isEmpty ? nil : try Self.rate(value, isBigEndian)
    case .resolution: microvoltsPerStep = value.isEmpty ? nil : try Self.resolution(value, isBigEndian)
    case .offset: offset = value.isEmpty ? nil : Stored(bytes: Array(value), isBigEndian: isBigEndian)
    case .null: null = value.isEmpty ? nil : Stored(bytes: Array(value), isBigEndian: isBigEndian)
    default: return false
    }
    return true
  }

  /// Whether the channel is a surface ECG lead in volts.
  var isECG: Bool {
    guard let scale = microvoltsPerStep, scale.isFinite, type.isSample else { return false }
    guard let lead else { return waveformType.map(Self.ecgTypes.contains) ?? false }
    return LeadCode.isECG(lead.code, others: Self.monitoring) || LeadNaming.known(lead.words) != nil
  }

  func leadName(channel: Int) -> LeadName {
    guard let lead else { return LeadNaming.name("", channel: channel) }
    if LeadCode.isECG(lead.code, others: Self.monitoring) { return LeadCode.name(lead.code, others: Self.monitoring) }
    return LeadNaming.name(lead.words, channel: channel)
  }

  var type: MFERDataType { dataType ?? .int16 }

  private static func count(_ value: ArraySlice<UInt8>, _ isBigEndian: Bool) throws(HubError) -> Int? {
    guard !value.isEmpty else { return nil }
    let count = ByteReader.unsigned(value.prefix(5), isBigEndian: isBigEndian)
    guard value.count <= 4, count > 0 else { throw HubError(.badWaveform, "block length or sequence count") }
    return count
  }

  /// A number, and words of the sender's own behind it. Words here are read as ASCII: they only serve to find a known lead.
  private static func lead(_ value: ArraySlice<UInt8>, _ isBigEndian: Bool) -> Lead {
    Lead(
      code: ByteReader.unsigned(value.prefix(2), isBigEndian: isBigEndian),
      words: String(decoding: value.dropFirst(2).filter { $0 != 0 }, as: UTF8.self))
  }

  /// Unit (0 Hz, 1 seconds, 2 metres), power of ten, number (table 5-3).
  private static func rate(_ value: ArraySlice<UInt8>, _ isBigEndian: Bool) throws(HubError) -> Double {
    let (unit, number) = try scaled(value, isBigEndian, "sampling interval")
    guard unit < 2 else { throw HubError(.unsupportedWaveform, "samples by distance") }
    let rate = unit == 0 ? number : 1 / number
    guard WFDBLimits.samplingRatesHertz.contains(rate) else { throw HubError(.badWaveform, "sampling interval") }
    return rate
  }

  /// Unit (0 volts), power of ten, number (table 5-4).
  private static func resolution(_ value: ArraySlice<UInt8>, _ isBigEndian: Bool) throws(HubError) -> Double {
    let (unit, number) = try scaled(value, isBigEndian, "resolution")
    return unit == 0 ? number * 1e6 : .nan
  }

  private static func scaled(_ value: ArraySlice<UInt8>, _ isBigEndian: Bool, _ name: String) throws(HubError) -> (unit: UInt8, number: Double) {
    let bytes = Array(value)
    guard (3...6).contains(bytes.count) else { throw HubError(.badWaveform, name) }
    let number = ByteReader.signed(bytes[2...], isBigEndian: isBigEndian)
    let power = Int(Int8(bitPattern: bytes[1]))
    guard number > 0, (-30...30).contains(power) else { throw HubError(.badWaveform, name) }
    // Powers of ten are exact up to 10²²: divided by one, 4 · 10⁻³ is 0.004 and not its neighbour.
    let scale = (0..<abs(power)).reduce(1.0) { product, _ in product * 10 }
    return (bytes[0], power < 0 ? Double(number) / scale : Double(number) * scale)
  }
}

/// How a sample is stored (table 5-6).
enum MFERDataType: Int {
  case int16, uint16, int32, uint8, status16, int8, uint32, float32, float64
  /// Differences packed as the AHA database has them.
  case ahaCompressed

  var byteCount: Int {
    switch self {
    case .uint8, .int8, .ahaCompressed: 1
    case .int16, .uint16, .status16: 2
    case .int32, .uint32, .float32: 4
    case .float64: 8
    }
  }

  var isSample: Bool { self != .status16 && self != .ahaCompressed }

  /// One stored value as a number.
  func value(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> Double {
    switch self {
    case .int16, .int32, .int8: return Double(ByteReader.signed(bytes, isBigEndian: isBigEndian))
    case .uint16, .uint32, .uint8, .status16, .ahaCompressed: return Double(ByteReader.unsigned(bytes, isBigEndian: isBigEndian))
    case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: ByteReader.unsigned(bytes, isBigEndian: isBigEndian))))
    case .float64:
      let half = bytes.startIndex + 4
      let (first, second) = (
        ByteReader.unsigned(bytes[..<half], isBigEndian: isBigEndian), ByteReader.unsigned(bytes[half...], isBigEndian: isBigEndian)
      )
      return Double(bitPattern: isBigEndian ? UInt64(first) << 32 | UInt64(second) : UInt64(second) << 32 | UInt64(first))
    }
  }
}
