import ArgumentParser

struct ECGCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ecg", abstract: "The ECG core by itself; no hub is needed. / 心电分析。",
    discussion: """
      Files are DICOM ECG waveforms, WFDB records (.hea with their signal files), SCP-ECG, HL7 aECG, GE MUSE XML, Philips XML, Schiller \
      XML, MFER or EDF; what a file is, is found by its content.
      Example:
        readinghub ecg analyze 100.hea
        readinghub ecg plot ecg.dcm -o ecg.pdf
        readinghub ecg beats --lead 0 *.hea
        readinghub ecg compare 2025.dcm today.dcm
        readinghub ecg trend holter.edf
        readinghub ecg convert muse.xml ecg.dcm
      """,
    subcommands: [
      ECGAnalyzeCommand.self, ECGPlotCommand.self, ECGBeatsCommand.self, ECGDelineateCommand.self, ECGMeasureCommand.self, ECGCompareCommand.self,
      ECGTrendCommand.self, ECGConvertCommand.self,
    ])
}
