import ArgumentParser
import ECGCore
import HubClient
import HubModel
import StudyFormats

struct ECGMeasureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Intervals, axes, amplitudes and heart rate variability, over all leads and lead by lead.",
    discussion: """
      The averaged dominant beat is measured; names follow SCP-ECG sections 7 and 10 and DICOM TID 3713/3714. "status" says whether the \
      numbers describe a heart: measured, limited or notMeasured. With --json one line a file (schema: docs/ecg-json.md).
      Example:
        readinghub ecg measure ecg.dcm
        readinghub ecg measure --json *.hea > measurements.jsonl
      """)
  @OptionGroup var input: ECGFiles
  @OptionGroup var options: ScreenOptions

  func run() async throws {
    let screen = options.screen
    try input.forEach(on: screen) { file throws(HubError) in
      let line = MeasurementLine(file: file, document: try ECGLoader.load(path: file))
      if screen.isJSON { try? screen.emit(line, isPretty: input.files.count == 1) } else { MeasurementText.show(line, on: screen) }
    }
  }
}

/// The measurements of one file as a line of JSON.
struct MeasurementLine: Encodable {
  var file: String
  var record: String
  var algorithmVersion: String
  var samplingRateHertz: Double
  var durationSeconds: Double
  var status: MeasurementStatus
  var reasons: [BilingualText]
  var global: GlobalMeasurements
  var leads: [LeadMeasurements]
  var quality: [LeadQuality]
  var remarks: [RecordingRemark]
  var assumptions: [BilingualText]

  init(file: String, document: ECGDocument) {
    let analysis = ECGAnalyzer().analyze(document.recording, patient: document.patientFacts)
    self.file = file
    record = document.name
    algorithmVersion = analysis.algorithmVersion
    samplingRateHertz = analysis.samplingRateHertz
    durationSeconds = analysis.durationSeconds
    status = analysis.measurementStatus
    reasons = analysis.measurementReasons
    global = analysis.measurements
    leads = analysis.leadMeasurements
    quality = analysis.quality
    remarks = analysis.remarks
    assumptions = document.assumptions
  }
}
