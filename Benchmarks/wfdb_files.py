"""The little of WFDB that fitting needs: signals of formats 16 and 212 in microvolts, annotations, and writing both."""
import os
import re

import numpy as np

BEATS = set(range(1, 14)) | {25, 30, 34, 35, 38, 41}
FLUTTER_BEGINS, FLUTTER_ENDS, NORMAL = 32, 33, 1


def header(path):
    """Rate, number of samples, and (file, format, gain, zero, name) of each signal; `path` has no ending."""
    lines = [line.strip() for line in open(path + ".hea", encoding="latin-1") if line.strip() and not line.startswith("#")]
    first = lines[0].split()
    signals = []
    for line in lines[1 : 1 + int(first[1])]:
        part = line.split(None, 8)
        gain = re.match(r"([-\d.eE+]+)(?:\((-?\d+)\))?", part[2]) if len(part) > 2 else None
        zero = int(gain.group(2)) if gain and gain.group(2) else int(part[4]) if len(part) > 4 else 0
        name = part[8] if len(part) > 8 else str(len(signals))
        signals.append((part[0], int(part[1].split("x")[0].split("+")[0]), (float(gain.group(1)) if gain else 0) or 200.0, zero, name))
    return float(re.split(r"[/(]", first[2])[0]), int(first[3]), signals


def read(path):
    """Microvolts (leads × samples), rate, names of the leads."""
    rate, count, signals = header(path)
    leads = []
    for file in dict.fromkeys(signal[0] for signal in signals):
        group = [signal for signal in signals if signal[0] == file]
        raw = np.fromfile(os.path.join(os.path.dirname(path), file), np.uint8)
        if group[0][1] == 212:
            triples = raw[: len(raw) // 3 * 3].reshape(-1, 3).astype(np.int32)
            values = np.empty(2 * len(triples), np.int32)
            values[0::2] = triples[:, 0] | (triples[:, 1] & 0x0F) << 8
            values[1::2] = triples[:, 2] | (triples[:, 1] & 0xF0) << 4
            values[values > 2047] -= 4096
        elif group[0][1] == 16:
            values = raw.view("<i2").astype(np.int32)
        else:
            raise ValueError(f"{path}: format {group[0][1]} is not read")
        values = values[: count * len(group)].reshape(-1, len(group))
        leads += [(values[:, k] - signal[3]) * 1000.0 / signal[2] for k, signal in enumerate(group)]
    return np.array(leads), rate, [signal[4] for signal in signals]


def annotations(path):
    """(sample, code) of every mark of an annotation file."""
    data = open(path, "rb").read()
    marks, time, at = [], 0, 0
    while at + 1 < len(data):
        word = data[at] | data[at + 1] << 8
        at += 2
        code, step = word >> 10, word & 0x3FF
        if word == 0:
            break
        if code == 59:
            time += (data[at] | data[at + 1] << 8) << 16 | data[at + 2] | data[at + 3] << 8
            at += 4
        elif code == 63:
            at += step + (step & 1)
        elif code not in (60, 61, 62):
            time += step
            marks.append((time, code))
    return marks


def truth(path):
    """Beats, and the spans (first, last) in which nothing counts, of an annotation file."""
    beats, spans, start = [], [], None
    for time, code in annotations(path):
        if code == FLUTTER_BEGINS:
            start = time
        elif code == FLUTTER_ENDS and start is not None:
            spans.append((start, time))
            start = None
        elif code in BEATS:
            beats.append(time)
    if start is not None:
        spans.append((start, 1 << 40))
    return np.array(sorted(beats), np.int64), spans


def write(folder, name, leads, rate, beats, spans=()):
    """A record of format 16 in microvolts, and its beats; spans that do not count are marked as flutter."""
    os.makedirs(folder, exist_ok=True)
    values = np.clip(np.round(leads), -32768, 32767).astype("<i2")
    values.T.tofile(f"{folder}/{name}.dat")
    lines = [f"{name} {len(values)} {rate:g} {values.shape[1]}"] + [f"{name}.dat 16 1000/mV 16 0"] * len(values)
    open(f"{folder}/{name}.hea", "w").write("\n".join(lines) + "\n")
    last = values.shape[1] - 1
    marks = [(int(beat), NORMAL) for beat in beats]
    for first, end in spans:
        marks += [(max(0, int(first)), FLUTTER_BEGINS), (min(last, int(end)), FLUTTER_ENDS)]
    data, time = bytearray(), 0
    for sample, code in sorted(marks):
        step = sample - time
        if step > 1023:
            data += (59 << 10).to_bytes(2, "little") + (step >> 16).to_bytes(2, "little") + (step & 0xFFFF).to_bytes(2, "little")
            step = 0
        data += (code << 10 | step).to_bytes(2, "little")
        time = sample
    open(f"{folder}/{name}.atr", "wb").write(data + b"\0\0")
