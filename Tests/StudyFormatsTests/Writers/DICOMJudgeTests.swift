import ECGCore
import Foundation
import HubModel
import Testing

@testable import StudyFormats

/// dicom3tools' validator; part of the development set-up.
private enum Judge {
  static let program = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { $0 + "/dciodvfy" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static func verdict(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? "")
    process.arguments = [path]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}

@Suite("dciodvfy finds nothing in what we write")
struct DICOMJudgeTests {
  @Test(
    "12-lead, general and ambulatory", .enabled(if: Judge.program != nil, "SKIPPED: dciodvfy (dicom3tools) is not installed"),
    arguments: [
      (12, 5000, 500.0, DICOMECGClass.twelveLead), (15, 5000, 500, .general), (2, 20_000, 360, .general), (3, 15_000, 125, .ambulatory),
    ])
  func clean(_ leads: Int, _ samples: Int, _ rate: Double, _ storageClass: DICOMECGClass) throws {
    let names = LeadName.standardTwelve.map(\.rawValue) + ["V7", "V8", "MLII"]
    let all = (0..<leads).map { lead in
      ECGLead(
        name: LeadName(rawValue: names[lead]), samplesMicrovolts: (0..<samples).map { Float(($0 * 31 + lead) % 800) },
        isDerived: (2...5).contains(lead))
    }
    let recording = ECGRecording(leads: all, samplingRateHertz: rate)
    let known = ECGDocument(
      name: "", recording: recording, patientFacts: PatientFacts(ageYears: 1.5, sex: .female),
      identity: PatientIdentity(issuer: "Willow", externalID: "P 7", name: "王小东", sex: .female, birthDate: "2024-09-01"),
      acquiredAt: Instant(microseconds: 1_773_533_702_250_000), institution: "柳树卫生院", filters: "0.05–150 Hz, AC 50 Hz")
    try TestFiles.withFolder { folder in
      for (index, document) in [known, ECGDocument(name: "", recording: recording)].enumerated() {
        let written = try DICOMECGWriter.file(document, timeZone: "Asia/Shanghai", digest: ConversionTests.digest)
        #expect(written.storageClass == storageClass)
        let path = folder + "/\(index).dcm"
        try TestFiles.write(written.bytes, to: path)
        let verdict = try Judge.verdict(path)
        // Where nobody and no time is named, a DICOMDIR would miss them.
        let complaints = verdict.split(separator: "\n").filter { $0.contains("Error") || $0.contains("Warning") }
        #expect(complaints.allSatisfy { index == 1 && $0.contains("needed to build DICOMDIR") }, "\(verdict)")
        #expect(verdict.contains("ECG"), "\(verdict)")
      }
    }
  }
}
