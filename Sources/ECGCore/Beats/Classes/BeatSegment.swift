/// Beats with their shapes, waiting to be judged together.
struct BeatSegment: Sendable {
  let leadCount: Int
  private(set) var beats: [Int] = []
  /// Seconds from the beat before to each beat, zero where there is none.
  private(set) var intervals: [Float] = []
  private(set) var isPaced: [Bool] = []
  /// Whether the recording begins or ends within the beat's QRS window.
  private(set) var isCut: [Bool] = []
  /// `BeatShape.stride` floats a lead, `leadCount` leads a beat.
  var shapes: [Float] = []
  /// The heart's own shapes in the segment before.
  var dominantTemplates: [[Float]] = []

  init(leadCount: Int) { self.leadCount = leadCount }

  mutating func append(_ beat: Int, previous: Int?, isPaced paced: Bool, isCut cut: Bool, rateHertz: Double, shape: (inout [Float]) -> Void) {
    beats.append(beat)
    intervals.append(previous.map { Float(Double(beat - $0) / rateHertz) } ?? 0)
    isPaced.append(paced)
    isCut.append(cut)
    let size = leadCount * BeatShape.stride
    // A quarter more at a time: twice as much would be the largest thing in memory.
    if shapes.count + size > shapes.capacity { shapes.reserveCapacity(shapes.count + max(size, shapes.count / 4)) }
    shape(&shapes)
  }

  /// Intervals of the first beats and the one after them, for `RelativeIntervals`.
  func intervals(ofFirst count: Int) -> [Float] { Array(intervals.prefix(count)) + [count < intervals.count ? intervals[count] : 0] }

  func shapes(ofFirst count: Int) -> [Float] { Array(shapes.prefix(count * leadCount * BeatShape.stride)) }

  mutating func removeFirst(_ count: Int) {
    beats.removeFirst(count)
    intervals.removeFirst(count)
    isPaced.removeFirst(count)
    isCut.removeFirst(count)
    shapes.removeFirst(count * leadCount * BeatShape.stride)
  }
}
