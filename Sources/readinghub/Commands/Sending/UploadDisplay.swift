import Foundation
import HubClient
import HubModel
import Synchronization

/// An upload as it is seen: a bar while it runs, one line a file, a sum at the end.
final class UploadDisplay: Sendable {
  private let screen: Screen
  private let clock: any HubClock
  private let bar = Mutex<ProgressLine?>(nil)

  init(screen: Screen, clock: any HubClock) {
    self.screen = screen
    self.clock = clock
  }

  func show(_ event: UploadEvent) {
    switch event {
    case .preparing(_, let sizeBytes): begin(screen.text("校验", "checking"), sizeBytes)
    case .prepared(let sizeBytes): bar.withLock { $0 }?.advance(by: sizeBytes)
    case .held: break
    case .sending(let objects, let sizeBytes):
      end()
      if objects > 0 { begin(screen.text("发送", "sending"), sizeBytes) }
    case .sent(let bytes): bar.withLock { $0 }?.advance(by: bytes)
    case .finished(let result): tell(result)
    }
  }

  func end() {
    bar.withLock { line in
      line?.end()
      line = nil
    }
  }

  private func begin(_ label: String, _ sizeBytes: Int64) {
    bar.withLock { $0 = ProgressLine(label: label, totalBytes: sizeBytes, screen: screen, clock: clock) }
  }

  private func tell(_ result: UploadResult) {
    guard !screen.isJSON, result.outcome != .ignored else { return }
    let line = Self.line(result, on: screen)
    // On a terminal the lines stand above the bar; otherwise they are the result and go to standard output.
    if let bar = bar.withLock({ $0 }), screen.isErrorTerminal, screen.isOutputTerminal { bar.interrupt(with: line) } else { screen.say(line) }
  }

  static func line(_ result: UploadResult, on screen: Screen) -> String {
    let files = result.files.map { PlainText.escaped($0) }.joined(separator: " + ")
    let (word, tint): (String, Tint) =
      switch result.outcome {
      case .stored: (screen.text("已存", "stored"), .good)
      case .alreadyHeld: (screen.text("已有", "already held"), .faint)
      case .refused: (screen.text("拒收", "refused"), .alarm)
      case .failed: (screen.text("失败", "failed"), .alarm)
      case .ignored: (screen.text("忽略", "ignored"), .faint)
      }
    var line = screen.painted(DisplayWidth.padded(word, to: 12), tint) + "  " + files
    if let code = result.code {
      let sentence = LocalizedSentence(result.reasonChinese ?? "", result.reasonEnglish ?? "").text(in: screen.language)
      line += "\n" + String(repeating: " ", count: 14) + PlainText.escaped(code) + ": " + PlainText.escaped(sentence)
      if let detail = result.detail { line += " (" + PlainText.escaped(detail) + ")" }
    }
    return line
  }

  static func summarize(_ results: [UploadResult], on screen: Screen) {
    func count(_ outcome: UploadResult.Outcome) -> Int { results.count { $0.outcome == outcome } }
    let bytes = results.filter { $0.outcome == .stored }.reduce(Int64(0)) { $0 + ($1.sizeBytes ?? 0) }
    screen.say(
      "存入 \(count(.stored))（\(ByteCount.text(bytes))），已有 \(count(.alreadyHeld))，拒收 \(count(.refused))，失败 \(count(.failed))，忽略 \(count(.ignored))",
      "\(count(.stored)) stored (\(ByteCount.text(bytes))), \(count(.alreadyHeld)) already held, \(count(.refused)) refused, "
        + "\(count(.failed)) failed, \(count(.ignored)) ignored")
    if count(.failed) > 0 {
      screen.remark("再次运行同一命令，只会发送尚未存入的文件。", "Run the same command again: it sends only what is not stored yet.")
    }
  }
}
