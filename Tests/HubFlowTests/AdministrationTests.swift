import HubAPI
import HubModel
import HubTesting
import Testing

@Suite("Administration")
struct AdministrationTests {
  @Test("A refusal says what of the request was wrong, in the administrator's words")
  func details() async throws {
    let world = try await FlowWorld()
    try await world.addHospital()
    _ = try await world.addClinic("QINGSHAN")
    func refusal(_ clinic: NewClinic) async throws -> String {
      let error = await #expect(throws: HubError.self) { _ = try await world.administration.addClinic(clinic, by: .administrator) }
      return try #require(error?.description)
    }
    let good = NewClinic(name: "新诊所", code: "NEW", aeTitles: ["NEW"], readBy: "温岭第一医院", timeZone: nil)
    var wrong = good
    wrong.code = "QINGSHAN"
    #expect(try await refusal(wrong) == "already-exists: clinic code")
    wrong = good
    wrong.aeTitles = ["NEW", "QINGSHAN"]
    #expect(try await refusal(wrong) == "already-exists: AE title QINGSHAN")
    wrong = good
    wrong.readBy = "没有的医院"
    #expect(try await refusal(wrong) == "bad-request: there is no hospital of this name")
    wrong = good
    wrong.timeZone = "Mars/Olympus"
    #expect(try await refusal(wrong).hasPrefix("bad-request: time zone"))
    let again = await #expect(throws: HubError.self) { try await world.addHospital() }
    #expect(again?.description == "already-exists: hospital")
    #expect(try await world.administration.addClinic(good, by: .administrator).clinic.code == "NEW")
  }
}
