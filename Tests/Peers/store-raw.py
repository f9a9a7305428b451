"""A DICOM peer that sends data sets exactly as they lie in files, with whatever the command claims.

Standard input: one JSON object a line: {"dataset": PATH, "sopClass": UID, "sopInstance": UID, "transferSyntax": UID}; with
"uidsFrom": PATH in place of the first two UIDs they are those that the data set of that file states.
Standard output: one JSON object a line:
{"status": 0xC001 or null, "comment": TEXT, "outcome": "answered|rejected|refused|aborted", "sopInstance": UID}.

usage: store-raw.py HOST PORT CALLING_AE CALLED_AE [--one-association]
"""

import json
import sys
import time
import warnings
from io import BytesIO

import pydicom
from pydicom.uid import UID
from pynetdicom import AE, _config
from pynetdicom.dimse_primitives import C_STORE

warnings.simplefilter("ignore")
_config.ENFORCE_UID_CONFORMANCE = False


def with_uids(job):
    if "uidsFrom" in job:
        stated = pydicom.dcmread(job["uidsFrom"], force=True, specific_tags=["SOPClassUID", "SOPInstanceUID"])
        job["sopClass"], job["sopInstance"] = str(stated.SOPClassUID), str(stated.SOPInstanceUID)
    return job


def associate(host, port, calling, called, contexts):
    ae = AE(ae_title=calling)
    ae.acse_timeout = ae.dimse_timeout = ae.network_timeout = 30
    for sop_class, syntax in sorted(contexts):
        ae.add_requested_context(UID(sop_class), UID(syntax))
    return ae.associate(host, port, ae_title=called)


def send(association, job):
    accepted = [
        context
        for context in association.accepted_contexts
        if context.abstract_syntax == job["sopClass"] and context.transfer_syntax[0] == job["transferSyntax"]
    ]
    if not accepted:
        return {"status": None, "comment": "", "outcome": "refused"}
    request = C_STORE()
    request.MessageID = 1
    request.AffectedSOPClassUID = UID(job["sopClass"])
    request.AffectedSOPInstanceUID = UID(job["sopInstance"])
    request.Priority = 2
    with open(job["dataset"], "rb") as file:
        request.DataSet = BytesIO(file.read())
    # As pynetdicom's own senders do: its reactor must not take the answer.
    association._reactor_checkpoint.clear()
    while not association._is_paused:
        time.sleep(0.001)
    association.dimse.send_msg(request, accepted[0].context_id)
    _, response = association.dimse.get_msg(block=True)
    association._reactor_checkpoint.set()
    if response is None or response.Status is None:
        return {"status": None, "comment": "", "outcome": "aborted"}
    return {"status": int(response.Status), "comment": str(getattr(response, "ErrorComment", "") or ""), "outcome": "answered"}


def main():
    host, port, calling, called = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    jobs = [with_uids(json.loads(line)) for line in sys.stdin if line.strip()]
    groups = [jobs] if "--one-association" in sys.argv else [[job] for job in jobs]
    for group in groups:
        contexts = {(job["sopClass"], job["transferSyntax"]) for job in group}
        association = associate(host, port, calling, called, contexts)
        for job in group:
            if association.is_established:
                answer = send(association, job)
            elif association.rejected_contexts:
                # pynetdicom hangs up by itself when nothing was accepted.
                answer = {"status": None, "comment": "", "outcome": "refused"}
            else:
                answer = {"status": None, "comment": "", "outcome": "rejected" if association.is_rejected else "aborted"}
            print(json.dumps(answer | {"sopInstance": job["sopInstance"]}), flush=True)
        if association.is_established:
            association.release()


main()
