import HubModel
import Testing

@testable import readinghub

@Suite("How many connections a process may have")
struct OpenFilesTests {
  @Test("what doors and own work may open together stays below the limit", arguments: [64, 100, 256, 1_024, 4_096, 16_384], [1, 2, 4])
  func together(limit: Int, cores: Int) throws {
    let open = try OpenFiles(limit: limit, cores: cores)
    #expect(open.httpConnections > 0 && open.dicomConnections > 0)
    #expect(2 * (open.httpConnections + open.dicomConnections) + 40 + 4 * cores <= limit)
  }

  @Test("too few are refused with what is needed; a thousand clinics have room in the usual highest limit")
  func bounds() throws {
    #expect(throws: HubError(.unsafeConfiguration)) { try OpenFiles(limit: 40, cores: 2) }
    #expect(throws: HubError(.unsafeConfiguration)) { try OpenFiles(limit: 63, cores: 4) }
    #expect(try OpenFiles(limit: 4_096, cores: 8).httpConnections > 1_000)
  }
}
