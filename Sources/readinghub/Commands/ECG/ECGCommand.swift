import ArgumentParser

struct ECGCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ecg", abstract: "The ECG core by itself; no hub is needed. / 心电分析。",
    discussion: """
      Files are DICOM ECG waveforms or WFDB records (.hea with .dat, formats 16 and 212).
      Example:
        readinghub ecg analyze 100.hea
        readinghub ecg plot ecg.dcm -o ecg.pdf
        readinghub ecg beats --lead 0 *.hea
      """,
    subcommands: [ECGAnalyzeCommand.self, ECGPlotCommand.self, ECGBeatsCommand.self, ECGDelineateCommand.self])
}
