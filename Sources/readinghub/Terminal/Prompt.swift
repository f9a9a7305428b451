import Foundation

/// Questions to the person at the terminal.
enum Prompt {
  /// Reads a line without showing it; `nil` when there is no terminal to ask at.
  static func secret(_ question: String) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var shown = termios()
    guard tcgetattr(terminal, &shown) == 0 else { return nil }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else { return nil }
    defer {
      tcsetattr(terminal, TCSAFLUSH, &shown)
      Screen.write("\n", to: terminal)
    }
    Screen.write(question, to: terminal)
    return line(from: terminal)
  }

  /// `y`, `yes`, `是` agree; anything else, or no terminal, does not.
  static func agrees(to question: String) -> Bool {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    defer { close(terminal) }
    Screen.write(question, to: terminal)
    return ["y", "yes", "是"].contains(line(from: terminal)?.lowercased() ?? "")
  }

  private static func line(from descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096, read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(validating: bytes, as: UTF8.self)?.trimmingCharacters(in: CharacterSet(charactersIn: "\r"))
  }
}
