import DICOM
import Drawing
import ECGCore
import Foundation
import HubModel
import Reports
import StudyFormats
import Trust

/// Pictures of a study: ECG pages, windowed frames, and the report they stand in. Drawing and decoding block, so they have their own
/// threads; frames are decoded in a limited child process.
package struct StudyPictures: Sendable {
  let blobs: any BlobStore
  private let files: GeneratedFiles
  private let decoder: SandboxedFrameDecoder
  let drawing = BlockingWork(label: "drawing", width: 2)

  package init(blobs: any BlobStore, stagingDirectory: String, random: any RandomSource, decoder: SandboxedFrameDecoder) {
    self.blobs = blobs
    self.decoder = decoder
    files = GeneratedFiles(blobs: blobs, stagingDirectory: stagingDirectory, random: random)
  }

  /// - Throws: `not-found` for a study without (that) ECG.
  func ecgPage(
    of study: ViewedStudy, arrival: ArrivalID?, format: PictureFormat, evidence: EvidenceChoice? = nil
  ) async throws(HubError) -> [UInt8] {
    let page = try await ecgPage(of: study, arrival: arrival, evidence: evidence)
    let metadata = Self.metadata(of: study)
    return try await drawing.run {
      switch format {
      case .png: try page.renderPNG(dotsPerInch: 150)
      case .svg: try page.renderSVG()
      case .pdf: try page.renderPDF(metadata: metadata)
      }
    }
  }

  static func metadata(of study: ViewedStudy) -> PDFMetadata {
    PDFMetadata(title: "ECG \(study.row.reading.id)", author: "ReadingHub", createdISO8601: study.row.reading.firstReceivedAt.utcText)
  }

  /// - Throws: `not-found` for a study without (that) image; `frame-not-found`, `image-undecodable` and their kin.
  func framePNG(of study: ViewedStudy, arrival: ArrivalID?, number: Int) async throws(HubError) -> [UInt8] {
    let image = try await frame(number, of: try study.image(arrival))
    let overlay = study.overlay(frame: number)
    return try await drawing.run { try ImagePreview(image: image, overlay: overlay).renderPNG() }
  }

  /// The unsigned PDF: with the ECG page for an ECG, with one key image for imaging. What cannot be drawn is left out: a doctor who has
  /// read the study by other means can still issue the report.
  func report(of study: ViewedStudy, content: ReportContent) async throws(HubError) -> [UInt8] {
    var pages: [ECGPage] = []
    var images: [KeyImage] = []
    switch study.row.reading.kind {
    case _ where content.amendment?.kind == .withdrawn: break
    case .ecg: pages = try await ifDrawable { () async throws(HubError) in try await ecgPage(of: study, arrival: nil) }
    case .imaging: images = try await ifDrawable { () async throws(HubError) in try await keyImage(of: study) }
    }
    let (ecgPages, keyImages) = (pages, images)
    do {
      return try await drawing.run { try ReportPDF.make(content: content, ecgPages: ecgPages, keyImages: keyImages) }
    } catch { throw error.code == .internalError ? HubError(.reportIncomplete, error.detail) : error }
  }

  /// The middle object of the study stands for it.
  private func keyImage(of study: ViewedStudy) async throws(HubError) -> KeyImage {
    let candidates = study.arrivals.filter { $0.holds(.imaging) }
    guard !candidates.isEmpty else { throw HubError(.notFound) }
    let image = try await frame(0, of: candidates[candidates.count / 2])
    return KeyImage(image: image, caption: "\(study.row.study.modality) \(candidates.count / 2 + 1)/\(candidates.count)")
  }

  /// Nothing where the object is at fault; a fault of the hub is still a fault.
  private func ifDrawable<Picture>(_ draw: () async throws(HubError) -> Picture) async throws(HubError) -> [Picture] {
    do throws(HubError) { return [try await draw()] } catch {
      if [.storeDamaged, .storageFailed, .storageFull, .internalError].contains(error.code) { throw error }
      return []
    }
  }

  private func ecgPage(of study: ViewedStudy, arrival: ArrivalID?, evidence: EvidenceChoice? = nil) async throws(HubError) -> ECGPage {
    let object = try study.ecgObject(arrival)
    let bytes = try await blobs.readECG(object)
    let screening = study.screening?.object == object.id ? study.screening : nil
    return try await drawing.run {
      let document = try ECGLoader.load(bytes: bytes, format: object.format, headerBytes: object.headerBytes)
      let analysis = try screening.map { try AnalysisJSON.decode($0.resultJSON) }
      return ECGPageMaker.page(for: document, analysis: analysis, heading: ECGPageHeading(study, document), evidence: evidence)
    }
  }

  private func frame(_ number: Int, of object: Arrival) async throws(HubError) -> RasterImage {
    try await files.withFile(of: object) { path async throws(HubError) in
      let frame: RenderedFrame
      do throws(DICOMFault) { frame = try await decoder.frame(number, ofFile: path) } catch { throw HubError(error) }
      do {
        return try RasterImage(width: frame.columns, height: frame.rows, pixels: frame.samplesPerPixel == 3 ? .rgb8 : .gray8, bytes: frame.bytes)
      } catch { throw HubError(.imageTooLarge) }
    }
  }
}

extension ViewedStudy {
  /// That object of an ECG study; without one asked for, the one that was screened, or the last ECG.
  ///
  /// - Throws: `not-found`.
  func ecgObject(_ wanted: ArrivalID?) throws(HubError) -> Arrival {
    let id = wanted ?? screening?.object
    let found = id.map { id in arrivals.first { $0.id == id } } ?? arrivals.last { $0.holds(.ecg) }
    guard let found, row.reading.kind == .ecg else { throw HubError(.notFound) }
    return found
  }

  /// That object of the study, where it is an image; without one asked for, the first image.
  ///
  /// - Throws: `not-found`.
  fileprivate func image(_ wanted: ArrivalID?) throws(HubError) -> Arrival {
    let isImage = { (arrival: Arrival) in arrival.holds(.imaging) }
    let found = wanted.map { id in arrivals.first { $0.id == id && isImage($0) } } ?? arrivals.first(where: isImage)
    guard let found else { throw HubError(.notFound) }
    return found
  }

  fileprivate func overlay(frame: Int) -> ImagePreview.Overlay {
    let identity = row.patient.identity
    return ImagePreview.Overlay(
      topLeft: [identity.name, identity.externalID].filter { !$0.isEmpty },
      topRight: [row.clinicName, row.study.studyDescription].filter { !$0.isEmpty },
      bottomLeft: [row.study.modality, "frame \(frame + 1)"], bottomRight: [row.study.startedAt?.utcText ?? ""])
  }
}

extension Arrival {
  /// Whether the object is of this kind: attachments have other SOP classes, but only the object itself can say. Decodes the object's
  /// stated facts, so ask once for each object.
  func holds(_ part: ParsedStudy.Part) -> Bool {
    (try? JSONDecoder().decode(ParsedStudy.self, from: Data(statedFacts)))?.part == part
  }
}

extension Instant {
  /// `2026-11-22T05:00:00Z`.
  var utcText: String { OffsetTime(unixSeconds: microseconds / 1_000_000, offsetSeconds: 0).rfc3339 }
}

extension ECGPageHeading {
  /// What the hub knows of patient and clinic goes before what the file says.
  init(_ study: ViewedStudy, _ document: ECGDocument) {
    let row = study.row
    self.init(
      institution: row.clinicName, identity: row.patient.identity, ageYears: row.study.patientAgeYears ?? document.patientFacts.ageYears,
      acquiredAt: row.study.startedAt.map { Self.text($0, timeZone: study.clinicTimeZone) } ?? "",
      furtherFacts: [LabelledText("判读 Reading", row.reading.id.description)])
  }
}
