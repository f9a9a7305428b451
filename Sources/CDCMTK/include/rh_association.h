#ifndef RH_ASSOCIATION_H
#define RH_ASSOCIATION_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The accepting side of one DICOM association. One thread at a time.
typedef struct rh_association rh_association;

typedef enum {
  RH_READ_PDV = 0,       ///< a presentation data value was read
  RH_READ_RELEASE = 1,   ///< the peer asks for release
  RH_READ_ABORT = 2,     ///< the peer aborted
  RH_READ_CLOSED = 3,    ///< the connection is gone
  RH_READ_TIMEOUT = 4,   ///< nothing came in time
  RH_READ_DAMAGED = 5    ///< what came is no valid PDU
} rh_read_result;

/// One presentation data value; `bytes` lives until the next read.
typedef struct {
  const uint8_t *bytes;
  size_t length;
  uint8_t context_id;
  int is_command;
  int is_last;
} rh_pdv;

/// Once per process, before anything else of this header: silences logging (it prints patient data), switches name look-ups off,
/// sets the socket time-out in seconds. Returns 0, or -1 when the network layer cannot start.
int rh_network_start(int socket_timeout_seconds);

/// Takes over a connected socket whose A-ASSOCIATE-RQ PDU lies complete in the kernel's buffer, and reads it.
/// The socket belongs to DCMTK afterwards, also on failure. NULL when DCMTK cannot make sense of the request.
rh_association *rh_association_receive(int socket, long maximum_pdu_bytes);

int rh_association_context_count(rh_association *association);
/// Context `position` of those proposed: its id, abstract syntax and number of transfer syntaxes. 0 on success.
int rh_association_context(rh_association *association, int position, uint8_t *id, char abstract_syntax[65], int *transfer_syntax_count);
/// Transfer syntax `index` of context `position`; 0 on success.
int rh_association_proposed_syntax(rh_association *association, int position, int index, char transfer_syntax[65]);
int rh_association_accept_context(rh_association *association, uint8_t id, const char *transfer_syntax);
/// `is_syntax_at_fault`: result 4 (transfer syntaxes not supported), else 3 (abstract syntax not supported).
int rh_association_refuse_context(rh_association *association, uint8_t id, int is_syntax_at_fault);
/// Sends A-ASSOCIATE-AC; 0 on success.
int rh_association_acknowledge(rh_association *association);

rh_read_result rh_association_read(rh_association *association, int timeout_seconds, rh_pdv *pdv);
/// Whether a PDV already read off the socket waits in memory.
int rh_association_has_buffered_pdv(rh_association *association);

int rh_association_send_echo_response(rh_association *association, uint8_t context_id, uint16_t message_id);
/// `sop_class` and `sop_instance` may be NULL where the request's were unusable; `error_comment` may be NULL (ASCII, at most 64 bytes are sent).
int rh_association_send_store_response(rh_association *association, uint8_t context_id, uint16_t message_id, const char *sop_class,
                                       const char *sop_instance, uint16_t status, const char *error_comment);
int rh_association_acknowledge_release(rh_association *association);

/// Closes the socket and frees everything; the last call on the handle.
void rh_association_destroy(rh_association *association);

/// Whether DCMTK can name this transfer syntax.
int rh_transfer_syntax_is_known(const char *uid);
/// Whether DCMTK lists this SOP class as one of storage.
int rh_is_storage_class(const char *uid);
const char *rh_dcmtk_version(void);
/// Whether the data dictionary is loaded.
int rh_dictionary_is_loaded(void);

#ifdef __cplusplus
}
#endif
#endif
