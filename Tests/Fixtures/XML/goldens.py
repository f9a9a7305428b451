#!/usr/bin/env python3
"""Reads ECG XML files without the hub's code and prints what is in them, for `*.golden.txt`.

Usage: goldens.py FILE...   Python's standard library only; the trees are read whole, XLI by one big integer.
A line a lead: file, rate, lead, count, samples 0, 1, 2, count/2 and the last in microvolts, and the FNV-1a (64 bits) over
round(100 * microvolts) as little-endian 64-bit integers. The calibration pulse at the end of Philips recordings is cut off.
"""
import base64
import os
import struct
import sys
import xml.etree.ElementTree as ET


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def only(element, name):
    return [e for e in element.iter() if local(e) == name]


def text(element, name):
    found = only(element, name)
    return (found[0].text or "").strip() if found else ""


def shorts(raw):
    return list(struct.unpack("<%dh" % (len(raw) // 2), raw))


def annotated(root):
    for series in only(root, "series"):
        for group in only(series, "sequenceSet"):
            rate, leads = None, []
            for sequence in only(group, "sequence"):
                code = [c for c in sequence if local(c) == "code"][0].get("code")
                if code.startswith("TIME"):
                    rate = 1 / float(only(sequence, "increment")[0].get("value"))
                else:
                    scale = float(only(sequence, "scale")[0].get("value"))
                    values = [int(n) * scale for n in text(sequence, "digits").split()]
                    leads.append((code.replace("MDC_ECG_LEAD_", ""), values))
            return rate, leads


def muse(root):
    for waveform in only(root, "Waveform"):
        if text(waveform, "WaveformType") == "Rhythm":
            leads = []
            for lead in only(waveform, "LeadData"):
                scale = float(text(lead, "LeadAmplitudeUnitsPerBit"))
                values = [n * scale for n in shorts(base64.b64decode(text(lead, "WaveFormData")))]
                leads.append((text(lead, "LeadID"), values))
            return float(text(waveform, "SampleBase")) * 10 ** int(text(waveform, "SampleExponent")), leads


def schiller(root):
    for wave in only(root, "wavedata"):
        if text(wave, "type") == "ECG_RHYTHMS":
            rate = [c for c in only(wave, "samplerate")[0] if local(c) == "value"][0]
            leads = []
            for channel in only(wave, "channel"):
                name = [c.text for c in channel if local(c) == "name"][0]
                leads.append((name, [float(n) for n in text(channel, "data").split(",") if n.strip()]))
            return float(rate.text), leads


def unlzw(raw):
    whole, bits = int.from_bytes(raw, "big"), len(raw) * 8
    table, previous, out = {i: bytes([i]) for i in range(256)}, b"", []
    for place in range(10, bits + 1, 10):
        code = whole >> (bits - place) & 1023
        if code == 1023:
            break
        entry = table[code] if code in table else previous + previous[:1]
        if previous and len(table) < 1023:
            table[len(table)] = previous + entry[:1]
        out.append(entry)
        previous = entry
    return b"".join(out)


def xli(raw, count):
    channels = []
    while len(channels) < count:
        size, _, correction = struct.unpack("<ihh", raw[:8])
        plain, raw = unlzw(raw[8 : 8 + size]), raw[8 + size :]
        half = len(plain) // 2
        values = [struct.unpack(">h", bytes(pair))[0] for pair in zip(plain[:half], plain[half:])]
        samples = values[:2]
        for value in values[2:]:
            samples.append(2 * samples[-1] - samples[-2] - correction)
            correction = value - 64
        channels.append(samples)
    return channels


def philips(root):
    wave = only(root, "parsedwaveforms")[0]
    names = (wave.get("leadlabels") or "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6").split()
    rate = float(wave.get("samplespersecond") or text(root, "samplingrate"))
    scale = float(wave.get("resolution") or text(root, "signalresolution"))
    channels = xli(base64.b64decode(wave.text), len(names))
    i, ii, iii, avr, avl, avf = channels[:6]
    half = lambda n: int(n / 2)
    channels[2] = iii = [b - a - c for a, b, c in zip(i, ii, iii)]
    channels[3] = [-half(a + b) - c for a, b, c in zip(i, ii, avr)]
    channels[4] = [half(a - b) - c for a, b, c in zip(i, iii, avl)]
    channels[5] = [half(a + b) - c for a, b, c in zip(ii, iii, avf)]
    end = len(i)
    while {c[end - 1] for c in channels} in ({0}, {round(1000 / scale)}):
        end -= 1
    return rate, [(name, [n * scale for n in channel[:end]]) for name, channel in zip(names, channels)]


def fingerprint(values):
    mark = 0xCBF29CE484222325
    for value in values:
        for byte in struct.pack("<q", round(value * 100)):
            mark = (mark ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % mark


def main():
    readers = {"AnnotatedECG": annotated, "RestingECG": muse, "restingecgdata": philips}
    for path in sys.argv[1:]:
        root = ET.parse(path).getroot()
        rate, leads = readers.get(local(root), schiller)(root)
        for name, values in leads:
            shown = " ".join("%.2f" % values[n] for n in (0, 1, 2, len(values) // 2, len(values) - 1))
            print(os.path.basename(path), "%g" % rate, name, len(values), shown, fingerprint(values))


if __name__ == "__main__":
    main()
