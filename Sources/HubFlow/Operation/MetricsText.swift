import HubModel

/// Numbers in the text format that Prometheus reads (exposition format 0.0.4).
struct MetricsText {
  private(set) var text = ""

  mutating func family(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]) {
    guard !samples.isEmpty else { return }
    head(name, kind, help)
    for sample in samples { line(name, sample.labels, sample.value) }
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Double) { family(name, "gauge", help, [(labels: [], value: value)]) }

  mutating func histogram(_ name: String, _ help: String, _ series: [(labels: [(String, String)], times: OperationTally.Times)]) {
    guard !series.isEmpty else { return }
    head(name, "histogram", help)
    for one in series {
      for (limit, count) in zip(OperationTally.timeLimitsSeconds, one.times.counts) {
        line(name + "_bucket", one.labels + [("le", Self.number(limit))], Double(count))
      }
      line(name + "_bucket", one.labels + [("le", "+Inf")], Double(one.times.total))
      line(name + "_sum", one.labels, one.times.sumSeconds)
      line(name + "_count", one.labels, Double(one.times.total))
    }
  }

  private mutating func head(_ name: String, _ kind: String, _ help: String) { text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n" }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let inner = labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
    text += name + (inner.isEmpty ? "" : "{\(inner)}") + " " + Self.number(value) + "\n"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
