import Foundation
import HubAPI
import HubModel
import StudyFormats

/// One object of a STOW-RS request, in the staging area or refused before it got there.
package enum SpooledPart: Sendable {
  case staged(StagedFile)
  case refused(ProblemCode)
}

/// What a DICOM object calls itself.
package struct ObjectNames: Sendable, Equatable {
  package var sopClassUID: String
  package var sopInstanceUID: String
}

/// What became of one object of a STOW-RS request.
package struct WebStored: Sendable, Equatable {
  /// `nil` where nothing could be read that names it.
  package var names: ObjectNames?
  /// `nil` when it is stored, now or before.
  package var failure: ProblemCode?
}

extension Intake {
  package var maximumItemsPerUpload: Int { limits.maximumItemsPerUpload }

  /// The same way in as an upload's: each object is stored with its receipt and audit entry, or refused by itself.
  ///
  /// - Parameter study: where the request names one, objects of another study are refused with `uid-mismatch`.
  package func store(_ parts: [SpooledPart], inStudy study: String?, by principal: Principal) async throws(HubError) -> [WebStored] {
    var seen: Set<BlobKey> = []
    var items: [Upload.Item] = []
    for case .staged(let file) in parts where seen.insert(file.digest).inserted {
      items.append(Upload.Item(digest: file.digest, sizeBytes: file.sizeBytes, format: .dicom))
    }
    guard !items.isEmpty else { return parts.map { WebStored(names: nil, failure: $0.refusal) } }
    let opened = try await openUpload(NewUpload(isUrgent: false, note: nil, identity: nil, isComplete: false, items: items), by: principal)
    var results: [WebStored] = []
    for part in parts {
      switch part {
      case .refused(let code): results.append(WebStored(names: nil, failure: code))
      case .staged(let file): results.append(await store(file, upload: opened.id, inStudy: study, by: principal))
      }
    }
    return results
  }

  private func store(_ file: StagedFile, upload: UploadID, inStudy study: String?, by principal: Principal) async -> WebStored {
    var names: ObjectNames?
    do throws(HubError) {
      let stated = try await files.run { try? StudyParser.names(ofDICOMFileAt: file.path) }
      names = stated.map { ObjectNames(sopClassUID: $0.sopClassUID, sopInstanceUID: $0.sopInstanceUID) }
      guard study == nil || stated == nil || stated?.studyInstanceUID == study else { throw HubError(.uidMismatch, "another study") }
      _ = try await receive(upload: upload, staged: file, announced: file.digest, by: principal)
      return WebStored(names: names, failure: nil)
    } catch {
      discard(file.path)
      return WebStored(names: names, failure: error.code)
    }
  }
}

extension SpooledPart {
  fileprivate var refusal: ProblemCode? {
    if case .refused(let code) = self { code } else { nil }
  }
}
