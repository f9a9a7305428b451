/// A sentence in the two languages of the product.
package struct LocalizedSentence: Sendable, Equatable {
  package var chinese: String
  package var english: String
  package init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }
}

extension ProblemCode {
  /// What a clinic nurse or a doctor is told: what happened and what to do.
  package var sentence: LocalizedSentence {
    fileSentence ?? accessSentence ?? workSentence ?? hubSentence
  }

  private var fileSentence: LocalizedSentence? {
    switch self {
    case .notDICOM: .init("这不是 DICOM 文件。", "This is not a DICOM file.")
    case .unknownFormat:
      .init(
        "无法识别的文件格式，请从设备重新导出为 DICOM、SCP-ECG、HL7 aECG 或 WFDB。", "Unknown file format; export it from the device as DICOM, SCP-ECG, HL7 aECG or WFDB.")
    case .truncated: .init("文件不完整，请重新导出并发送。", "The file is cut short; export and send it again.")
    case .nestingTooDeep: .init("文件结构嵌套过深，已拒收。", "The file is nested too deeply and was refused.")
    case .lengthOutsideFile: .init("文件已损坏：内部长度超出文件。", "The file is damaged: a length inside it points beyond its end.")
    case .pixelLengthMismatch: .init("图像尺寸与数据长度不符，文件已损坏。", "The image size and the pixel data do not fit; the file is damaged.")
    case .waveformLengthMismatch: .init("波形的导联数、采样数与数据长度不符。", "Channels, samples and data length of the waveform do not fit.")
    case .badUID: .init("文件中的唯一标识（UID）无效。", "A unique identifier (UID) in the file is not valid.")
    case .uidMismatch: .init("传输命令与文件中的标识不一致。", "The identifiers of the transfer and of the file differ.")
    case .badValue: .init("文件中有无效的数值。", "The file holds a value that is not valid.")
    case .badFileMeta: .init("DICOM 文件头无效。", "The DICOM file header is not valid.")
    case .unsupportedTransferSyntax: .init("不支持该文件的编码方式（传输语法）。", "The encoding (transfer syntax) of this file is not supported.")
    case .inflatedTooLarge: .init("压缩文件解压后过大，已拒收。", "The compressed file grows too large and was refused.")
    case .tooManyElements: .init("文件中的数据元素过多，已拒收。", "The file has too many elements and was refused.")
    case .badElement: .init("文件结构已损坏。", "The file's structure is damaged.")
    case .duplicateElement: .init("文件中同一项目出现两次，含义不明确。", "The file states one item twice, so its meaning is not clear.")
    case .missingAttribute: .init("文件缺少必需的项目。", "A required item is missing from the file.")
    case .badDeflate: .init("文件的压缩部分已损坏。", "The compressed part of the file is damaged.")
    case .unreadableFile: .init("无法读取该文件。", "The file cannot be read.")
    case .unsupportedWaveform: .init("波形的采样编码方式暂不支持。", "This coding of waveform samples is not supported.")
    case .notStorable: .init("这类 DICOM 对象不能存入本中心。", "This kind of DICOM object cannot be stored here.")
    case .objectTooLarge: .init("文件超过大小上限。", "The file is larger than the limit.")
    case .objectConflict:
      .init("同一标识已有内容不同的文件，保留先到者；请核对设备。", "Another file with the same identifier is here already; the first is kept. Check the device.")
    case .digestMismatch: .init("收到的内容与声明的摘要不符，请重新发送。", "What arrived differs from the announced digest; send it again.")
    case .lengthMismatch: .init("收到的长度与声明不符，请重新发送。", "The length differs from what was announced; send it again.")
    case .missingCompanionFile: .init("缺少配套文件：.hea 与 .dat 必须一起上传。", "A companion file is missing: .hea and .dat belong together.")
    case .badWaveform: .init("心电波形数据无效。", "The ECG waveform is not valid.")
    case .identityMismatch: .init("文件中的患者与请求中的不一致。", "The patient in the file and in the request differ.")
    case .imageUndecodable: .init("图像无法解码。", "The image cannot be decoded.")
    case .imageTooLarge: .init("图像过大，无法显示。", "The image is too large to show.")
    case .decoderTimeout: .init("图像解码超时。", "Decoding the image took too long.")
    case .codecNotSupported: .init("不支持该图像的压缩方式。", "This image compression is not supported.")
    case .frameNotFound: .init("没有这一帧。", "There is no such frame.")
    case .decoderUnavailable: .init("图像解码程序无法启动。", "The image decoder could not be started.")
    default: nil
    }
  }

  private var accessSentence: LocalizedSentence? {
    switch self {
    case .notAuthenticated: .init("未登录或凭证无效。", "No valid credentials were given.")
    case .notFound: .init("找不到，或不属于您。", "Not found, or not yours.")
    case .notPermitted: .init("您的角色不能进行此操作。", "Your role may not do this.")
    case .enrolmentInvalid: .init("注册码无效、已使用或已过期，请向管理员索取新码。", "The enrolment code is wrong, used or expired; ask the administrator for a new one.")
    case .outsideScope: .init("该类检查不在您的阅图范围内。", "You do not read this kind of study.")
    case .licenceNotValid:
      .init("您的执业证书未登记、未生效或已过期，请联系管理员。", "Your licence is not on record, not yet valid or has run out; ask the administrator.")
    case .agreementNotInForce:
      .init(
        "诊所与医院的阅图协议未生效、已到期或不含此类检查，请联系管理员。",
        "The agreement between clinic and hospital is not in force or does not name this kind of study; ask the administrator.")
    case .badRequest: .init("请求内容有误。", "The request is not right.")
    case .alreadyExists: .init("已存在相同的代码或名称。", "The same code or name exists already.")
    case .unsupportedMediaType: .init("不支持的内容类型。", "This content type is not supported.")
    case .requestTooLarge: .init("请求内容过大。", "The request is too large.")
    case .tooManyRequests: .init("请求过于频繁，请稍后再试。", "Too many requests at once; try again in a moment.")
    case .methodNotAllowed: .init("不支持该方法。", "This method is not allowed here.")
    default: nil
    }
  }

  private var workSentence: LocalizedSentence? {
    switch self {
    case .readingNotReady: .init("检查仍在接收，暂不能领取。", "The study is still arriving and cannot be claimed yet.")
    case .readingHeld: .init("已被其他医师领取。", "Another doctor holds this reading.")
    case .readingFinished: .init("该检查已完成。", "This reading is finished.")
    case .nothingToClaim: .init("目前没有可领取的检查。", "There is nothing to claim now.")
    case .leaseNotHeld: .init("请先领取该检查。", "Claim this reading first.")
    case .leaseStale: .init("领取已过期，请重新领取；草稿已保留。", "Your claim has run out; claim again. Your draft is kept.")
    case .revisionConflict: .init("内容已有变化，请重新查看后再提交。", "It has changed meanwhile; look again, then submit.")
    case .reportIncomplete: .init("报告缺少所见或诊断意见。", "The report lacks findings or an impression.")
    case .identityPending: .init("患者身份待核实，不能签发。", "The patient's identity is pending; the report cannot be issued.")
    case .notPrepared: .init("请先生成待签报告。", "Prepare the report for signing first.")
    case .alreadySigned: .init("该版本已签名。", "This version is signed already.")
    case .signatureInvalid: .init("签名无效。", "The signature is not valid.")
    case .sameDoctor: .init("不能审核自己写的报告，须由另一位医师审核。", "You wrote this report; another doctor reviews it.")
    case .notForReview: .init("该报告不在待审核状态。", "This report does not wait for a review.")
    case .reportNotIssued: .init("该检查尚无已签发的报告。", "No report of this reading was issued yet.")
    case .amendmentOpen: .init("该报告正在修订，完成后再试。", "An amendment of this report is under way; try again when it is done.")
    case .noAmendment: .init("该报告不在修订中。", "This report is not being amended.")
    case .reportWithdrawn: .init("该报告已撤回。", "This report was withdrawn already.")
    case .appendedChanges: .init("补充报告不得删改原有文字；请改用更正或修订。", "An appended report keeps every word that was said; use corrected or amended.")
    case .episodeWaiting: .init("诊所尚未确认该危急值，不能关闭。", "The clinic has not answered this critical value yet; it cannot be closed.")
    case .episodeClosed: .init("该危急值已关闭。", "This critical value is closed.")
    default: nil
    }
  }

  private var hubSentence: LocalizedSentence {
    switch self {
    case .storageFull: .init("中心存储空间已满，暂时无法保存，请稍后再试。", "The centre's storage is full: nothing new can be kept; try again later.")
    case .storageFailed: .init("中心未能安全保存，请重试。", "The centre could not keep it safely; try again.")
    case .storeDamaged: .init("存储内容校验失败，请联系管理员。", "Stored content fails its check; call the administrator.")
    case .storeBehindRegister:
      .init("索引少于已确认的内容：请先运行 fsck --rebuild-index。", "The index knows less than was acknowledged: run fsck --rebuild-index first.")
    case .folderInUse: .init("该数据文件夹正被另一个中心进程使用。", "Another hub is running on this data folder.")
    case .notAHubFolder: .init("这不是中心的数据文件夹，请先运行 readinghub init。", "This is not a hub's data folder; run readinghub init first.")
    case .unsafeConfiguration: .init("拒绝不安全的配置：非本机监听必须启用 TLS。", "Unsafe configuration refused: TLS is needed off loopback.")
    case .screeningFailed: .init("自动分析未完成，请人工阅图。", "Automatic analysis did not finish; please read the trace itself.")
    case .listenerFailed: .init("无法在该地址上启动接收服务。", "The listener could not be opened on this address.")
    case .shuttingDown: .init("中心正在停止，请稍后重试。", "The hub is stopping; try again shortly.")
    case .backupUnavailable: .init("中心启动时未指定备份文件夹（serve --backups）。", "The hub was started without a folder for backups (serve --backups).")
    case .hubUnreachable: .init("无法连接中心，请检查网络和地址。", "The hub cannot be reached; check network and address.")
    default: .init("中心内部错误，已记录。", "Internal error of the hub; it was recorded.")
    }
  }
}
