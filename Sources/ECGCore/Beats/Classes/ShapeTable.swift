/// Beats of one segment sorted by the shape of their QRS: each joins the template it agrees with most, or founds one. The number of templates is limited;
/// when there is no room, the rarest gives way and its beats stand alone.
struct ShapeTable {
  /// Correlation from which two beats are of one shape.
  static let sameShape: Float = 0.9
  static let maximumTemplates = 40
  /// Sizes of one shape differ less than this.
  static let largestSizeRatio: Float = 2.2
  /// Alike enough to look no further.
  private static let certainlySame: Float = 0.98
  /// A template follows slow changes: the newest beat weighs at least this much.
  private static let longestMemory = 20

  /// Template of each beat; `nil` stands alone.
  private(set) var assignment: [Int?] = []
  private(set) var sizes: [Int] = []
  /// Mean-free QRS windows, lead after lead.
  private(set) var templates: [[Float]] = []
  private var templateSizes: [Float] = []

  /// `shapes` holds `beatCount` beats of `leadCount` leads, `BeatShape.stride` floats each.
  init(_ shapes: [Float], beatCount: Int, leadCount: Int) {
    shapes.withUnsafeBufferPointer { values in
      for beat in 0..<beatCount { add(values, start: beat * leadCount * BeatShape.stride, leadCount: leadCount) }
    }
    // Beats that stand alone again are not counted.
    sizes = templates.map { _ in 0 }
    for case .some(let cluster) in assignment { sizes[cluster] += 1 }
  }

  private mutating func add(_ shapes: UnsafeBufferPointer<Float>, start: Int, leadCount: Int) {
    let window = ShapeWindow(shapes, start: start, leadCount: leadCount)
    if let (cluster, shift) = nearest(window, shapes, start: start) {
      assignment.append(cluster)
      sizes[cluster] += 1
      let weight = 1 / Float(min(sizes[cluster], Self.longestMemory))
      let shape = window.window(shapes, start: start, shift: shift)
      for index in shape.indices { templates[cluster][index] += weight * (shape[index] - templates[cluster][index]) }
      templateSizes[cluster] = Self.size(templates[cluster])
      return
    }
    let shape = window.window(shapes, start: start, shift: 0)
    let cluster = roomForTemplate()
    templates[cluster] = shape
    templateSizes[cluster] = Self.size(shape)
    sizes[cluster] = 1
    assignment.append(cluster)
  }

  /// A new place, or that of the rarest template.
  private mutating func roomForTemplate() -> Int {
    if templates.count < Self.maximumTemplates {
      templates.append([])
      templateSizes.append(0)
      sizes.append(0)
      return templates.count - 1
    }
    let rarest = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) } ?? 0
    for beat in assignment.indices where assignment[beat] == rarest { assignment[beat] = nil }
    return rarest
  }

  private func nearest(_ window: ShapeWindow, _ shapes: UnsafeBufferPointer<Float>, start: Int) -> (Int, Int)? {
    var best: (cluster: Int, shift: Int)?
    var highest = Self.sameShape
    for distance in 0...BeatShape.shifts {
      for shift in distance == 0 ? [0] : [-distance, distance] {
        let size = window.size(at: shift)
        guard size > 0 else { continue }
        for cluster in templates.indices {
          let ratio = size / max(templateSizes[cluster], 1e-6)
          guard ratio < Self.largestSizeRatio, ratio * Self.largestSizeRatio > 1 else { continue }
          let product = templates[cluster].withUnsafeBufferPointer { window.product(shapes, start: start, shift: shift, template: $0) }
          let likeness = product / (size * templateSizes[cluster])
          if likeness > highest {
            highest = likeness
            best = (cluster, shift)
          }
        }
      }
      if highest > Self.certainlySame { break }
    }
    return best
  }

  static func size(_ template: [Float]) -> Float { template.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Best agreement of one beat with one template, over all shifts.
  static func agreement(_ window: ShapeWindow, _ shapes: UnsafeBufferPointer<Float>, start: Int, template: [Float]) -> ShapeAgreement {
    let size = max(Self.size(template), 1e-6)
    var best = ShapeAgreement()
    for shift in -BeatShape.shifts...BeatShape.shifts where window.size(at: shift) > 0 {
      let product = template.withUnsafeBufferPointer { window.product(shapes, start: start, shift: shift, template: $0) }
      let likeness = product / (window.size(at: shift) * size)
      if likeness > best.likeness { best = ShapeAgreement(likeness: likeness, shift: shift, sizeRatio: window.size(at: shift) / size) }
    }
    return best
  }
}
