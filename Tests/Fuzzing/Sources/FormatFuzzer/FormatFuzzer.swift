import Foundation

// Usage: FormatFuzzer DOOR [options and folders of libFuzzer]

/// The door named by the first argument.
private let door = CommandLine.arguments.dropFirst().first.flatMap(Door.init(rawValue:))

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  door?.take(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where the program starts: the package manager gives `main` this name and with it displaces the one in libFuzzer.
@_cdecl("FormatFuzzer_main")
package func start(_ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  guard let words, door != nil else {
    FileHandle.standardError.write(Data("usage: FormatFuzzer \(Door.allCases.map(\.rawValue).joined(separator: "|")) …\n".utf8))
    return 2
  }
  // libFuzzer sees its own arguments only.
  words[1] = words[0]
  var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = words + 1
  var restCount = count - 1
  return runDriver(&restCount, &rest, testOneInput)
}
