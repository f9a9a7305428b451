/// One thing that somebody does to the hub, with all that it names.
package indirect enum ModelCall: Equatable, Sendable {
  case upload(object: Int, isUrgent: Bool, clinic: Int)
  case work
  case tick
  case pass(seconds: Int)
  case setWall(seconds: Int)
  case agree(clinic: Int, ModelHub.Agreement)
  case license(reader: Int, ModelHub.Licence)
  case claim(reading: Int, by: Int)
  case claimNext(by: Int)
  case release(reading: Int, token: Int, by: Int)
  case renew(reading: Int, token: Int, by: Int)
  case save(reading: Int, token: Int, basedOn: Int, seen: Int, text: ModelHub.Text, by: Int)
  case prepare(reading: Int, version: Int, token: Int, by: Int)
  case sign(reading: Int, version: Int, token: Int, preparation: Int, isForged: Bool, by: Int)
  case prepareReview(reading: Int, version: Int, token: Int, by: Int)
  case review(reading: Int, version: Int, token: Int, preparation: Int, isForged: Bool, by: Int)
  case giveBack(reading: Int, token: Int, by: Int)
  case amend(reading: Int, ModelHub.AmendmentKind, basedOn: Int, tellsAgain: Bool, by: Int)
  case cancelAmendment(reading: Int, token: Int, by: Int)
  case override(reading: Int, isWithdrawn: Bool, by: Int)
  case raise(reading: Int, by: Int)
  case tell(episode: Int, by: Int)
  case answer(episode: Int, clinic: Int)
  case close(episode: Int, by: Int)
  case poll(clinic: Int, after: Int, includesAcknowledged: Bool, listens: Bool, isLost: Bool)
  case acknowledge(clinic: Int, sequence: Int, isRightDigest: Bool)
  /// The hub's process is gone and comes back on the same files.
  case crash
  /// The commit fails: nothing happened, and the caller is told so. Who needs no commit is answered all the same.
  case failing(ModelCall)

  /// The first word: what is done, without to whom.
  package var name: String { String("\(self)".prefix { $0 != "(" }) }

  package var isFailing: Bool { if case .failing = self { true } else { false } }

  /// The reading whose versions it may have touched.
  package var reading: Int? {
    switch self {
    case .save(let reading, _, _, _, _, _), .prepare(let reading, _, _, _), .sign(let reading, _, _, _, _, _), .prepareReview(let reading, _, _, _),
      .review(let reading, _, _, _, _, _), .giveBack(let reading, _, _), .amend(let reading, _, _, _, _), .cancelAmendment(let reading, _, _):
      reading
    case .failing(let call): call.reading
    default: nil
    }
  }
}

extension ModelHub {
  /// What the call brings about, and its answer.
  package mutating func perform(_ call: ModelCall) -> Answer {
    switch call {
    case .upload(let object, let isUrgent, let clinic): return upload(object, isUrgent: isUrgent, from: clinic)
    case .work: work()
    case .tick: tick()
    case .pass(let seconds): pass(seconds: seconds)
    case .setWall(let seconds): setWall(by: seconds)
    case .agree(let clinic, let agreement): agreements[clinic] = agreement
    case .license(let reader, let licence): licences[reader] = licence
    case .raise(let reading, let reader): return raise(reading, by: reader)
    case .tell(let episode, let reader): return tell(episode, by: reader)
    case .answer(let episode, let clinic): return answer(episode, from: clinic)
    case .close(let episode, let reader): return close(episode, by: reader)
    case .poll(let clinic, let cursor, let all, let listens, let isLost):
      return poll(clinic, after: cursor, includesAcknowledged: all, listens: listens, isLost: isLost)
    case .acknowledge(let clinic, let sequence, let isRight): return acknowledge(clinic, sequence: sequence, isRightDigest: isRight)
    case .crash: break
    case .failing(let call): return perform(call)
    default: return performOnReading(call)
    }
    return .done
  }

  private mutating func performOnReading(_ call: ModelCall) -> Answer {
    switch call {
    case .claim(let reading, let reader): return claim(reading, by: reader)
    case .claimNext(let reader): return claimNext(by: reader)
    case .release(let reading, let token, let reader): return release(reading, token: token, by: reader)
    case .renew(let reading, let token, let reader): return renew(reading, token: token, by: reader)
    case .save(let reading, let token, let basedOn, let seen, let text, let reader):
      return save(reading, token: token, basedOn: basedOn, seen: seen, text: text, by: reader)
    case .prepare(let reading, let version, let token, let reader): return prepare(reading, version: version, token: token, by: reader)
    case .sign(let reading, let version, let token, let preparation, let isForged, let reader):
      return sign(reading, version: version, token: token, preparation: preparation, isForged: isForged, by: reader)
    case .prepareReview(let reading, let version, let token, let reader):
      return prepareReview(reading, version: version, token: token, by: reader)
    case .review(let reading, let version, let token, let preparation, let isForged, let reader):
      return review(reading, version: version, token: token, preparation: preparation, isForged: isForged, by: reader)
    case .giveBack(let reading, let token, let reader): return giveBack(reading, token: token, by: reader)
    case .amend(let reading, let kind, let basedOn, let tellsAgain, let reader):
      return amend(reading, kind, basedOn: basedOn, tellsAgain: tellsAgain, by: reader)
    case .cancelAmendment(let reading, let token, let reader): return cancelAmendment(reading, token: token, by: reader)
    case .override(let reading, let isWithdrawn, let reader): return override(reading, isWithdrawn: isWithdrawn, by: reader)
    default: return .done
    }
  }
}
