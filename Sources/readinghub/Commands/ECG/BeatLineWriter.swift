import ECGCore
import Foundation

/// Writes a line of `ecg beats` piece by piece, keys in order: a day's beats as one JSON tree would take more memory than finding them.
struct BeatLineWriter {
  var record: String
  var lead: String

  func write(beats: [ClassifiedBeat], episodes: [Episode]) {
    put("{\"classes\":[")
    putList(beats) { "\"\($0.kind.rawValue)\"" }
    put("],\"episodes\":[")
    putList(episodes) { episode in (try? Screen.json(episode, isPretty: false)) ?? "{}" }
    put("],\"lead\":\(quoted(lead)),\"record\":\(quoted(record)),\"samples\":[")
    putList(beats) { String($0.sample) }
    put("]}\n")
  }

  private func putList<Element>(_ list: [Element], _ text: (Element) -> String) {
    var piece = ""
    for (index, element) in list.enumerated() {
      if index > 0 { piece += "," }
      piece += text(element)
      if piece.utf8.count > 16_384 {
        put(piece)
        piece = ""
      }
    }
    put(piece)
  }

  private func quoted(_ text: String) -> String { (try? Screen.json(text, isPretty: false)) ?? "\"\"" }
  private func put(_ text: String) { Screen.write(text, to: STDOUT_FILENO) }
}
