/// What a running hub says of itself in its metrics.
struct HubNumbers {
  private let values: [String: Double]

  /// - Parameter text: Prometheus' format; lines with labels are summed by name.
  init(text: String) {
    var values: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let gap = line.lastIndex(of: " "), let value = Double(line[line.index(after: gap)...]) else { continue }
      values[String(line[..<gap].prefix { $0 != "{" }), default: 0] += value
    }
    self.values = values
  }

  init(waitingJobs: Int, deadJobs: Int, oldestJobSeconds: Double, unansweredCritical: Int, unacknowledgedReports: Int, overdueReadings: Int) {
    values = [
      "readinghub_jobs_waiting": Double(waitingJobs), "readinghub_jobs_dead": Double(deadJobs), "readinghub_job_oldest_seconds": oldestJobSeconds,
      "readinghub_critical_unanswered": Double(unansweredCritical), "readinghub_reports_unacknowledged": Double(unacknowledgedReports),
      "readinghub_readings_overdue": Double(overdueReadings),
    ]
  }

  private func number(_ name: String) -> Int { Int(values["readinghub_" + name] ?? 0) }

  func add(to checkUp: CheckUp) {
    let (waiting, oldest, dead) = (number("jobs_waiting"), number("job_oldest_seconds"), number("jobs_dead"))
    checkUp.add(
      "backlog", oldest > 60 ? .attention : .good, "待处理任务 \(waiting) 个，最久 \(oldest) 秒。",
      "\(waiting) jobs wait, the oldest for \(oldest) s.")
    checkUp.add(
      "jobs-given-up", dead > 0 ? .fault : .good, dead > 0 ? "有 \(dead) 个任务已放弃，需人工处理。" : "没有放弃的任务。",
      dead > 0 ? "\(dead) jobs were given up: somebody has to look." : "No job was given up.")
    let (critical, overdue, reports) = (number("critical_unanswered"), number("readings_overdue"), number("reports_unacknowledged"))
    checkUp.add(
      "critical-unanswered", critical > 0 ? .fault : .good, critical > 0 ? "有 \(critical) 个危急值无人应答！" : "没有未应答的危急值。",
      critical > 0 ? "\(critical) critical values are not answered!" : "No critical value waits for an answer.")
    checkUp.add(
      "readings-overdue", overdue > 0 ? .attention : .good, overdue > 0 ? "有 \(overdue) 个检查超时未阅。" : "没有超时的检查。",
      overdue > 0 ? "\(overdue) readings are past their deadline." : "No reading is past its deadline.")
    checkUp.add("reports-unacknowledged", .good, "\(reports) 份报告待诊所签收。", "\(reports) reports wait for their clinics' acknowledgement.")
  }
}
