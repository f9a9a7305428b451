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

  /// What this lead says of candidates: their shapes (slopes about the top, brought to unit length), and its part of the slow height and of the agreement.
  ///
  /// - Parameter shapes: one place for each candidate and lead, lead by lead.
  @inline(__always)
  func measure(
    _ candidates: UnsafeMutableBufferPointer<BeatCandidate>, _ agreements: UnsafeMutableBufferPointer<HeightAgreement>,
    shapes: UnsafeMutableBufferPointer<SIMD16<Float>>, lead: Int, _ fusion: LeadFusion
  ) {
    let leadCount = shapes.count / candidates.count
    let reach = plan.topReach
    fusion.gains.withUnsafeBufferPointer { gains in
      for index in candidates.indices {
        let position = candidates[index].position
        let block = plan.block(of: position)
        let gain = gains[fusion.gainsStart(of: block) + lead]
        guard gain > 0 else { continue }
        let found = slowHeightAndShape(at: position)
        candidates[index].slowHeight += gain * found.height
        shapes[index * leadCount + lead] = found.shape
        guard leadCount > 1 else { continue }
        let share = gain * levels.signal(of: block)
        let ratio = logarithm(envelope.highest(from: position - reach, to: position + reach + 1)) - levels.logSignal(of: block)
        agreements[index].sum += share * ratio
        agreements[index].squares += share * ratio * ratio
        agreements[index].total += share
      }
    }
  }

  /// Ends of the recording are held.
  private func slowHeightAndShape(at position: Int) -> (height: Float, shape: SIMD16<Float>) {
    let wavelet = plan.slowWavelet
    let half = max(wavelet.halfLength, Self.shapeReach)
    let room = 2 * half + 1 + wavelet.windowLength
    return slow.values.withUnsafeBufferPointer { values in
      let first = position - half - slow.start
      if let base = values.baseAddress, first >= 0, first + room <= values.count { return Self.heightAndShape(base + first, half: half, wavelet) }
      let last = values.count - 1
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { window in
        for place in 0..<room { window.initializeElement(at: place, to: place <= 2 * half ? values[min(max(0, first + place), last)] : 0) }
        return window.baseAddress.map { Self.heightAndShape($0, half: half, wavelet) } ?? (0, .zero)
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
