import ArgumentParser
import Foundation
import HubClient
import HubModel

/// The ECG files that a command takes one after another.
struct ECGFiles: ParsableArguments {
  @Argument(help: "ECG files: DICOM, WFDB, SCP-ECG, HL7 aECG, MUSE, Philips, Schiller, MFER or EDF.") var files: [String]

  /// Does `work` for each file by itself: one that cannot be read is named with its reason, and the rest goes on.
  /// - Throws: the exit code of refusals at the end, when there was one.
  func forEach(on screen: Screen, _ work: (_ file: String) throws(HubError) -> Void) throws {
    var isAnyRefused = false
    for file in files {
      do throws(HubError) { try work(file) } catch {
        isAnyRefused = true
        RefusedFile.show(error, file: file, on: screen)
      }
    }
    if isAnyRefused { throw ExitMeaning.refused.code }
  }

  /// What lines of JSON call a file's record: its name without folder and ending.
  static func record(of file: String) -> String { ((file as NSString).lastPathComponent as NSString).deletingPathExtension }
}

/// A file that could not be read, among others that could.
enum RefusedFile {
  private struct Document: Encodable {
    var file: String
    var code: String
    var chinese: String
    var english: String
    var detail: String?
  }

  static func show(_ error: HubError, file: String, on screen: Screen) {
    let sentence = error.code.sentence
    if screen.isJSON {
      let document = Document(
        file: file, code: error.code.rawValue, chinese: sentence.chinese, english: sentence.english, detail: error.detail.isEmpty ? nil : error.detail
      )
      if let text = try? Screen.json(document, isPretty: false) { Screen.write(text + "\n", to: 2) }
    } else {
      Screen.write(PlainText.escaped(file) + ": " + FailureText.line(error.code.rawValue, sentence, error.detail, in: screen.language) + "\n", to: 2)
    }
  }
}
