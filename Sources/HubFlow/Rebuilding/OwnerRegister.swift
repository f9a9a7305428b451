import HubModel

/// Keeps, beside the objects, what a store that is lost would take with it: whose each object is, and who takes part (docs/decisions/0013).
/// It follows the store some seconds behind, so that nobody who sends an object waits for it.
package actor OwnerRegister {
  private let store: any HubStore
  private let files: RegisterFiles
  private let work = BlockingWork(label: "register", width: 1)
  /// How far it has followed; `nil` before the first look.
  private var last: ArrivalID?
  private var head: RegisteredHead?
  private var people: [RegisterEntry]?
  private static let page = 500
  /// At one look, so that a long backlog leaves room for others.
  private static let pagesAtOnce = 20

  package init(store: any HubStore, files: RegisterFiles) {
    self.store = store
    self.files = files
  }

  /// A store that knows less than its register has lost what was acknowledged, whatever it says of itself.
  ///
  /// - Throws: `store-behind-register`; `storage-failed` where the register cannot be read.
  package func requireKnown() async throws(HubError) {
    guard let head = try await end().head else { return }
    guard try await store.ask({ try head.isKnown(to: $0) }) else { throw HubError(.storeBehindRegister, "audit entry \(head.number)") }
  }

  private func end() async throws(HubError) -> RegisterContents {
    let files = files
    return try await work.run { try files.end() }
  }

  /// Where to go on: behind the last object that was written down, if the store knows it by that number; else from the beginning, since what
  /// is written twice does no harm.
  private func start() async throws(HubError) -> ArrivalID {
    guard let object = try await end().objects.last else { return ArrivalID(rawValue: 0) }
    let isKnown = try await store.ask { try $0.arrival(object.arrival)?.blob == object.blob }
    return ArrivalID(rawValue: isKnown ? object.arrival.rawValue : 0)
  }

  /// Writes down what has come since the last look.
  package func follow() async throws(HubError) {
    let files = files
    let now = try await store.ask { try $0.participants() }
    if now != people {
      try await work.run { try files.replacePeople(with: now) }
      people = now
    }
    var place: ArrivalID
    if let last { place = last } else { place = try await start() }
    for _ in 0..<Self.pagesAtOnce {
      let (after, limit) = (place, Self.page)
      let (objects, head) = try await store.ask { (try $0.registered(after: after, limit: limit), RegisteredHead(try $0.auditHead())) }
      place = objects.last?.arrival ?? place
      let isEnd = objects.count < limit
      var added = objects.map(RegisterEntry.object)
      if isEnd, head != self.head { added.append(head.entry) }
      if !added.isEmpty { try await work.run { [added] in try files.append(added) } }
      last = place
      guard !isEnd else {
        self.head = head
        return
      }
    }
  }

  /// Writes down all there is in a store that was made anew; what the register said before stays in it, for objects that come back later.
  package func followAnew() async throws(HubError) {
    last = ArrivalID(rawValue: 0)
    var before = last
    repeat {
      before = last
      try await follow()
    } while last != before
  }

  /// Until cancelled.
  ///
  /// - Parameter report: told of a failure; the next look tries again what was not written.
  package func run(interval: TimeSpan = .seconds(5), report: @Sendable (HubError) -> Void) async {
    while !Task.isCancelled {
      do throws(HubError) { try await follow() } catch {
        report(error)
        // How much of it was written nobody knows: the file says it.
        (last, head) = (nil, nil)
      }
      try? await Task.sleep(for: .microseconds(interval.microseconds))
    }
  }
}

extension HubReading {
  fileprivate func registered(after place: ArrivalID, limit: Int) throws -> [RegisteredObject] {
    var uploads: [UploadID: Upload] = [:]
    return try arrivals(after: place, limit: limit).map { arrival in
      guard case .upload(let id) = arrival.route else { return RegisteredObject(arrival, nil) }
      if uploads[id] == nil { uploads[id] = try upload(id) }
      return RegisteredObject(arrival, uploads[id])
    }
  }

  /// Hospitals, clinics, readers, and what clinics have agreed on and whom they name.
  fileprivate func participants() throws -> [RegisterEntry] {
    let clinics = try clinics()
    let settings = try clinics.flatMap { [AgreementSetting.key(of: $0.id), ContactSetting.key(of: $0.id)] }.compactMap { key in
      try setting(key).map { RegisterEntry.setting(key: key, value: $0) }
    }
    return try hospitals().map(RegisterEntry.hospital) + clinics.map(RegisterEntry.clinic) + readers().map(RegisterEntry.reader) + settings
  }
}
