"""Reads the log of new objects in a data folder with another program's eyes (docs/storage.md says what it holds).

usage: read-object-log.py FOLDER   for each object, its name and the SHA-256 of the bytes that are there
"""

import hashlib
import pathlib
import struct
import sys

BLOCK, HEADER = 4096, 64


def check(data):
    return hashlib.sha256(data).digest()[:8]


def objects(data):
    if data[:8] != b"RHOBJLOG" or data[16:24] != check(data[:16]):
        return
    generation = struct.unpack(">Q", data[8:16])[0]
    offset = BLOCK if generation else len(data)
    while offset + HEADER <= len(data):
        header = data[offset : offset + HEADER]
        magic, written, size = struct.unpack(">8sQQ", header[:24])
        if magic == b"RHOBJECT" and written == generation and header[56:] == check(header[:56]):
            yield header[24:56].hex(), hashlib.sha256(data[offset + HEADER : offset + HEADER + size]).hexdigest()
            offset += (HEADER + size + BLOCK - 1) // BLOCK * BLOCK
        else:
            offset += BLOCK


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.log")):
    for name, digest in objects(path.read_bytes()):
        print(name, digest)
