/// Sums over the leads of what each says of one candidate's height, by its share of the signal level.
struct HeightAgreement: Sendable {
  /// Of the logarithms of height over signal level, and of their squares.
  var sum: Float = 0
  var squares: Float = 0
  /// Of the shares.
  var total: Float = 0
}

extension LeadTrack {
  /// Working samples to either side that a shape takes in.
  private static let shapeReach = 9

  /// What this lead says of some candidates: their shapes (slopes about the top, brought to unit length), and its part of the slow height and of the
  /// agreement.
  ///
  /// - Parameters:
  ///   - chosen: places of those candidates, each with an agreement.
  ///   - shapes: one place for each candidate and lead, lead by lead.
  @inline(__always)
  static func measure(
    _ track: UnsafePointer<LeadTrack>, _ chosen: [Int], of candidates: UnsafeMutableBufferPointer<BeatCandidate>,
    _ agreements: UnsafeMutableBufferPointer<HeightAgreement>, shapes: UnsafeMutableBufferPointer<SIMD16<Float>>, lead: Int, of leadCount: Int,
    _ fusion: LeadFusion, _ plan: DetectionPlan
  ) {
    let reach = plan.topReach
    let wavelet = plan.slowWavelet
    // Taken once: each look through the pointer would hold and let go of what it leads to.
    let (slow, envelope, levels) = (track.pointee.slow, track.pointee.envelope, track.pointee.levels)
    for (number, index) in chosen.enumerated() {
      let position = candidates[index].position
      let block = plan.block(of: position)
      let gain = fusion.gain(of: block, lead: lead)
      guard gain > 0 else { continue }
      let found = slowHeightAndShape(slow, at: position, wavelet)
      candidates[index].slowHeight += gain * found.height
      shapes[index * leadCount + lead] = found.shape
      guard leadCount > 1 else { continue }
      let signal = levels.signal(of: block)
      let share = gain * signal
      let height = envelope.highest(from: position - reach, to: position + reach + 1)
      let ratio = logarithm(ratio: max(1, height) / max(1, signal))
      agreements[number].sum += share * ratio
      agreements[number].squares += share * ratio * ratio
      agreements[number].total += share
    }
  }

  /// Ends of the recording are held.
  private static func slowHeightAndShape(_ slow: SlidingSeries, at position: Int, _ wavelet: QRSWavelet) -> (height: Float, shape: SIMD16<Float>) {
    let half = max(wavelet.halfLength, shapeReach)
    let room = 2 * half + 1 + wavelet.windowLength
    return slow.withUnsafeValues { values in
      let first = position - half - slow.start
      if let base = values.baseAddress, first >= 0, first + room <= values.count { return heightAndShape(base + first, half: half, wavelet) }
      let last = values.count - 1
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { window in
        for place in 0..<room { window.initializeElement(at: place, to: place <= 2 * half ? values[min(max(0, first + place), last)] : 0) }
        return window.baseAddress.map { heightAndShape($0, half: half, wavelet) } ?? (0, .zero)
      }
    }
  }

  @inline(__always)
  private static func heightAndShape(_ window: UnsafePointer<Float>, half: Int, _ wavelet: QRSWavelet) -> (height: Float, shape: SIMD16<Float>) {
    (wavelet.modulus(of: window + (half - wavelet.halfLength)), shape(of: window + (half - shapeReach)))
  }

  /// The slope at sixteen places about the middle of `window`, brought to unit length.
  @inline(__always)
  private static func shape(of window: UnsafePointer<Float>) -> SIMD16<Float> {
    let raw = UnsafeRawPointer(window)
    let slope = raw.loadUnaligned(fromByteOffset: 8, as: SIMD16<Float>.self) - raw.loadUnaligned(as: SIMD16<Float>.self)
    let length = (slope * slope).total.squareRoot()
    return length > 0 ? slope / length : .zero
  }
}
