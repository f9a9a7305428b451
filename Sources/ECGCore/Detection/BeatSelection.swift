/// Which humps of the envelope are beats: a threshold between noise and signal level, T waves taken out,
/// and a second look where a beat is missing.
struct BeatSelection: Sendable {
  let settings: DetectionSettings
  let rateHertz: Double
  let levels: EnvelopeLevels

  func select(from candidates: [BeatCandidate]) -> [BeatCandidate] {
    var beats = separated(candidates.filter { $0.height >= threshold(at: $0.position, fraction: settings.thresholdFraction) })
    let strong = beats.filter { $0.height >= threshold(at: $0.position, fraction: settings.strongFraction) }
    let usualSharpness = median(strong.map(\.sharpness))
    beats = withoutTWaves(beats, usualSharpness: usualSharpness)
    beats = withoutInterposedWaves(beats, strong: strong, usualSharpness: usualSharpness)
    beats = searchedBack(beats, candidates: candidates)
    return beats
  }

  private func threshold(at position: Int, fraction: Double) -> Float {
    let block = levels.block(of: position)
    let ground = levels.ground[block]
    let level = ground + Float(fraction) * max(0, levels.signal[block] - ground)
    return max(level, Float(settings.minimumEnvelopeMicrovolts))
  }

  /// Of two beats nearer than the refractory time the higher one stays.
  private func separated(_ candidates: [BeatCandidate]) -> [BeatCandidate] {
    let refractory = Int(settings.refractorySeconds * rateHertz)
    var kept: [BeatCandidate] = []
    for candidate in candidates {
      if let last = kept.last, candidate.position - last.position < refractory {
        if candidate.height > last.height { kept[kept.count - 1] = candidate }
      } else {
        kept.append(candidate)
      }
    }
    return kept
  }

  /// A low hump soon after a beat is its T wave; a blunt one need not be so low.
  private func withoutTWaves(_ beats: [BeatCandidate], usualSharpness: Float) -> [BeatCandidate] {
    let span = Int(settings.tWaveSpanSeconds * rateHertz)
    var kept: [BeatCandidate] = []
    for beat in beats {
      if let last = kept.last, beat.position - last.position < span {
        let isBlunt = beat.sharpness < settings.bluntRatio * min(usualSharpness, last.sharpness)
        let ratio = isBlunt ? settings.bluntTWaveEnvelopeRatio : settings.tWaveEnvelopeRatio
        if beat.height < Float(ratio) * last.height { continue }
      }
      kept.append(beat)
    }
    return kept
  }

  /// A low hump between two high ones that already keep the rhythm's pace is a P or T wave, not a beat.
  private func withoutInterposedWaves(_ beats: [BeatCandidate], strong: [BeatCandidate], usualSharpness: Float) -> [BeatCandidate] {
    guard strong.count > 2, beats.count > 2 else { return beats }
    var kept: [BeatCandidate] = [beats[0]]
    var cursor = 0
    for index in 1..<(beats.count - 1) {
      let beat = beats[index]
      let before = kept[kept.count - 1]
      let after = beats[index + 1]
      if beat.height < interposedLimit(beat, before: before, after: after, usualSharpness: usualSharpness) {
        while cursor + 1 < strong.count, strong[cursor + 1].position <= beat.position { cursor += 1 }
        let pace = localPace(strong, around: cursor)
        if Double(after.position - before.position) < settings.interposedGapRatio * pace { continue }
      }
      kept.append(beat)
    }
    kept.append(beats[beats.count - 1])
    return kept
  }

  /// Height below which a hump between two beats is doubted: higher where P lies, and where T lies when the hump is blunt.
  private func interposedLimit(_ beat: BeatCandidate, before: BeatCandidate, after: BeatCandidate, usualSharpness: Float) -> Float {
    let lower = min(before.height, after.height)
    if Double(after.position - beat.position) < settings.pWaveSpanSeconds * rateHertz { return lower * Float(settings.interposedHeightRatio) }
    let isWhereTLies = Double(beat.position - before.position) < settings.tWaveSpanSeconds * rateHertz
    let isBlunt = beat.sharpness < settings.bluntRatio * usualSharpness
    return lower * Float(isWhereTLies && isBlunt ? settings.interposedHeightRatio : settings.interposedSharpHeightRatio)
  }

  /// Median interval of the strong beats around one of them.
  private func localPace(_ strong: [BeatCandidate], around index: Int) -> Double {
    let span = strong[max(0, index - 8)..<min(strong.count, index + 9)]
    return median(zip(span.dropFirst(), span).map { Double($0.position - $1.position) })
  }

  private func searchedBack(_ beats: [BeatCandidate], candidates: [BeatCandidate]) -> [BeatCandidate] {
    guard beats.count > 3 else { return beats }
    var result: [BeatCandidate] = [beats[0]]
    var intervals: [Double] = []
    var cursor = 0
    for beat in beats.dropFirst() {
      let last = result[result.count - 1]
      let gap = Double(beat.position - last.position)
      let typical = intervals.isEmpty ? typicalInterval(beats) : median(Array(intervals.suffix(8)))
      if gap > settings.searchBackGapRatio * typical {
        while cursor < candidates.count, candidates[cursor].position <= last.position { cursor += 1 }
        result.append(contentsOf: missing(between: last, and: beat, candidates: candidates, from: cursor))
      }
      intervals.append(Double(beat.position - result[result.count - 1].position))
      result.append(beat)
    }
    return result
  }

  private func typicalInterval(_ beats: [BeatCandidate]) -> Double {
    median(zip(beats.dropFirst().prefix(16), beats).map { Double($0.position - $1.position) })
  }

  private func missing(between first: BeatCandidate, and second: BeatCandidate, candidates: [BeatCandidate], from start: Int) -> [BeatCandidate] {
    let guardSpan = Int(settings.tWaveSpanSeconds * rateHertz)
    var found: [BeatCandidate] = []
    var index = start
    while index < candidates.count, candidates[index].position < second.position {
      let candidate = candidates[index]
      index += 1
      guard candidate.position - first.position > guardSpan, second.position - candidate.position > guardSpan,
        candidate.height >= threshold(at: candidate.position, fraction: settings.searchBackFraction)
      else { continue }
      if let last = found.last, candidate.position - last.position < guardSpan {
        if candidate.height > last.height { found[found.count - 1] = candidate }
      } else {
        found.append(candidate)
      }
    }
    return found
  }
}
