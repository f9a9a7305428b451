"""A DICOMweb peer: stores files in one STOW-RS request and tells what the hub answered.

usage: stow.py URL TOKEN FILE...
Standard output: {"stored": [SOP Instance UID…], "failed": {SOP Instance UID: Failure Reason}}
"""

import json
import sys
import warnings

import pydicom
import requests
from dicomweb_client.api import DICOMwebClient

warnings.simplefilter("ignore")
url, token, *paths = sys.argv[1:]
session = requests.Session()
session.trust_env = False
client = DICOMwebClient(url=url, session=session, headers={"Authorization": "Bearer " + token})
answer = client.store_instances(datasets=[pydicom.dcmread(path) for path in paths])
failed = {str(item.ReferencedSOPInstanceUID): int(item.FailureReason) for item in answer.get("FailedSOPSequence", [])}
stored = [str(item.ReferencedSOPInstanceUID) for item in answer.get("ReferencedSOPSequence", [])]
print(json.dumps({"stored": stored, "failed": failed}))
