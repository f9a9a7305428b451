@testable import ECGCore
import Testing

/// Q waves by the Minnesota Code, and what is said of them.
struct OldInfarctTests {
  private func beat(_ leads: [(name: String, q: Double, milliseconds: Double, r: Double)]) -> MeasuredECG {
    var beat = MeasuredBeat.healthy()
    for lead in leads { beat.waves(lead.name, q: lead.q, qMilliseconds: lead.milliseconds, r: lead.r) }
    return beat.ecg
  }

  private func items(_ leads: [(name: String, q: Double, milliseconds: Double, r: Double)]) -> [String] {
    MinnesotaQ(beat(leads)).items.map { "\($0.site.rawValue) \($0.code)" }
  }

  private func codes(_ leads: [(name: String, q: Double, milliseconds: Double, r: Double)]) -> [String] {
    OldInfarctRules.infarct(beat(leads)).map(\.code)
  }

  @Test func itemsOfTheInferiorSite() {
    #expect(items([("II", -300, 32, 800)]) == ["inferior 1-1-1"])
    #expect(items([("II", -150, 42, 800)]) == ["inferior 1-1-2"])
    #expect(items([("II", -150, 32, 800)]) == ["inferior 1-2-2"])
    #expect(items([("II", -300, 24, 800)]) == ["inferior 1-2-1"])
    #expect(items([("II", -200, 24, 800)]) == ["inferior 1-3-1"])
    #expect(items([("aVF", -200, 52, 500)]).contains("inferior 1-1-5"))
    #expect(items([("III", -300, 44, 300), ("aVF", -120, 24, 500)]) == ["inferior 1-2-4"])
    #expect(items([("III", -500, 60, 0), ("aVF", -300, 26, 0)]).contains("inferior 1-3-6"))
  }

  @Test func itemsOfTheOtherSites() {
    #expect(items([("V6", -500, 34, 900)]) == ["anterolateral 1-1-1"])
    #expect(items([("aVL", -200, 34, 400)]) == ["anterolateral 1-3-3"])
    #expect(items([("V3", -900, 60, 0)]).contains("anterior 1-1-6"))
    let septal = ["V1", "V2", "V3"].map { (name: $0, q: -900.0, milliseconds: 25.0, r: 0.0) }
    #expect(MinnesotaQ(beat(septal)).items.contains { $0.code == "1-2-7" })
    #expect(MinnesotaQ(beat(septal + [("V4", -900, 25, 0)])).gravest(.anterior)?.grade == 1)
  }

  @Test func slenderAndShallowQsAreNone() {
    #expect(items([("II", -60, 50, 300), ("V6", -90, 45, 300)]).isEmpty)
    #expect(MinnesotaQ(MeasuredBeat.healthy().ecg).items.isEmpty)
    #expect(OldInfarctRules.infarct(MeasuredBeat.healthy().ecg).isEmpty)
  }

  @Test func territories() {
    #expect(codes([("II", -200, 44, 600), ("aVF", -200, 44, 500)]) == ["IMI"])
    #expect(codes([("V2", -900, 60, 0), ("V3", -900, 60, 0)]) == ["ASMI"])
    #expect(codes([("V4", -600, 50, 300), ("V5", -600, 50, 300)]) == ["AMI"])
    #expect(codes([("V4", -600, 50, 300), ("I", -200, 44, 500), ("aVL", -200, 44, 500)]) == ["ALMI"])
    #expect(codes([("I", -200, 44, 500), ("aVL", -200, 44, 500)]) == ["LMI"])
    #expect(codes([("II", -200, 44, 600), ("I", -200, 44, 500), ("aVL", -200, 44, 500)]) == ["ILMI"])
    // One lateral lead, and minor inferior items, are left to the score.
    #expect(codes([("I", -200, 44, 500)]).isEmpty)
    #expect(codes([("II", -200, 24, 800)]).isEmpty)
  }

  @Test func aLeftBlockAndAPacemakerMakeQsOfTheirOwn() {
    var paced = beat([("II", -200, 44, 600)])
    paced.pacedShare = 1
    #expect(OldInfarctRules.infarct(paced).isEmpty)
    var wide = beat([("II", -200, 44, 600)])
    wide.global.qrsDurationMilliseconds = 156
    #expect(OldInfarctRules.infarct(wide).isEmpty)
  }

  @Test func evidenceNamesTheItem() {
    let said = OldInfarctRules.infarct(beat([("II", -200, 44, 600)])).first
    #expect(said?.evidence.contains("Minnesota 1-1-2") == true)
    #expect(said?.leads.map(\.rawValue) == ["II"])
    #expect(said?.grade == .warning)
  }
}
