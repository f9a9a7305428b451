import Foundation
import HubFlow
import HubModel
import Reports
import Synchronization
import Trust

/// Seals without pictures and curves: each preparation is a file of its own, and a doctor's signature is their number. What it keeps of
/// the real thing is all that the flow's rules can see: other bytes for every preparation, and refusal of another's signature.
package final class PlainSealing: ReportSealing {
  private let count = Atomic<Int>(0)

  package static func signature(of reader: ReaderID) -> String { "signed by \(reader)" }

  package func prepare(_ content: ReportContent, of study: ViewedStudy, signer: SignerName, at now: Instant) async throws(HubError) -> [UInt8] {
    next("report \(content.reportID)")
  }

  package func prepareReview(of signed: [UInt8], signer: SignerName, at now: Instant) throws(HubError) -> [UInt8] {
    guard String(decoding: signed, as: UTF8.self).contains("signed by") else { throw HubError(.storeDamaged) }
    return next(String(decoding: signed, as: UTF8.self) + " review")
  }

  package func embed(_ cms: String, into prepared: [UInt8], of reader: Reader, signatures count: Int, at now: Instant) throws(HubError) -> [UInt8] {
    guard cms == Self.signature(of: reader.id) else { throw HubError(.signatureInvalid) }
    let signed = String(decoding: prepared, as: UTF8.self) + " " + cms
    guard signed.components(separatedBy: "signed by").count == count + 1 else { throw HubError(.signatureInvalid) }
    return Array(signed.utf8)
  }

  private func next(_ text: String) -> [UInt8] { Array("\(text) preparation \(count.add(1, ordering: .relaxed).newValue)".utf8) }
}
