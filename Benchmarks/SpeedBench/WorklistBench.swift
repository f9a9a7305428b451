import Foundation
import HubModel
import HubTesting
import StoreSQLite

/// The worklist's first page with 1,000 and with 100,000 open readings.
enum WorklistBench {
  static func run() throws {
    let folder = try BenchFolder("worklist")
    let small = try pageMilliseconds(readings: 1_000, folder.path + "/small.sqlite")
    let large = try pageMilliseconds(readings: 100_000, folder.path + "/large.sqlite")
    print(
      "  first page of 50: 1,000 readings \(Figures.text(small)) ms, 100,000 readings \(Figures.text(large)) ms, ratio \(Figures.text(large / small)) (limit 3)"
    )
  }

  private static func pageMilliseconds(readings count: Int, _ path: String) throws -> Double {
    let store = try SQLiteHubStore(path: path)
    return try Waiting.run {
      let region = try await store.write { try InventedRegion.add(to: $0) }
      for start in stride(from: 0, to: count, by: 5_000) {
        try await store.write { store in
          for number in start..<min(start + 5_000, count) {
            _ = try store.addInventedReading(
              number, clinic: region.clinic, priority: number % 100 == 0 ? .critical : number % 4 == 0 ? .emergency : .routine,
              deadlineSeconds: 600 + (number * 7_919) % 100_000)
          }
        }
      }
      var times: [Double] = []
      let query = WorklistQuery(hospital: region.hospital.id, limit: 51)
      for _ in 0..<100 {
        let start = ContinuousClock.now
        let rows = try await store.read { try $0.worklist(query) }
        times.append((ContinuousClock.now - start) / .milliseconds(1))
        guard rows.count == 51 else { throw BenchError("\(rows.count) rows") }
      }
      await store.close()
      return Figures.median(times)
    }
  }
}
