import Foundation
import HubModel
import Reports
import Trust

/// How a report becomes bytes that a doctor's machine can sign, and when a signature over them is believed.
package protocol ReportSealing: Sendable {
  /// The report with room for the signature of its author.
  ///
  /// - Throws: `report-incomplete`, `storage-failed`.
  func prepare(_ content: ReportContent, of study: ViewedStudy, signer: SignerName, at now: Instant) async throws(HubError) -> [UInt8]
  /// The file that its author signed, with room for a second signature beside the first.
  ///
  /// - Throws: `store-damaged` when the file is none that a doctor signed.
  func prepareReview(of signed: [UInt8], signer: SignerName, at now: Instant) throws(HubError) -> [UInt8]
  /// The signed file, if the last signature is this doctor's, made with the certificate the hub enrolled, and those before it hold.
  ///
  /// - Parameter count: signatures the file must have with this one.
  /// - Throws: `signature-invalid`.
  func embed(_ cms: String, into prepared: [UInt8], of reader: Reader, signatures count: Int, at now: Instant) throws(HubError) -> [UInt8]
}

/// Signed PDFs (PAdES) under the region's root.
struct PAdESSealing: ReportSealing {
  let root: Certificate
  let pictures: StudyPictures

  func prepare(_ content: ReportContent, of study: ViewedStudy, signer: SignerName, at now: Instant) async throws(HubError) -> [UInt8] {
    let report = try await pictures.report(of: study, content: content)
    do { return try PAdES.prepare(report: report, field: .reporter, signer: signer, at: now).bytes } catch {
      throw HubError(.reportIncomplete, error.code.rawValue)
    }
  }

  func prepareReview(of signed: [UInt8], signer: SignerName, at now: Instant) throws(HubError) -> [UInt8] {
    do { return try PAdES.prepare(report: signed, field: .reviewer, signer: signer, at: now).bytes } catch {
      throw HubError(.storeDamaged, error.code.rawValue)
    }
  }

  func embed(_ cms: String, into prepared: [UInt8], of reader: Reader, signatures count: Int, at now: Instant) throws(HubError) -> [UInt8] {
    guard let cms = Data(base64Encoded: cms) else { throw HubError(.signatureInvalid, "not Base64") }
    let signed: [UInt8]
    do { signed = try PreparedSignature(reading: prepared).embed(cms: Array(cms)) } catch { throw HubError(.signatureInvalid, error.code.rawValue) }
    let result = SignedReportVerifier(roots: [root]).verify(pdf: signed, at: now)
    guard result.isValid, let signer = result.signers.last, result.signers.count == count else {
      throw HubError(.signatureInvalid, result.faults.first?.code ?? "")
    }
    let enrolled = reader.certificatePEM.flatMap { try? Certificate(pem: $0) }
    guard let enrolled, signer.certificateFingerprint == enrolled.fingerprint else { throw HubError(.signatureInvalid, "another certificate") }
    return signed
  }
}
