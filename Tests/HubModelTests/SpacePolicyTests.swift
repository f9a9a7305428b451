import HubModel
import Testing

@Suite("Room on the disk")
struct SpacePolicyTests {
  @Test(
    "three alarms, and plenty is never an alarm",
    arguments: [
      (0, 1_000, SpacePolicy.Level.refusing), (127, 1_000, .refusing), (128, 1_000_000, .warning), (49_000, 1_000_000, .warning),
      (51_000, 1_000_000, .notice), (99_000, 1_000_000, .notice), (101_000, 1_000_000, .enough), (110_000, 100_000_000, .enough),
      (200, 1_000, .enough),
    ])
  func levels(freeMebibytes: Int64, totalMebibytes: Int64, level: SpacePolicy.Level) {
    #expect(SpacePolicy().level(of: DiskSpace(freeBytes: freeMebibytes << 20, totalBytes: totalMebibytes << 20)) == level)
  }
}
