/// T wave over all leads: the largest distance from the level before QRS; its end where the leads' slopes come to rest, its onset by the tangent.
struct TDelineator: Sendable {
  let settings: DelineationSettings

  struct Wave: Sendable {
    var onset: Int?
    var peak: Int
    var offset: Int?
    /// Where the tangent at the steepest fall meets the ground (Lepeschkin 1952): earlier, but never beyond the valley before the next wave.
    var tangentOffset: Int?
  }

  /// `limit` is the last sample that can belong to this beat's T wave (before the next P or QRS).
  func delineate(_ signals: SpatialSignals, qrs: (onset: Int, offset: Int), limit: Int) -> Wave? {
    let rate = signals.rateHertz
    let start = qrs.offset + Int(settings.tDelaySeconds * rate)
    guard limit - start > Int(0.08 * rate) else { return nil }
    let rest = signals.levels(over: (qrs.onset - Int(0.012 * rate))..<qrs.onset)
    let raw = signals.distance(from: { lead, _ in rest[lead] }, over: qrs.offset..<limit)
    let course = smoothed(raw, halfWidth: max(1, Int(0.01 * rate)))
    guard let peak = tallest(course, from: start, to: limit - Int(0.03 * rate)) else { return nil }
    let valley = valley(course, after: peak, limit: limit)
    let ground = course[valley]
    let last = min(limit, signals.slowVelocity.count - signals.slowMargin)
    let tangent = tangentEnd(course, peak: peak, limit: valley, ground: ground, rate: rate).map { min($0, limit) }
    // The tangent bounds it: a U wave or a slow return must not lengthen QT, nor a second hump shorten it.
    let latest = tangent.map { $0 + Int(settings.tBeyondTangentSeconds * rate) } ?? last
    let earliest = tangent.map { $0 - Int(settings.tBeforeTangentSeconds * rate) } ?? 0
    let offset = end(signals.slowVelocity, peak: peak, limit: last, rate: rate).map { max(earliest, min($0, latest)) }
    let onset = tangentStart(course, peak: peak, limit: qrs.offset, rate: rate)
    let height = course[peak] - ground
    return height > 20 ? Wave(onset: onset, peak: peak, offset: offset, tangentOffset: tangent) : nil
  }

  /// The largest local maximum; the range's ends do not count unless nothing else is there.
  private func tallest(_ course: [Float], from: Int, to: Int) -> Int? {
    guard from + 2 < to else { return nil }
    var best: Int?
    for index in (from + 1)..<(to - 1) where course[index] >= course[index - 1] && course[index] > course[index + 1] {
      if course[index] > (best.map { course[$0] } ?? 0) { best = index }
    }
    return best
  }

  /// Where the wave has come to rest: the lowest point before the next wave rises (a U or P wave must not lend T its flank).
  private func valley(_ course: [Float], after peak: Int, limit: Int) -> Int {
    var lowest = peak
    for index in (peak + 1)..<limit {
      if course[index] < course[lowest] { lowest = index }
      if course[lowest] < 0.6 * course[peak], course[index] > course[lowest] + 0.12 * course[peak] { break }
    }
    return lowest
  }

  /// Where all leads together come to rest after the steepest place of the descent: a wave that turns over ends there too, which a tangent does not see.
  private func end(_ velocity: [Float], peak: Int, limit: Int, rate: Double) -> Int? {
    let reach = min(limit, peak + Int(settings.tDescentSeconds * rate))
    guard peak < reach, limit < velocity.count, let steepest = (peak..<reach).max(by: { velocity[$0] < velocity[$1] }) else { return nil }
    let level = settings.tRestShare * velocity[steepest]
    let quiet = max(2, Int(settings.tQuietSeconds * rate))
    guard level > 0 else { return nil }
    var last = steepest
    var index = steepest
    while index < limit {
      index += 1
      if velocity[index] > level { last = index } else if index - last >= quiet { break }
    }
    return min(limit, last + Int(settings.tFootSeconds * rate))
  }

  private func tangentEnd(_ course: [Float], peak: Int, limit: Int, ground: Float, rate: Double) -> Int? {
    let last = min(limit, peak + Int(0.2 * rate))
    guard peak + 2 < last else { return nil }
    let step = max(1, Int(0.006 * rate))
    var steepest = peak + 1
    var slope: Float = 0
    for index in (peak + 1)...last where index - step >= 0 && index + step < course.count {
      let fall = (course[index + step] - course[index - step]) / Float(2 * step)
      if fall < slope {
        slope = fall
        steepest = index
      }
    }
    guard slope < 0 else { return nil }
    return Int((Double(steepest) + Double((course[steepest] - ground) / -slope)).rounded())
  }

  private func tangentStart(_ course: [Float], peak: Int, limit: Int, rate: Double) -> Int? {
    let first = max(limit + 2, peak - Int(0.2 * rate))
    guard first < peak - 2 else { return nil }
    let step = max(1, Int(0.006 * rate))
    var steepest = peak - 1
    var slope: Float = 0
    for index in first..<peak where index - step >= 0 {
      let rise = (course[index + step] - course[index - step]) / Float(2 * step)
      if rise > slope {
        slope = rise
        steepest = index
      }
    }
    guard slope > 0 else { return nil }
    let ground = course[limit..<peak].min() ?? 0
    return max(limit, Int((Double(steepest) - Double((course[steepest] - ground) / slope)).rounded()))
  }
}
