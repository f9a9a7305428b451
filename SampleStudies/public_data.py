"""Where the public recordings and images lie below $READINGHUB_TESTDATA, and WFDB in and out. Used by make-samples.py."""
import pathlib
import tarfile

import numpy
from pydicom import dcmread


class PublicData:
    """Files below $READINGHUB_TESTDATA; archives are read in place."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.archives = {}

    def member(self, archive, name):
        if archive not in self.archives:
            self.archives[archive] = tarfile.open(self.root / "ecg" / archive)
        return self.archives[archive].extractfile(name).read()

    def image(self, name):
        return dcmread(self.root / "dicom" / "images" / name)

    def ptb_xl(self, record):
        return numpy.frombuffer(self.member("ptbxl/ptbxl.tar.xz", f"ptbxl/records500/00000/{record}_hr.dat"), "<i2").reshape(-1, 12)

    def ptb(self, record):
        return numpy.frombuffer(self.member("challenge12/challenge12.tar.xz", f"challenge12/{record}.dat"), "<i2").reshape(-1, 12)

    def ludb(self, record):
        return numpy.frombuffer(self.member("ludb/ludb.tar.xz", f"ludb/data/{record}.dat"), "<i2").reshape(-1, 12)


def unpack_212(data, channels):
    """WFDB format 212: two 12-bit two's complement samples in three bytes."""
    triples = numpy.frombuffer(data[: len(data) // 3 * 3], numpy.uint8).reshape(-1, 3).astype(numpy.int32)
    first = triples[:, 0] | (triples[:, 1] & 0x0F) << 8
    second = triples[:, 2] | (triples[:, 1] & 0xF0) << 4
    samples = numpy.stack([first, second], 1).reshape(-1)
    samples[samples > 2047] -= 4096
    return samples[: len(samples) // channels * channels].reshape(-1, channels)


def wfdb_header(record, file_format, sampling_rate, samples, gain, zero, names):
    """A WFDB header (header(5)); `samples` is frames × channels of the stored integers."""
    lines = [f"{record} {samples.shape[1]} {sampling_rate} {len(samples)}"]
    for index, name in enumerate(names):
        column = samples[:, index].astype(numpy.int64)
        checksum = int(column.sum()) & 0xFFFF
        checksum -= 0x10000 if checksum >= 0x8000 else 0
        resolution = 12 if file_format == 212 else 16
        lines.append(f"{record}.dat {file_format} {gain}({zero})/mV {resolution} {zero} {column[0]} {checksum} 0 {name}")
    return ("\n".join(lines) + "\n").encode()


def wfdb_12(record, samples, names, comments=(), sampling_rate=500):
    header = wfdb_header(record, 16, sampling_rate, samples, 1000, 0, names) + "".join(f"#{comment}\n" for comment in comments).encode()
    return {f"{record}.hea": header, f"{record}.dat": samples.astype("<i2").tobytes()}


def wfdb_excerpt(public, source, record, seconds):
    """The first seconds of a two-channel format 212 record, bytes unchanged."""
    frames = seconds * 360
    data = public.member("mitdb/mitdb.tar.xz", f"mitdb/{source}.dat")[: frames * 3]
    lines = public.member("mitdb/mitdb.tar.xz", f"mitdb/{source}.hea").decode().splitlines()
    names = [line.split()[-1] for line in lines[1:3]]
    return {f"{record}.hea": wfdb_header(record, 212, 360, unpack_212(data, 2), 200, 1024, names), f"{record}.dat": data}
