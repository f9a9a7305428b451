import HubModel

/// All definitions of a file, in order: those in force make the layout of each frame of waveforms (§5.1, §5.2).
struct MFERContent {
  /// Fields about the person and the measurement, with the byte order and character set in force when they came.
  struct Field {
    var bytes: ArraySlice<UInt8>
    var isBigEndian: Bool
    var encoding: DeviceText.Encoding
  }

  private(set) var fields: [MFERTag: Field] = [:]
  private(set) var frames: [MFERFrame] = []
  private(set) var filters = FilterText.Frequencies()

  private var isBigEndian = true
  private var encoding = DeviceText.Encoding.term("")
  private var common = MFERChannel()
  private var channels: [Int: MFERChannel] = [:]
  private var channelCount = 1
  private var pointer: Int?
  /// What the definitions in force make of the channels; `nil` after a change.
  private var layout: [MFERChannel]?
  private var definedChannels = 0

  init(_ bytes: [UInt8]) throws(HubError) {
    var stream = MFERStream(bytes)
    while let definition = try stream.next() { try take(definition) }
  }

  private mutating func take(_ definition: MFERDefinition) throws(HubError) {
    let value = definition.value
    if try define(definition) { return }
    guard definition.channel == nil else { return }
    switch definition.tag {
    case .byteOrder: isBigEndian = value.first ?? 0 == 0
    case .characterSet: encoding = MFERText.encoding(value)
    case .channelCount:
      channelCount = value.isEmpty ? 1 : try number(value)
      guard channelCount > 0 else { throw HubError(.badWaveform, "no channels") }
      guard channelCount <= MFERLimits.channels else { throw HubError(.objectTooLarge, "\(channelCount) channels") }
      (channels, layout) = ([:], nil)
    case .pointer: pointer = value.isEmpty ? nil : try number(value)
    case .compression:
      guard value.allSatisfy({ $0 == 0 }) else { throw HubError(.unsupportedWaveform, "compressed content") }
    case .filter: MFERText.read(filter: value, into: &filters)
    case .patientName, .patientID, .age, .sex: fields[definition.tag] = Field(bytes: value, isBigEndian: isBigEndian, encoding: encoding)
    case .time:
      // Later frames may have times of their own; the first is the beginning's.
      if fields[.time] == nil { fields[.time] = Field(bytes: value, isBigEndian: isBigEndian, encoding: encoding) }
    case .waveform: try addFrame(value)
    default: break
    }
  }

  /// Takes what describes samples, for one channel or for all.
  ///
  /// - Returns: `false` for a definition of another kind.
  private mutating func define(_ definition: MFERDefinition) throws(HubError) -> Bool {
    let (tag, value) = (definition.tag, definition.value)
    guard let index = definition.channel else {
      guard try common.define(tag, value, isBigEndian: isBigEndian) else { return false }
      layout = nil
      return true
    }
    guard index < channelCount else { throw HubError(.badWaveform, "channel \(index + 1) of \(channelCount)") }
    guard try channels[index, default: MFERChannel()].define(tag, value, isBigEndian: isBigEndian) else { return false }
    layout = nil
    return true
  }

  private func number(_ value: ArraySlice<UInt8>) throws(HubError) -> Int {
    guard value.count <= 4 else { throw HubError(.badWaveform, "number of \(value.count) bytes") }
    return ByteReader.unsigned(value, isBigEndian: isBigEndian)
  }

  private mutating func addFrame(_ bytes: ArraySlice<UInt8>) throws(HubError) {
    guard frames.count < MFERLimits.frames else { throw HubError(.objectTooLarge, "frames") }
    let channels = if let layout { layout } else { try completedChannels() }
    layout = channels
    frames.append(try MFERFrame(bytes, layout: channels, isBigEndian: isBigEndian, pointer: pointer))
    pointer = nil
  }

  private mutating func completedChannels() throws(HubError) -> [MFERChannel] {
    definedChannels += channelCount
    guard definedChannels <= MFERLimits.definedChannels else { throw HubError(.objectTooLarge, "channel definitions") }
    return (0..<channelCount).map { index in
      var own = common
      // A lead named for the whole file is the first channel's.
      if index > 0 { own.lead = nil }
      return (channels[index] ?? MFERChannel()).completed(by: own)
    }
  }
}

/// One definition: tag, channel, contents.
struct MFERDefinition {
  var tag: MFERTag
  /// From 0; `nil` for what concerns all channels.
  var channel: Int?
  var value: ArraySlice<UInt8>
}

/// The definitions one behind another (§5.1): tag, length, value. Lengths are big-endian whatever the byte order of values.
struct MFERStream {
  private let bytes: [UInt8]
  private var place = 0
  /// The channel whose definitions are being read; `end` is `nil` where two zeros end them.
  private var scope: (channel: Int, end: Int?)?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next definition of known meaning; `nil` at the end.
  ///
  /// - Throws: `length-outside-file`, `truncated`, `bad-waveform`, `unsupported-waveform`.
  mutating func next() throws(HubError) -> MFERDefinition? {
    while place < bytes.count {
      if let end = scope?.end, place >= end { scope = nil }
      let code = bytes[place]
      place += 1
      if code == 0 {
        closeOpenScope()
        continue
      }
      guard code != MFERTag.end.rawValue else { return nil }
      if code == MFERTag.channel.rawValue {
        try openScope()
        continue
      }
      guard let length = try length() else { throw HubError(.unsupportedWaveform, "definition without a length") }
      // A group's contents are definitions like all others.
      if code == MFERTag.group.rawValue { continue }
      guard length <= (scope?.end ?? bytes.count) - place else { throw HubError(.lengthOutsideFile, "definition \(code)") }
      let value = bytes[place..<place + length]
      place += length
      if let tag = MFERTag(rawValue: code) { return MFERDefinition(tag: tag, channel: scope?.channel, value: value) }
    }
    return nil
  }

  /// Two zeros end definitions of a channel that state no length; a single zero is filling.
  private mutating func closeOpenScope() {
    guard let scope, scope.end == nil, place < bytes.count, bytes[place] == 0 else { return }
    place += 1
    self.scope = nil
  }

  /// The channel's number comes in groups of seven bits, the highest first.
  private mutating func openScope() throws(HubError) {
    guard scope == nil else { throw HubError(.badWaveform, "channel within a channel") }
    var channel = 0
    repeat {
      guard place < bytes.count else { throw HubError(.truncated, "channel number") }
      channel = channel << 7 | Int(bytes[place] & 0x7F)
      place += 1
      guard channel < 1 << 20 else { throw HubError(.badWaveform, "channel number") }
    } while bytes[place - 1] & 0x80 != 0
    let length = try length()
    if let length, length > bytes.count - place { throw HubError(.lengthOutsideFile, "channel \(channel + 1)") }
    scope = (channel, length.map { place + $0 })
  }

  /// - Returns: `nil` for "until two zeros".
  private mutating func length() throws(HubError) -> Int? {
    guard place < bytes.count else { throw HubError(.truncated, "length") }
    let first = bytes[place]
    place += 1
    guard first >= 0x80 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard count > 0 else { return nil }
    guard count <= 4 else { throw HubError(.badWaveform, "length of \(count) bytes") }
    guard count <= bytes.count - place else { throw HubError(.truncated, "length") }
    defer { place += count }
    return ByteReader.unsigned(bytes[place..<place + count], isBigEndian: true)
  }
}
