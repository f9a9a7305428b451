/// Q and QS by the Minnesota Code, items 1-1 to 1-3 (Prineas, Crow, Zhang: The Minnesota Code Manual, 2nd edition, 2010), for each of three sites.
///
/// A Q counts from 0.1 mV on, as the Fourth Universal Definition asks: slender Qs of 30 ms in I, V6 and II are found in a tenth of PTB-XL's normal records.
struct MinnesotaQ: Sendable {
  enum Site: String, Sendable, CaseIterable { case anterolateral, inferior, anterior }

  /// One item that was met: `1-1-2`, and by which leads.
  struct Item: Sendable, Equatable {
    var site: Site
    /// 1 diagnostic, 2 equivocal, 3 minor.
    var grade: Int
    var number: Int
    var leads: [String]
    var code: String { "1-\(grade)-\(number)" }
  }

  static let leastMicrovolts = 100.0
  /// An R up to here is none: what is before it is a QS.
  private static let noRMicrovolts = 25.0

  private let leads: [String: LeadMeasurements]
  private(set) var items: [Item] = []

  init(_ ecg: MeasuredECG) {
    leads = Dictionary(ecg.leads.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    items = anterolateral() + inferior() + anterior()
  }

  /// The gravest item of a site.
  func gravest(_ site: Site) -> Item? { items.filter { $0.site == site }.min { $0.grade < $1.grade } }

  private func depth(_ name: String) -> Double { -min(leads[name]?.qAmplitudeMicrovolts ?? 0, 0) }
  private func r(_ name: String) -> Double { leads[name]?.tallestRMicrovolts ?? 0 }
  private func milliseconds(_ name: String) -> Double {
    depth(name) >= Self.leastMicrovolts ? leads[name]?.qDurationMilliseconds ?? 0 : 0
  }
  private func ratio(_ name: String) -> Double { depth(name) / max(r(name), 1) }
  private func isQS(_ name: String) -> Bool { depth(name) >= Self.leastMicrovolts && r(name) <= Self.noRMicrovolts }
  private func startsWithR(_ name: String) -> Bool {
    depth(name) < Self.noRMicrovolts && (leads[name]?.rAmplitudeMicrovolts ?? 0) > Self.noRMicrovolts
  }

  /// Items 1 and 2 of each grade, the same at every site: Q/R with duration, and duration alone.
  private func common(_ site: Site, _ names: [String]) -> [Item] {
    names.compactMap { name in
      let (width, share) = (milliseconds(name), ratio(name))
      switch width {
      case 40...: return Item(site: site, grade: 1, number: 2, leads: [name])
      case 30..<40: return Item(site: site, grade: share >= 1 / 3 ? 1 : 2, number: share >= 1 / 3 ? 1 : 2, leads: [name])
      case 20..<30 where share >= 1 / 3: return Item(site: site, grade: 2, number: 1, leads: [name])
      case 20..<30 where share >= 1 / 5: return Item(site: site, grade: 3, number: 1, leads: [name])
      default: return nil
      }
    }
  }

  private func anterolateral() -> [Item] {
    var items = common(.anterolateral, ["I", "V6"])
    if r("aVL") >= 300, milliseconds("aVL") >= 30 {
      items.append(Item(site: .anterolateral, grade: milliseconds("aVL") >= 40 ? 1 : 3, number: 3, leads: ["aVL"]))
    }
    if isQS("I") { items.append(Item(site: .anterolateral, grade: 2, number: 3, leads: ["I"])) }
    return items
  }

  private func inferior() -> [Item] {
    var items = common(.inferior, ["II"])
    if depth("aVF") >= Self.leastMicrovolts, let grade = grade(milliseconds("III"), 50, 40, 30) {
      items.append(Item(site: .inferior, grade: grade, number: 4, leads: ["III", "aVF"]))
    }
    if let grade = grade(milliseconds("aVF"), 50, 40, 30) { items.append(Item(site: .inferior, grade: grade, number: 5, leads: ["aVF"])) }
    if isQS("II") { items.append(Item(site: .inferior, grade: 2, number: 3, leads: ["II"])) }
    if isQS("III"), isQS("aVF") { items.append(Item(site: .inferior, grade: 3, number: 6, leads: ["III", "aVF"])) }
    return items
  }

  private func anterior() -> [Item] {
    var items = common(.anterior, ["V2", "V3", "V4", "V5"])
    let chest = ["V1", "V2", "V3", "V4", "V5", "V6"]
    for (right, name) in zip(chest, chest.dropFirst()) where isQS(name) && startsWithR(right) {
      items.append(Item(site: .anterior, grade: 1, number: 6, leads: [name]))
    }
    switch chest.prefix(while: isQS).count {
    case 4...: items.append(Item(site: .anterior, grade: 1, number: 7, leads: Array(chest.prefix(4))))
    case 3: items.append(Item(site: .anterior, grade: 2, number: 7, leads: Array(chest.prefix(3))))
    case 2: items.append(Item(site: .anterior, grade: 3, number: 2, leads: Array(chest.prefix(2))))
    default: break
    }
    return items
  }

  private func grade(_ milliseconds: Double, _ limits: Double...) -> Int? { limits.firstIndex { milliseconds >= $0 }.map { $0 + 1 } }
}
