/// Damage as it comes by accident and by intent, the same on every run with the same seed.
package enum Mutations {
  /// One to four changes: a byte set, a bit turned, bytes taken out, doubled, or set to all ones; sometimes the end cut off.
  package static func mutated(_ original: [UInt8], _ random: SeededRandom) -> [UInt8] {
    var bytes = original
    for _ in 0...(random.next() % 4) where !bytes.isEmpty { change(&bytes, random) }
    return bytes
  }

  private static func change(_ bytes: inout [UInt8], _ random: SeededRandom) {
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    let place = below(bytes.count)
    let end = min(bytes.count, place + 1 + below(8))
    switch below(6) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[place] ^= 1 << UInt8(below(8))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    case 4: for index in place..<end { bytes[index] = 0xFF }
    default: if below(4) == 0 { bytes.removeLast(below(bytes.count)) } else { bytes[place] &+= 1 }
    }
  }
}
