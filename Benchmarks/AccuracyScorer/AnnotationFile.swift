/// Beat annotations of a WFDB record in MIT format (wfdb(5) annot): 16-bit little-endian words, six bits of code, ten of interval.
struct AnnotationFile {
  struct Mark {
    var sample: Int
    var code: Int
    /// Auxiliary text: the rhythm at a change of rhythm.
    var text = ""
  }

  let marks: [Mark]

  private enum Code {
    static let skip = 59
    static let number = 60
    static let subtype = 61
    static let channel = 62
    static let auxiliary = 63
  }

  init(bytes: [UInt8]) {
    var marks: [Mark] = []
    var time = 0
    var position = 0
    func word(_ at: Int) -> Int { at + 1 < bytes.count ? Int(bytes[at]) | Int(bytes[at + 1]) << 8 : 0 }
    while position + 1 < bytes.count {
      let value = word(position)
      position += 2
      if value == 0 { break }
      let code = value >> 10
      let interval = value & 0x3FF
      switch code {
      case Code.skip:
        // A 32-bit interval, high half first.
        time += Int(Int32(bitPattern: UInt32(word(position)) << 16 | UInt32(word(position + 2))))
        position += 4
      case Code.number, Code.subtype, Code.channel: break
      case Code.auxiliary:
        let end = min(position + interval, bytes.count)
        if !marks.isEmpty { marks[marks.count - 1].text = String(decoding: bytes[min(position, end)..<end].filter { $0 != 0 }, as: UTF8.self) }
        position += interval + (interval & 1)
      default:
        time += interval
        marks.append(Mark(sample: time, code: code))
      }
    }
    self.marks = marks
  }

  /// Codes of beats: `N L R a V F J A S E j / Q`, `r e n f B ?`.
  static let beatCodes: Set<Int> = Set(1...13).union([25, 30, 34, 35, 38, 41])
  private static let fibrillationOnset = 32
  private static let fibrillationEnd = 33

  /// Beats in order, and the spans from `[` to `]` (ventricular fibrillation or flutter) in which nothing is scored.
  func reference() -> (beats: [Int], excluded: [ClosedRange<Int>]) {
    var beats: [Int] = []
    var excluded: [ClosedRange<Int>] = []
    var open: Int?
    for mark in marks {
      if mark.code == Self.fibrillationOnset {
        open = mark.sample
      } else if mark.code == Self.fibrillationEnd, let start = open {
        excluded.append(start...max(start, mark.sample))
        open = nil
      } else if Self.beatCodes.contains(mark.code) {
        beats.append(mark.sample)
      }
    }
    if let open { excluded.append(open...Int.max / 2) }
    return (beats.sorted(), excluded)
  }
}
