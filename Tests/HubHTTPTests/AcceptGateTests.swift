import Foundation
import NIOCore
import NIOEmbedded
import Testing

@testable import HubHTTP

@Suite("The gate before the door")
struct AcceptGateTests {
  /// Between gate and socket: how often the door looks for a connection.
  private final class Looks: ChannelOutboundHandler {
    typealias OutboundIn = Never
    var count = 0
    func read(context: ChannelHandlerContext) {
      count += 1
      context.read()
    }
  }

  private final class Room {
    var isThere = true
    var pauses = 0
  }

  private static func door() throws -> (EmbeddedChannel, Looks, Room) {
    let (looks, room) = (Looks(), Room())
    let gate = AcceptGate(pause: .milliseconds(100), hasRoom: { room.isThere }, onPause: { room.pauses += 1 })
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandlers([looks, gate])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    looks.count = 0
    return (channel, looks, room)
  }

  @Test("without room nobody looks, the wait is counted once, and with room the door looks by itself")
  func noRoom() throws {
    let (channel, looks, room) = try Self.door()
    channel.read()
    #expect(looks.count == 1 && room.pauses == 0)
    room.isThere = false
    for _ in 0..<50 { channel.read() }
    channel.embeddedEventLoop.advanceTime(by: .seconds(3))
    channel.read()
    #expect(looks.count == 1 && room.pauses == 1)
    room.isThere = true
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(looks.count == 2)
    channel.read()
    #expect(looks.count == 3 && room.pauses == 1)
    _ = try channel.finish()
  }

  @Test("a refused descriptor is waited out, not passed on", arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
  func refused(_ errno: CInt) throws {
    let (channel, looks, room) = try Self.door()
    channel.pipeline.fireErrorCaught(IOError(errnoCode: errno, reason: "accept"))
    channel.read()
    try channel.throwIfErrorCaught()
    #expect(looks.count == 0 && room.pauses == 1)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(looks.count == 1)
    _ = try channel.finish()
  }

  @Test("a peer that went is nobody's error; any other error goes on")
  func others() throws {
    let (channel, looks, room) = try Self.door()
    channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
    channel.read()
    try channel.throwIfErrorCaught()
    #expect(looks.count == 1 && room.pauses == 0)
    channel.pipeline.fireErrorCaught(IOError(errnoCode: EBADF, reason: "accept"))
    #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
    _ = try channel.finish()
  }

  @Test("this process has room, and the descriptor that was looked with is given back")
  func room() {
    for _ in 0..<5_000 { #expect(DescriptorRoom.isThere()) }
  }
}
