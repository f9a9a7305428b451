import DICOM
import HubClient
import HubModel

/// Asks a DICOM door by C-ECHO.
struct DICOMDoorCheck {
  let address: ListenAddress
  let calledAE: String
  let callingAE: String

  func run(_ checkUp: CheckUp) async {
    let (address, calledAE, callingAE) = (address, calledAE, callingAE)
    let outcome = try? await OffloadedWork.run {
      EchoProbe.run(host: address.host, port: address.port, callingAE: callingAE, calledAE: calledAE)
    }
    switch outcome ?? .unreachable {
    case .answered(0): checkUp.add("dicom-echo", .good, "DICOM 端口 \(address) 应答 C-ECHO。", "The DICOM door \(address) answers C-ECHO.")
    case .answered(let status):
      checkUp.add("dicom-echo", .fault, "DICOM 端口 C-ECHO 状态为 \(status)。", "The DICOM door answers C-ECHO with status \(status).")
    case .rejected(1, 3):
      checkUp.add(
        "dicom-echo", .fault, "DICOM 端口不认识主叫 AE \(callingAE)，请管理员登记。",
        "The DICOM door does not know the calling AE title \(callingAE): ask the administrator to enter it.")
    case .rejected(1, 7):
      checkUp.add("dicom-echo", .fault, "DICOM 端口的 AE 不是 \(calledAE)。", "The DICOM door is not called \(calledAE).")
    case .rejected(let source, let reason):
      checkUp.add("dicom-echo", .fault, "DICOM 端口拒绝关联（\(source)/\(reason)）。", "The DICOM door rejects the association (\(source)/\(reason)).")
    case .unreachable: checkUp.add("dicom-echo", .fault, "无法连接 DICOM 端口 \(address)。", "Nobody listens at the DICOM door \(address).")
    case .noAnswer: checkUp.add("dicom-echo", .fault, "\(address) 不应答 DICOM。", "\(address) takes connections but does not speak DICOM.")
    }
  }
}
