import Foundation
import StudyFormats

/// What a file of annotations says of a record's beats.
struct AnnotationFile {
  let marks: [WFDBAnnotation]

  init(_ file: URL) throws { marks = try WFDBAnnotations.read(path: file.path) }

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
