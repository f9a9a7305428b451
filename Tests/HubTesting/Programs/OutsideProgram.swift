import Foundation

/// Programs of the system that judge what ours makes.
package enum OutsideProgram {
  /// Runs a program found by `PATH` and gives its exit code and all it said.
  package static func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  package static func isInstalled(_ program: String) -> Bool { (try? run("which", [program]).code) == 0 }
}
