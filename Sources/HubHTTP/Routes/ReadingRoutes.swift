import HTTPTypes
import HubAPI
import HubFlow
import HubModel
import Hummingbird

/// The worklist, and what is looked at while reading.
struct ReadingRoutes {
  let worklist: Worklist
  let viewing: Viewing

  var handlers: [Operation: HTTPHandler] { work.merging(views) { first, _ in first } }

  private var work: [Operation: HTTPHandler] {
    [
      .listReadings: { [worklist] in
        try Answer.json(
          try await worklist.page(
            kind: $0.queryChoice("kind", of: StudyKind.self), includesFinished: $0.queryFlag("finished"),
            limit: Int($0.queryNumber("limit", standard: 50, in: 1...500)), by: $0.caller()))
      },
      .claimNext: { [worklist] call in
        let wish = try await JSONBody.decode(ClaimNext.self, from: call.request)
        return try Answer.json(try await worklist.claimNext(kind: wish.kind, by: call.caller()))
      },
      .claim: { [worklist] in try Answer.json(try await worklist.claim($0.reading(), by: $0.caller())) },
      .release: { [worklist] call in
        let act = try await JSONBody.decode(LeaseAct.self, from: call.request)
        try await worklist.release(call.reading(), leaseToken: act.leaseToken, by: call.caller())
        return Answer.done
      },
      .renewLease: { [worklist] call in
        let act = try await JSONBody.decode(LeaseAct.self, from: call.request)
        return try Answer.json(try await worklist.renew(call.reading(), leaseToken: act.leaseToken, by: call.caller()))
      },
    ]
  }

  private var views: [Operation: HTTPHandler] {
    [
      .showReading: { [viewing] in try Answer.json(try await viewing.detail($0.reading(), by: $0.caller())) },
      .ecgPage: { [viewing] in
        let id = try $0.reading()
        let format = try $0.queryChoice("format", of: PictureFormat.self) ?? .png
        let bytes = try await viewing.ecgPage(
          id, arrival: $0.queryArrival(), format: format, evidence: $0.queryEvidence(), by: $0.caller())
        return Answer.download(bytes, type: format.mediaType, name: "reading-\(id)-ecg.\(format.rawValue)")
      },
      .priorECG: { [viewing] in try Answer.json(try await viewing.prior($0.reading(), by: $0.caller())) },
      .priorPage: { [viewing] in
        let id = try $0.reading()
        let format = try $0.queryChoice("format", of: PictureFormat.self) ?? .png
        let bytes = try await viewing.priorPage(id, format: format, by: $0.caller())
        return Answer.download(bytes, type: format.mediaType, name: "reading-\(id)-prior.\(format.rawValue)")
      },
      .frame: { [viewing] in
        let id = try $0.reading()
        // DICOM counts frames from 1, and so does the wire; the stage counts from 0.
        let number = Int(try $0.queryNumber("number", standard: 1, in: 1...Int64(Int32.max)))
        let bytes = try await viewing.frame(id, arrival: $0.queryArrival(), number: number - 1, by: $0.caller())
        return Answer.download(bytes, type: "image/png", name: "reading-\(id)-frame-\(number).png")
      },
      .object: { [viewing] in
        let id = try $0.reading()
        let arrival = try $0.identifier("arrival", of: Arrival.self)
        let object = try await viewing.object(id, arrival: arrival, by: $0.caller())
        return Answer.download(
          object, type: object.format.mediaType, name: "reading-\(id)-object-\(arrival).\(object.format.fileEnding)")
      },
      .screening: { [viewing] in Answer.json(bytes: try await viewing.screeningJSON($0.reading(), by: $0.caller())) },
    ]
  }
}

extension HTTPCall {
  /// A statement's code or `all`.
  ///
  /// - Throws: `bad-request` for what no code looks like.
  fileprivate func queryEvidence() throws(HubError) -> String? {
    guard let text = query("evidence") else { return nil }
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 95 }) else {
      throw HubError(.badRequest, "evidence: a statement's code, or all")
    }
    return text
  }
}

extension ObjectFormat {
  fileprivate var mediaType: String {
    switch self {
    case .dicom: "application/dicom"
    case .aecg, .muse, .philips, .schiller: "application/xml"
    case .wfdb, .scp, .mfer, .edf: "application/octet-stream"
    }
  }

  fileprivate var fileEnding: String {
    switch self {
    case .dicom: "dcm"
    case .aecg, .muse, .philips, .schiller: "xml"
    case .mfer: "mwf"
    case .wfdb, .scp, .edf: rawValue
    }
  }
}

extension PictureFormat {
  var mediaType: String {
    switch self {
    case .png: "image/png"
    case .svg: "image/svg+xml"
    case .pdf: "application/pdf"
    }
  }
}
