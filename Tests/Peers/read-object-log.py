"""Reads the log of new objects in a data folder with another program's eyes (docs/storage.md says what it holds).

usage: read-object-log.py FOLDER   for each object, its name, the SHA-256 of the bytes that are there, and that of a DICOM file's data set
"""

import hashlib
import pathlib
import struct
import sys

BLOCK, HEADER = 4096, 64


def check(data):
    return hashlib.sha256(data).digest()[:8]


def digests(file):
    start = 144 + struct.unpack("<I", file[140:144])[0] if file[128:132] == b"DICM" else 0
    return hashlib.sha256(file).hexdigest(), hashlib.sha256(file[start:]).hexdigest()


def objects(data):
    if data[:8] != b"RHOBJLOG" or data[16:24] != check(data[:16]):
        return
    generation = struct.unpack(">Q", data[8:16])[0]
    offset = BLOCK if generation else len(data)
    while offset + HEADER <= len(data):
        header = data[offset : offset + HEADER]
        magic, written, size = struct.unpack(">8sQQ", header[:24])
        if magic == b"RHOBJECT" and written == generation and header[56:] == check(header[:56]):
            yield header[24:56].hex(), *digests(data[offset + HEADER : offset + HEADER + size])
            offset += (HEADER + size + BLOCK - 1) // BLOCK * BLOCK
        else:
            offset += BLOCK


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.log")):
    for found in objects(path.read_bytes()):
        print(*found)
