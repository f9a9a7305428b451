/// Single beats cut out of all leads, aligned on one another, each freed of its baseline.
struct BeatMatrix: Sendable {
  let rateHertz: Double
  /// Samples before the fiducial; the fiducial is sample `before` of each beat.
  let before: Int
  let length: Int
  let leadCount: Int
  /// Which of the recording's beats each row is.
  let beatIndices: [Int]
  /// Fiducial (sample of the recording) of each row after alignment.
  let fiducials: [Int]
  /// `[beat][lead][sample]`, flat.
  let values: [Float]

  func row(_ beat: Int, lead: Int) -> ArraySlice<Float> {
    let start = (beat * leadCount + lead) * length
    return values[start..<(start + length)]
  }
}

/// Cuts beats out. The baseline is the straight line between the levels just before this QRS and the next (PR segment),
/// so that wander goes and ST stays as it is.
struct BeatCutter: Sendable {
  /// Time before the fiducial and after it.
  var beforeSeconds = 0.42
  var afterSeconds = 0.78
  /// The knot lies this long before the fiducial, averaged over twice `knotHalfSeconds`.
  var knotSeconds = 0.09
  var knotHalfSeconds = 0.01
  /// More beats than this add nothing to an average.
  var maximumBeats = 48
  /// Alignment looks this far to both sides.
  var alignmentSeconds = 0.03

  private func alignment(at rateHertz: Double) -> BeatAlignment {
    BeatAlignment(
      rateHertz: rateHertz, halfSeconds: 0.06, reachSeconds: alignmentSeconds, knotHalfSeconds: knotHalfSeconds, minimumBeats: 3)
  }

  func cut(_ leads: [[Float]], rateHertz: Double, beats: [Int], chosen: [Int], alignOn: Int) -> BeatMatrix {
    let before = Int(beforeSeconds * rateHertz)
    let length = before + Int(afterSeconds * rateHertz)
    let count = leads.first?.count ?? 0
    let inside = chosen.filter { beats[$0] - before >= 0 && beats[$0] - before + length <= count }
    // At the ends the window may reach over the recording: fall back to such beats when there is nothing else.
    let usable = inside.isEmpty ? chosen : inside
    let step = max(1, (usable.count + maximumBeats - 1) / maximumBeats)
    let picked = stride(from: 0, to: usable.count, by: step).map { usable[$0] }
    let fiducials = alignment(at: rateHertz).aligned(picked.map { beats[$0] }, samples: leads[alignOn])
    let size = picked.count * leads.count * length
    let values = [Float](unsafeUninitializedCapacity: size) { values, initialized in
      for (row, index) in picked.enumerated() {
        let next = index + 1 < beats.count ? beats[index + 1] : fiducials[row] + (index > 0 ? beats[index] - beats[index - 1] : length)
        for (place, lead) in leads.enumerated() {
          let start = (row * leads.count + place) * length
          let room = UnsafeMutableBufferPointer(rebasing: values[start..<(start + length)])
          write(lead, fiducial: fiducials[row], next: next, before: before, rateHertz: rateHertz, to: room)
        }
      }
      initialized = size
    }
    return BeatMatrix(
      rateHertz: rateHertz, before: before, length: length, leadCount: leads.count, beatIndices: picked, fiducials: fiducials, values: values)
  }

  private func write(
    _ samples: [Float], fiducial: Int, next: Int, before: Int, rateHertz: Double, to values: UnsafeMutableBufferPointer<Float>
  ) {
    let lead = Int(knotSeconds * rateHertz)
    let baseline = alignment(at: rateHertz)
    let first = baseline.level(samples, at: fiducial - lead)
    let second = next - lead < samples.count ? baseline.level(samples, at: next - lead) : first
    let span = Float(max(1, next - fiducial))
    let slope = (second - first) / span
    samples.withUnsafeBufferPointer { input in
      let start = fiducial - before
      // Within the recording first, which is all of it but for beats at its ends.
      let inside = min(max(0, -start), values.count)..<max(min(max(0, -start), values.count), min(values.count, input.count - start))
      let wholeEnd = inside.lowerBound + inside.count / 8 * 8
      let bytes = UnsafeMutableRawBufferPointer(values)
      var distances = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7) + Float(inside.lowerBound - before + lead)
      for offset in stride(from: inside.lowerBound, to: wholeEnd, by: 8) {
        let eight = input.eight(at: start + offset) - first - slope * distances
        bytes.storeBytes(of: eight, toByteOffset: offset * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
        distances += 8
      }
      for rest in [0..<inside.lowerBound, wholeEnd..<values.count] {
        for offset in rest {
          let position = min(max(0, start + offset), input.count - 1)
          values[offset] = input[position] - first - slope * Float(offset - before + lead)
        }
      }
    }
  }
}
