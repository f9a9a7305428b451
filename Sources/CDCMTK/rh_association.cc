#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dctk.h"
#include "dcmtk/dcmnet/assoc.h"
#include "dcmtk/dcmnet/dcmtrans.h"
#include "dcmtk/dcmnet/dimse.h"
#include "dcmtk/dcmnet/dul.h"
#include "dcmtk/oflog/oflog.h"

#include <cstring>
#include <mutex>
#include <new>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rh_association.h"
#include "rh_logging.h"

struct rh_association {
  T_ASC_Association *handle = nullptr;
  DUL_PDV waiting{};
  bool has_waiting = false;
};

namespace {

std::mutex network_mutex;
T_ASC_Network *network = nullptr;

/// Runs a body and turns whatever it throws into the failure value.
template <typename Result, typename Body>
Result guarded(Result failure, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return failure;
  }
}

int copy_uid(char target[65], const char *source) {
  if (source == nullptr || strlen(source) > 64) return -1;
  strcpy(target, source);
  return 0;
}

rh_read_result result_of(const OFCondition &condition) {
  if (condition == DUL_PEERREQUESTEDRELEASE) return RH_READ_RELEASE;
  if (condition == DUL_PEERABORTEDASSOCIATION) return RH_READ_ABORT;
  if (condition == DUL_NETWORKCLOSED) return RH_READ_CLOSED;
  if (condition == DUL_READTIMEOUT) return RH_READ_TIMEOUT;
  return RH_READ_DAMAGED;
}

void fill(rh_pdv *pdv, const DUL_PDV &value) {
  pdv->bytes = static_cast<const uint8_t *>(value.data);
  pdv->length = value.fragmentLength;
  pdv->context_id = value.presentationContextID;
  pdv->is_command = value.pdvType == DUL_COMMANDPDV;
  pdv->is_last = value.lastPDV ? 1 : 0;
}

}  // namespace

void rh_silence_logging() { OFLog::configure(OFLogger::OFF_LOG_LEVEL); }

extern "C" int rh_network_start(int socket_timeout_seconds) {
  return guarded(-1, [&] {
    std::lock_guard<std::mutex> lock(network_mutex);
    rh_silence_logging();
    dcmDisableGethostbyaddr.set(OFTrue);
    dcmSocketReceiveTimeout.set(socket_timeout_seconds);
    dcmSocketSendTimeout.set(socket_timeout_seconds);
    if (network != nullptr) return 0;
    // A handle that is not negative keeps DCMTK from opening a listening socket of its own: connections are accepted outside.
    dcmExternalSocketHandle.set(0);
    return ASC_initializeNetwork(NET_ACCEPTOR, 0, socket_timeout_seconds, &network).good() ? 0 : -1;
  });
}

extern "C" rh_association *rh_association_receive(int socket, long maximum_pdu_bytes) {
  return guarded(static_cast<rh_association *>(nullptr), [&]() -> rh_association * {
    rh_association *association = new (std::nothrow) rh_association;
    if (association == nullptr) {
      close(socket);
      return nullptr;
    }
    OFCondition condition;
    {
      // The handle is a global of DCMTK; the request is complete already, so nobody waits behind a slow peer here.
      std::lock_guard<std::mutex> lock(network_mutex);
      dcmExternalSocketHandle.set(socket);
      condition = ASC_receiveAssociation(network, &association->handle, maximum_pdu_bytes);
      dcmExternalSocketHandle.set(0);
    }
    if (condition.bad()) {
      rh_association_destroy(association);
      return nullptr;
    }
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return association;
  });
}

extern "C" int rh_association_context_count(rh_association *association) {
  return guarded(0, [&] { return ASC_countPresentationContexts(association->handle->params); });
}

extern "C" int rh_association_context(rh_association *association, int position, uint8_t *id, char abstract_syntax[65],
                                      int *transfer_syntax_count) {
  return guarded(-1, [&] {
    T_ASC_PresentationContext context;
    if (ASC_getPresentationContext(association->handle->params, position, &context).bad()) return -1;
    *id = context.presentationContextID;
    *transfer_syntax_count = context.transferSyntaxCount;
    return copy_uid(abstract_syntax, context.abstractSyntax);
  });
}

extern "C" int rh_association_proposed_syntax(rh_association *association, int position, int index, char transfer_syntax[65]) {
  return guarded(-1, [&] {
    T_ASC_PresentationContext context;
    if (ASC_getPresentationContext(association->handle->params, position, &context).bad()) return -1;
    if (index < 0 || index >= context.transferSyntaxCount) return -1;
    return copy_uid(transfer_syntax, context.proposedTransferSyntaxes[index]);
  });
}

extern "C" int rh_association_accept_context(rh_association *association, uint8_t id, const char *transfer_syntax) {
  return guarded(-1, [&] { return ASC_acceptPresentationContext(association->handle->params, id, transfer_syntax).good() ? 0 : -1; });
}

extern "C" int rh_association_refuse_context(rh_association *association, uint8_t id, int is_syntax_at_fault) {
  return guarded(-1, [&] {
    const auto reason = is_syntax_at_fault ? ASC_P_TRANSFERSYNTAXESNOTSUPPORTED : ASC_P_ABSTRACTSYNTAXNOTSUPPORTED;
    return ASC_refusePresentationContext(association->handle->params, id, reason).good() ? 0 : -1;
  });
}

extern "C" int rh_association_acknowledge(rh_association *association) {
  return guarded(-1, [&] { return ASC_acknowledgeAssociation(association->handle).good() ? 0 : -1; });
}

extern "C" rh_read_result rh_association_read(rh_association *association, int timeout_seconds, rh_pdv *pdv) {
  return guarded(RH_READ_DAMAGED, [&] {
    if (!rh_association_has_buffered_pdv(association)) {
      const OFCondition condition = DUL_ReadPDVs(&association->handle->DULassociation, nullptr, DUL_NOBLOCK, timeout_seconds);
      if (condition != DUL_PDATAPDUARRIVED) return result_of(condition);
      if (!rh_association_has_buffered_pdv(association)) return RH_READ_DAMAGED;
    }
    association->has_waiting = false;
    fill(pdv, association->waiting);
    return RH_READ_PDV;
  });
}

extern "C" int rh_association_has_buffered_pdv(rh_association *association) {
  return guarded(0, [&] {
    if (!association->has_waiting) {
      association->has_waiting = DUL_NextPDV(&association->handle->DULassociation, &association->waiting).good();
    }
    return association->has_waiting ? 1 : 0;
  });
}

extern "C" int rh_association_send_echo_response(rh_association *association, uint8_t context_id, uint16_t message_id) {
  return guarded(-1, [&] {
    T_DIMSE_C_EchoRQ request;
    memset(&request, 0, sizeof request);
    request.MessageID = message_id;
    strcpy(request.AffectedSOPClassUID, UID_VerificationSOPClass);
    request.DataSetType = DIMSE_DATASET_NULL;
    return DIMSE_sendEchoResponse(association->handle, context_id, &request, STATUS_Success, nullptr).good() ? 0 : -1;
  });
}

extern "C" int rh_association_send_store_response(rh_association *association, uint8_t context_id, uint16_t message_id, const char *sop_class,
                                                  const char *sop_instance, uint16_t status, const char *error_comment) {
  return guarded(-1, [&] {
    // Not DIMSE_sendStoreResponse: that always repeats the request's UIDs, also unusable ones.
    T_DIMSE_Message message;
    memset(&message, 0, sizeof message);
    message.CommandField = DIMSE_C_STORE_RSP;
    T_DIMSE_C_StoreRSP &response = message.msg.CStoreRSP;
    response.MessageIDBeingRespondedTo = message_id;
    response.DimseStatus = status;
    response.DataSetType = DIMSE_DATASET_NULL;
    if (sop_class != nullptr && strlen(sop_class) <= 64) {
      OFStandard::strlcpy(response.AffectedSOPClassUID, sop_class, sizeof response.AffectedSOPClassUID);
      response.opts |= O_STORE_AFFECTEDSOPCLASSUID;
    }
    if (sop_instance != nullptr && strlen(sop_instance) <= 64) {
      OFStandard::strlcpy(response.AffectedSOPInstanceUID, sop_instance, sizeof response.AffectedSOPInstanceUID);
      response.opts |= O_STORE_AFFECTEDSOPINSTANCEUID;
    }
    DcmDataset detail;
    if (error_comment != nullptr) detail.putAndInsertString(DCM_ErrorComment, OFString(error_comment, strnlen(error_comment, 64)).c_str());
    DcmDataset *const status_detail = error_comment != nullptr ? &detail : nullptr;
    return DIMSE_sendMessageUsingMemoryData(association->handle, context_id, &message, status_detail, nullptr, nullptr, nullptr).good() ? 0 : -1;
  });
}

extern "C" int rh_association_acknowledge_release(rh_association *association) {
  return guarded(-1, [&] { return ASC_acknowledgeRelease(association->handle).good() ? 0 : -1; });
}

extern "C" void rh_association_destroy(rh_association *association) {
  if (association == nullptr) return;
  guarded(0, [&] {
    if (association->handle != nullptr) {
      ASC_dropAssociation(association->handle);
      ASC_destroyAssociation(&association->handle);
    }
    return 0;
  });
  delete association;
}

extern "C" int rh_transfer_syntax_is_known(const char *uid) {
  return guarded(0, [&] { return DcmXfer(uid).getXfer() != EXS_Unknown ? 1 : 0; });
}

extern "C" int rh_is_storage_class(const char *uid) {
  return guarded(0, [&] { return dcmIsaStorageSOPClassUID(uid) ? 1 : 0; });
}

extern "C" const char *rh_dcmtk_version(void) { return OFFIS_DCMTK_VERSION; }

extern "C" int rh_dictionary_is_loaded(void) {
  return guarded(0, [] { return dcmDataDict.isDictionaryLoaded() ? 1 : 0; });
}
