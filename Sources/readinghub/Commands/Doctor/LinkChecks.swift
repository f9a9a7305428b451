import Foundation
import HubAPI
import HubClient
import HubModel
import Trust

/// The way from a profile to its hub, step by step; where one step fails those behind it are left out.
struct LinkChecks {
  let profile: Profile
  let clock: any HubClock
  private static let roundTrips = 10

  func run(_ checkUp: CheckUp) async {
    let now = clock.now().wall
    guard let probe = LinkProbe(hub: profile.hub) else {
      return checkUp.add("name-resolves", .fault, "配置中的中心地址无效。", "The hub's address in the profile is no address.")
    }
    let addresses = (try? await probe.addresses()) ?? []
    guard let first = addresses.first else {
      return checkUp.add("name-resolves", .fault, "域名 \(probe.host) 无法解析。", "The name \(probe.host) does not resolve.")
    }
    checkUp.add("name-resolves", .good, "\(probe.host) 解析为 \(first)。", "\(probe.host) resolves to \(first).")
    let start = clock.now().monotonic
    guard await probe.isOpen() else {
      return checkUp.add(
        "port-open", .fault, "无法连接 \(probe.host):\(probe.port)：中心未运行，或被防火墙挡住。",
        "Nobody takes a connection at \(probe.host):\(probe.port): the hub is down, or a firewall stands between.")
    }
    let milliseconds = (clock.now().monotonic - start).microseconds / 1_000
    checkUp.add("port-open", .good, "端口 \(probe.port) 可连接（\(milliseconds) 毫秒）。", "Port \(probe.port) takes connections (\(milliseconds) ms).")
    checkRoot(checkUp, at: now)
    if profile.hub.lowercased().hasPrefix("https:") {
      guard await checkTLS(probe, checkUp, at: now) else { return }
    } else {
      checkUp.add("tls-chain", .good, "本机连接，不用 TLS。", "The hub is on this machine; TLS is not used.")
    }
    await checkHub(checkUp)
    checkKey(checkUp, at: now)
  }

  private func days(until seconds: Int64, from now: Instant) -> Int64 { (seconds - now.microseconds / 1_000_000) / 86_400 }

  private func checkRoot(_ checkUp: CheckUp, at now: Instant) {
    guard let root = profile.rootCertificatePEM.flatMap({ try? Certificate(pem: $0) }) else {
      return checkUp.add("root-days", .attention, "配置中没有中心的根证书：无法验证报告。", "The profile holds no root certificate: reports cannot be verified.")
    }
    checkUp.add("root-days", daysLeft: days(until: root.notAfterSeconds, from: now), attentionBelow: 180, of: "中心根证书", "The hub's root certificate")
  }

  /// - Returns: whether a request may be sent.
  private func checkTLS(_ probe: LinkProbe, _ checkUp: CheckUp, at now: Instant) async -> Bool {
    guard let facts = try? await probe.tls(), let leaf = facts.chain.first else {
      checkUp.add("tls-version", .fault, "TLS 握手失败：对方不是 HTTPS，或只支持旧版 TLS。", "TLS is not agreed: not HTTPS, or an old TLS only.")
      return false
    }
    checkUp.add("tls-version", .good, "使用 \(facts.version)。", "The line is protected by \(facts.version).")
    let roots = authorities
    let verdict = leaf.verdict(roots: roots, intermediates: Array(facts.chain.dropFirst()), atUnixSeconds: now.microseconds / 1_000_000)
    switch verdict {
    case .trusted: checkUp.add("tls-chain", .good, "中心证书由受信任的根签发。", "The hub's certificate stands under the trusted root.")
    case .expired: checkUp.add("tls-chain", .fault, "中心证书已过期，请联系管理员。", "The hub's certificate has ended: call the administrator.")
    case .notYetValid:
      checkUp.add("tls-chain", .fault, "中心证书尚未生效：请检查本机时钟。", "The hub's certificate is not valid yet: is this machine's clock right?")
    case .untrusted, .badSignature, .malformed:
      checkUp.add(
        "tls-chain", .fault, "中心证书不是本配置的根所签发：请勿继续，联系管理员（或用 --tls-ca）。",
        "The hub's certificate does not stand under this profile's root: stop and call the administrator (or name its authority with --tls-ca).")
    }
    let isNamed = leaf.isMade(for: probe.host)
    checkUp.add(
      "tls-name", isNamed ? .good : .fault, isNamed ? "证书名称与 \(probe.host) 相符。" : "证书是为其他名称签发的，不是 \(probe.host)。",
      isNamed ? "The certificate is made for \(probe.host)." : "The certificate is made for other names, not for \(probe.host).")
    checkUp.add("tls-days", daysLeft: days(until: leaf.notAfterSeconds, from: now), attentionBelow: 21, of: "中心证书", "The hub's certificate")
    return verdict == .trusted && isNamed
  }

  private var authorities: [Certificate] {
    let kept = profile.rootCertificatePEM.flatMap { try? Certificate(pem: $0) }
    let named = profile.tlsAuthorityPath.flatMap { FileManager.default.contents(atPath: $0) }
    return [kept].compactMap { $0 } + (named.flatMap { try? Certificate.list(pem: String(decoding: $0, as: UTF8.self)) } ?? [])
  }

  private func checkHub(_ checkUp: CheckUp) async {
    guard let exchange = try? Workplace.exchange(with: profile),
      let session = try? HubSession(hub: profile.hub, token: profile.token, exchange: exchange)
    else { return checkUp.add("hub-live", .fault, "配置不安全或无效，无法提问。", "The profile is unsafe or unusable; nothing is asked.") }
    do {
      var spans: [TimeSpan] = []
      var hubTime: Instant?
      for _ in 0..<Self.roundTrips {
        let start = clock.now().monotonic
        hubTime = try await session.liveDate()
        spans.append(clock.now().monotonic - start)
      }
      let median = spans.sorted()[spans.count / 2].microseconds
      checkUp.add(
        "round-trip", median < 1_000_000 ? .good : .attention, "往返 \(median / 1_000) 毫秒（\(Self.roundTrips) 次的中位数）。",
        "A question and its answer take \(median / 1_000) ms (median of \(Self.roundTrips)).")
      checkClock(checkUp, hubTime)
      await checkReady(session, checkUp)
      try await checkToken(session, checkUp)
    } catch { checkUp.add("hub-live", .fault, Self.words(error).chinese, Self.words(error).english) }
    await session.close()
  }

  private func checkClock(_ checkUp: CheckUp, _ hubTime: Instant?) {
    guard let hubTime else { return }
    // The hub gives whole seconds.
    let difference = abs((clock.now().wall - hubTime).microseconds) / 1_000_000
    checkUp.add(
      "clock", difference <= 5 ? .good : difference <= 60 ? .attention : .fault,
      difference <= 5 ? "本机时钟与中心一致。" : "本机时钟与中心相差 \(difference) 秒。",
      difference <= 5 ? "This machine's clock agrees with the hub's." : "This machine's clock is \(difference) s away from the hub's.")
  }

  private func checkReady(_ session: HubSession, _ checkUp: CheckUp) async {
    do {
      try await session.requireReady()
      checkUp.add("hub-ready", .good, "中心运行正常。", "The hub is fit to work.")
    } catch { checkUp.add("hub-ready", .fault, "中心未就绪：" + Self.words(error).chinese, "The hub is not fit to work: " + Self.words(error).english) }
  }

  private func checkToken(_ session: HubSession, _ checkUp: CheckUp) async throws {
    guard profile.token != nil else {
      return checkUp.add("token", .fault, "配置中没有令牌。", "The profile holds no token.")
    }
    let who = try await session.whoAmI()
    let isFitting = profile.role == nil || profile.role == who.role
    checkUp.add(
      "token", isFitting ? .good : .attention, "令牌有效：\(who.name)（\(who.role.rawValue)）" + (isFitting ? "。" : "，与配置所记角色不同。"),
      "The token is valid: \(who.name) (\(who.role.rawValue))" + (isFitting ? "." : ", another role than the profile says."))
    if who.role == .clinic { try await checkThroughput(session, checkUp) }
    guard let version = who.hubVersion else { return }
    let isSame = version == ReadingHub.version
    checkUp.add(
      "version", isSame ? .good : .attention, isSame ? "中心与本机版本相同（\(version)）。" : "中心版本 \(version)，本机 \(ReadingHub.version)。",
      isSame ? "Hub and program have the same version, \(version)." : "The hub has version \(version), this program \(ReadingHub.version).")
  }

  private static let sentBytes = 256 << 10

  /// As many bytes as an ECG has go up, to be refused: nothing stays of them.
  private func checkThroughput(_ session: HubSession, _ checkUp: CheckUp) async throws {
    let start = clock.now().monotonic
    try await session.sendForNothing(byteCount: Self.sentBytes)
    let milliseconds = max(1, (clock.now().monotonic - start).microseconds / 1_000)
    let kilobytesPerSecond = Int64(Self.sentBytes) / milliseconds
    checkUp.add(
      "upload-speed", milliseconds < 4_000 ? .good : .attention,
      "上传 256 KiB 用时 \(milliseconds) 毫秒（约 \(kilobytesPerSecond) kB/s）。",
      "Sending 256 KiB took \(milliseconds) ms (about \(kilobytesPerSecond) kB/s).")
  }

  /// A reader's own key and certificate.
  private func checkKey(_ checkUp: CheckUp, at now: Instant) {
    guard let path = profile.certificatePath else { return }
    guard let pem = FileManager.default.contents(atPath: path), let certificate = try? Certificate(pem: String(decoding: pem, as: UTF8.self)),
      profile.keyPath.map({ FileManager.default.isReadableFile(atPath: $0) }) ?? false
    else { return checkUp.add("key-days", .fault, "签名密钥或证书无法读取。", "The signing key or its certificate cannot be read.") }
    checkUp.add("key-days", daysLeft: days(until: certificate.notAfterSeconds, from: now), attentionBelow: 30, of: "签名证书", "The signing certificate")
  }

  private static func words(_ error: any Error) -> LocalizedSentence {
    (error as? ClientError)?.sentence ?? LocalizedSentence("中心没有应答。", "The hub does not answer.")
  }
}
