import Foundation
import GRDB

/// The floor: what this machine can promise at best with one object at a time and a writer each: receive from loopback, write, fsync,
/// rename, fsync the directory, commit a row with `synchronous=FULL`, answer.
final class FloorServer: @unchecked Sendable {
  private let folder: String
  private let listener: Wire
  let port: UInt16
  private let database: DatabaseQueue

  init(folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder + "/objects", withIntermediateDirectories: true)
    (listener, port) = try Wire.listen()
    database = try DatabaseQueue(path: folder + "/floor.sqlite")
    try database.writeWithoutTransaction { connection in
      try connection.execute(sql: "PRAGMA journal_mode = WAL")
      try connection.execute(sql: "PRAGMA synchronous = FULL")
      try connection.execute(sql: "CREATE TABLE object (number INTEGER PRIMARY KEY, name TEXT UNIQUE, facts TEXT)")
    }
    guard try database.read({ try Int.fetchOne($0, sql: "PRAGMA synchronous") }) == 2 else { throw BenchError("the floor is not synchronous") }
  }

  /// Serves `connections` senders, each on a thread of its own, until they close.
  func serve(connections: Int) throws {
    for index in 0..<connections {
      let wire = try listener.accept()
      Thread.detachNewThread { [self] in
        var number = 0
        while let head = try? wire.receive(4) {
          let count = Int(head[0]) << 24 | Int(head[1]) << 16 | Int(head[2]) << 8 | Int(head[3])
          guard let bytes = try? wire.receive(count) else { break }
          do { try keep(bytes, name: "\(index)-\(number)") } catch { break }
          number += 1
          guard (try? wire.send([1])) != nil else { break }
        }
        wire.finish()
      }
    }
  }

  private func keep(_ bytes: [UInt8], name: String) throws {
    let partial = folder + "/objects/" + name + ".part"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw BenchError("write") }
    close(descriptor)
    guard rename(partial, folder + "/objects/" + name) == 0 else { throw BenchError("rename") }
    let directory = open(folder + "/objects", O_RDONLY | O_DIRECTORY)
    guard fsync(directory) == 0 else { throw BenchError("fsync of the directory") }
    close(directory)
    try database.write {
      try $0.execute(sql: "INSERT INTO object (name, facts) VALUES (?, ?)", arguments: [name, String(repeating: "x", count: 200)])
    }
  }
}

/// A sender to the floor: length, bytes, one byte of answer.
struct FloorSender {
  private let wire: Wire
  init(port: UInt16) throws { wire = try Wire.connect(port: port) }

  func send(_ bytes: [UInt8]) throws {
    try wire.send([24, 16, 8, 0].map { UInt8(bytes.count >> $0 & 0xFF) })
    try wire.send(bytes)
    _ = try wire.receive(1)
  }
  func finish() { wire.finish() }
}
