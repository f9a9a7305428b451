/// Why a DICOM object, image or association was refused: a stable code for programs, a reason for people, a place for engineers.
/// It never carries a value of the object, so it can be logged.
package struct DICOMFault: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    case notDICOM = "not-dicom"
    case badFileMeta = "bad-file-meta"
    case unsupportedTransferSyntax = "unsupported-transfer-syntax"
    case truncated = "truncated"
    case lengthOutsideFile = "length-outside-file"
    case nestingTooDeep = "nesting-too-deep"
    case tooManyElements = "too-many-elements"
    case badElement = "bad-element"
    case duplicateElement = "duplicate-element"
    case badDeflate = "bad-deflate"
    case objectTooLarge = "object-too-large"
    case inflatedTooLarge = "inflated-too-large"
    case badUID = "bad-uid"
    case uidMismatch = "uid-mismatch"
    case missingAttribute = "missing-attribute"
    case badValue = "bad-value"
    case pixelLengthMismatch = "pixel-length-mismatch"
    case waveformLengthMismatch = "waveform-length-mismatch"
    case unsupportedWaveform = "unsupported-waveform"
    case unreadableFile = "unreadable-file"
    case imageUndecodable = "image-undecodable"
    case imageTooLarge = "image-too-large"
    case frameNotFound = "frame-not-found"
    case decoderTimeout = "decoder-timeout"
    case decoderUnavailable = "decoder-unavailable"
    case codecNotSupported = "codec-not-supported"
    case listenerFailed = "listener-failed"
  }

  package let code: Code
  /// The attribute at fault, where there is one.
  package let tag: DICOMTag?

  package init(_ code: Code, at tag: DICOMTag? = nil) {
    self.code = code
    self.tag = tag
  }

  package static func == (left: DICOMFault, right: DICOMFault) -> Bool { left.code == right.code }
  package func hash(into hasher: inout Hasher) { hasher.combine(code) }

  package var description: String { tag.map { "\(code.rawValue) \($0)" } ?? code.rawValue }
  package var reasonEnglish: String { code.reason.english }
  package var reasonChinese: String { code.reason.chinese }
}

extension DICOMFault.Code {
  fileprivate var reason: (english: String, chinese: String) {
    switch self {
    case .notDICOM: ("This is not a DICOM file.", "这不是 DICOM 文件。")
    case .badFileMeta: ("The file's DICOM header block is damaged.", "文件的 DICOM 头信息已损坏。")
    case .unsupportedTransferSyntax: ("The file uses an encoding the hub does not know.", "文件使用了系统不支持的编码方式。")
    case .truncated: ("The file ends too early; it was not sent completely. Please send it again.", "文件不完整,可能传输中断,请重新发送。")
    case .lengthOutsideFile: ("The file is damaged: a part is longer than the file itself.", "文件已损坏:某一部分的长度超出了文件。")
    case .nestingTooDeep: ("The file's parts are nested too deeply to be safe.", "文件嵌套层数过多,不安全。")
    case .tooManyElements: ("The file has more parts than the hub accepts.", "文件包含的数据项过多。")
    case .badElement: ("The file's structure is damaged.", "文件结构已损坏。")
    case .duplicateElement: ("The file states the same item twice, so it is ambiguous.", "文件中同一项目出现两次,含义不明确。")
    case .badDeflate: ("The file's compressed part is damaged.", "文件的压缩部分已损坏。")
    case .objectTooLarge: ("The file is larger than the hub accepts.", "文件超过系统允许的大小。")
    case .inflatedTooLarge: ("The file's compressed part unfolds to more than the hub accepts.", "文件的压缩部分展开后超过系统允许的大小。")
    case .badUID: ("An identifier in the file is not a valid DICOM UID.", "文件中的标识号(UID)不合法。")
    case .uidMismatch: ("The identifiers in the file contradict each other.", "文件中的标识号(UID)互相矛盾。")
    case .missingAttribute: ("A required item is missing from the file.", "文件缺少必需的项目。")
    case .badValue: ("An item in the file has an impossible value.", "文件中某一项目的值不合理。")
    case .pixelLengthMismatch: ("The image data does not fit the stated image size.", "图像数据与声明的图像大小不符。")
    case .waveformLengthMismatch: ("The ECG data does not fit the stated channels and samples.", "波形数据与声明的导联数或采样数不符。")
    case .unsupportedWaveform: ("The waveform uses a sample coding the hub cannot read.", "波形的采样编码方式暂不支持。")
    case .unreadableFile: ("The file could not be read from disk.", "无法从磁盘读取该文件。")
    case .imageUndecodable: ("The image could not be decoded; the file is kept.", "图像无法解码,文件已保留。")
    case .imageTooLarge: ("The image is too large to be shown.", "图像过大,无法显示。")
    case .frameNotFound: ("The image has no frame of that number.", "图像中没有该帧。")
    case .decoderTimeout: ("Decoding the image took too long and was stopped.", "图像解码超时,已停止。")
    case .decoderUnavailable: ("The image decoder could not be started.", "图像解码程序无法启动。")
    case .codecNotSupported: ("The hub cannot show this image compression yet; the file is kept.", "暂不支持显示该压缩格式的图像,文件已保留。")
    case .listenerFailed: ("The DICOM listener could not be opened on this address.", "无法在该地址上启动 DICOM 接收服务。")
    }
  }
}
