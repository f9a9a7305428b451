import CChildProcess
import Dispatch
import Glibc

/// Decodes frames in a limited child process of the program itself: a hostile image may kill the child, never the caller.
package final class SandboxedFrameDecoder: Sendable {
  package struct Limits: Sendable, Hashable {
    package var dataBytes: UInt64 = 536_870_912
    /// The program's own code and libraries count here too.
    package var addressSpaceBytes: UInt64 = 1_610_612_736
    package var cpuSeconds: UInt64 = 10
    package var wallMilliseconds: Int32 = 10_000
    /// Children at a time; more wait their turn.
    package var maximumConcurrentChildren = 2

    package init() {}
  }

  private let executablePath: String
  private let limits: Limits
  private let slots: DispatchSemaphore

  /// - Parameter executablePath: a program whose mode `FrameDecodingChild.modeName` runs `FrameDecodingChild`.
  package init(executablePath: String, limits: Limits = Limits()) {
    self.executablePath = executablePath
    self.limits = limits
    slots = DispatchSemaphore(value: limits.maximumConcurrentChildren)
  }

  /// Frame `frame` (from 0) of a Part 10 file as it is to be seen.
  /// - Parameter window: overrules the header's window.
  /// - Throws: what the pre-scan refuses; `frame-not-found`, `image-too-large`, `image-undecodable`, `codec-not-supported`,
  ///   `decoder-timeout`, `decoder-unavailable`.
  package func frame(_ frame: Int = 0, ofFile path: String, window: DisplayWindow? = nil) async throws(DICOMFault) -> RenderedFrame {
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<RenderedFrame, DICOMFault>, Never>) in
      let isStarted = DedicatedThread.start(stackBytes: 524_288) {
        self.slots.wait()
        defer { self.slots.signal() }
        continuation.resume(returning: Result { () throws(DICOMFault) in try self.decode(path, frame, window) })
      }
      if !isStarted { continuation.resume(returning: .failure(DICOMFault(.decoderUnavailable))) }
    }
    return try result.get()
  }

  private func decode(_ path: String, _ frame: Int, _ window: DisplayWindow?) throws(DICOMFault) -> RenderedFrame {
    let pixels = try FrameLimits.check(try DICOMScan.scan(path: path), frame: frame)
    let result = rh_memory_file("frame")
    guard result >= 0 else { throw DICOMFault(.decoderUnavailable) }
    defer { close(result) }
    var arguments = [executablePath, FrameDecodingChild.modeName, path, String(frame)]
    if let window { arguments += [String(window.center), String(window.width)] }
    let child = start(arguments, result: result)
    guard child > 0 else { throw DICOMFault(.decoderUnavailable) }
    var code: Int32 = 0
    switch rh_child_wait(child, limits.wallMilliseconds, &code) {
    case RH_CHILD_TIMED_OUT: throw DICOMFault(.decoderTimeout)
    case RH_CHILD_KILLED: throw DICOMFault(code == SIGXCPU || code == SIGKILL ? .decoderTimeout : .imageUndecodable)
    case RH_CHILD_EXITED where code == 126 || code == 127 || code == 64: throw DICOMFault(.decoderUnavailable)
    case RH_CHILD_EXITED: return try FrameResultRecord.read(from: result, expecting: pixels)
    default: throw DICOMFault(.decoderUnavailable)
    }
  }

  private func start(_ arguments: [String], result: Int32) -> pid_t {
    var bounds = rh_child_limits(
      address_space_bytes: limits.addressSpaceBytes, data_bytes: limits.dataBytes, cpu_seconds: limits.cpuSeconds,
      file_bytes: UInt64(FrameLimits.maximumPixelCount) * 3 + 4096, open_files: 64)
    let strings = arguments.map { strdup($0) }
    defer { for string in strings { free(string) } }
    var pointers: [UnsafePointer<CChar>?] = strings.map { UnsafePointer($0) } + [nil]
    return rh_child_start(executablePath, &pointers, result, &bounds)
  }
}
