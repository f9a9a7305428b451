import HubModel

/// Huffman tables of section 2 (§5.5): the standard's own, or the manufacturer's, between which codes may switch.
struct SCPHuffman {
  /// The number of tables that means "the default table of annex C.3.7.6".
  private static let defaultTableMark = 19_999
  private static let longestPrefixBits = 32
  /// Real files have a handful of tables of some twenty codes.
  private static let mostTables = 256
  private static let mostCodes = 1 << 14

  /// One line of a table.
  struct Code {
    /// Bits that name the code, first bit of the stream lowest, as the standard stores them.
    var prefix: UInt32
    var prefixBits: Int
    /// Bits behind the prefix: a two's complement number, added to the base value.
    var extraBits: Int
    var base: Int
    /// The code holds no sample: decoding goes on in table `base`, counted from 1.
    var isSwitch: Bool
  }

  /// A node of the prefix tree: where 0 and 1 lead, or the code that ends here. Index 0 is the root, so 0 also means "nowhere".
  private struct Node {
    var next: (zero: Int32, one: Int32) = (0, 0)
    var code: Int32 = -1
  }

  private let codes: [[Code]]
  private let trees: [[Node]]

  /// - Returns: `nil` when the section declares that nothing is Huffman coded (no table).
  init?(section: ArraySlice<UInt8>) throws(HubError) {
    var reader = ByteReader(section, subject: "section 2")
    let count = try reader.unsigned(2)
    guard count > 0 else { return nil }
    self.init(tables: count == Self.defaultTableMark ? [Self.defaultTable] : try Self.tables(count, &reader))
  }

  init(tables: [[Code]]) {
    codes = tables
    trees = tables.map(Self.tree)
  }

  /// The samples of one lead; each lead begins anew with table 1.
  ///
  /// - Throws: `truncated` when the bits end too early, `bad-waveform` for bits that are no code.
  func decode(_ bytes: ArraySlice<UInt8>, count: Int) throws(HubError) -> [Int16] {
    guard count <= bytes.count * 8 else { throw HubError(.truncated, "Huffman data") }
    var bits = SCPBits(bytes)
    var samples: [Int16] = []
    samples.reserveCapacity(count)
    var table = 0
    while samples.count < count {
      let code = try next(in: table, &bits)
      if code.isSwitch {
        guard trees.indices.contains(code.base - 1) else { throw HubError(.badWaveform, "Huffman table \(code.base)") }
        table = code.base - 1
      } else {
        samples.append(Int16(truncatingIfNeeded: code.base + (try bits.signed(code.extraBits))))
      }
    }
    return samples
  }

  private func next(in table: Int, _ bits: inout SCPBits) throws(HubError) -> Code {
    var node = 0
    while true {
      let next = trees[table][node].next
      node = Int(try bits.isNextSet() ? next.one : next.zero)
      guard node != 0 else { throw HubError(.badWaveform, "Huffman code") }
      let code = trees[table][node].code
      if code >= 0 { return codes[table][Int(code)] }
    }
  }

  /// Nine bytes a code: prefix bits, all bits, mode (1 = sample, 0 = switch), base value, prefix.
  private static func tables(_ count: Int, _ reader: inout ByteReader) throws(HubError) -> [[Code]] {
    guard count <= mostTables else { throw HubError(.badWaveform, "\(count) Huffman tables") }
    var tables: [[Code]] = []
    var codeCount = 0
    for _ in 0..<count {
      let length = try reader.unsigned(2)
      codeCount += length
      guard codeCount <= mostCodes else { throw HubError(.badWaveform, "\(codeCount) Huffman codes") }
      var table: [Code] = []
      for _ in 0..<length {
        let prefixBits = try reader.unsigned(1)
        let allBits = try reader.unsigned(1)
        let isSwitch = try reader.unsigned(1) == 0
        let base = try reader.signed(2)
        let prefix = UInt32(try reader.unsigned(4))
        guard (1...longestPrefixBits).contains(prefixBits), (0...32).contains(allBits - prefixBits) else {
          throw HubError(.badWaveform, "Huffman code length")
        }
        table.append(Code(prefix: prefix, prefixBits: prefixBits, extraBits: allBits - prefixBits, base: base, isSwitch: isSwitch))
      }
      tables.append(table)
    }
    return tables
  }

  /// Of two codes with one prefix the first counts.
  private static func tree(_ codes: [Code]) -> [Node] {
    var nodes = [Node()]
    for (index, code) in codes.enumerated() {
      var node = 0
      for bit in 0..<code.prefixBits {
        let isOne = code.prefix >> UInt32(bit) & 1 == 1
        var next = isOne ? nodes[node].next.one : nodes[node].next.zero
        if next == 0 {
          next = Int32(nodes.count)
          nodes.append(Node())
          if isOne { nodes[node].next.one = next } else { nodes[node].next.zero = next }
        }
        node = Int(next)
      }
      if nodes[node].code < 0 { nodes[node].code = Int32(index) }
    }
    return nodes
  }

  /// 0 is `0`; ±1 to ±8 are as many ones, a zero and the sign; ten ones and nines lead over to plain numbers of 16 and 8 bits.
  static let defaultTable: [Code] = {
    var table = [Code(prefix: 0, prefixBits: 1, extraBits: 0, base: 0, isSwitch: false)]
    for size in 1...8 {
      let ones: UInt32 = 1 << UInt32(size) - 1
      table.append(Code(prefix: ones, prefixBits: size + 2, extraBits: 0, base: size, isSwitch: false))
      table.append(Code(prefix: ones | 1 << UInt32(size + 1), prefixBits: size + 2, extraBits: 0, base: -size, isSwitch: false))
    }
    table.append(Code(prefix: 0x1FF, prefixBits: 10, extraBits: 8, base: 0, isSwitch: false))
    table.append(Code(prefix: 0x3FF, prefixBits: 10, extraBits: 16, base: 0, isSwitch: false))
    return table
  }()
}

/// Bits of a byte stream, highest first.
struct SCPBits {
  private let bytes: ArraySlice<UInt8>
  private var position = 0
  private let count: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    count = bytes.count * 8
  }

  mutating func isNextSet() throws(HubError) -> Bool {
    guard position < count else { throw HubError(.truncated, "Huffman data") }
    defer { position += 1 }
    return bytes[bytes.startIndex + position >> 3] >> UInt8(7 - position & 7) & 1 == 1
  }

  /// A two's complement number of up to 32 bits; 0 for none.
  mutating func signed(_ bits: Int) throws(HubError) -> Int {
    guard bits > 0 else { return 0 }
    var value = 0
    for _ in 0..<bits { value = value << 1 | (try isNextSet() ? 1 : 0) }
    return value >= 1 << (bits - 1) ? value - (1 << bits) : value
  }
}
