#!/usr/bin/env python3
"""How the eight independent leads of correctly wired ECGs hang together: the numbers of Sources/ECGCore/Quality/Electrodes/ElectrodeModel.swift.

    readinghub ecg analyze --json ptbxl/*.hea challenge12/*.hea > analyses.jsonl
    fit.py analyses.jsonl > ElectrodeModel.swift

For every record an average beat is made from the beats the core found; P, QRS and T of it, each freed of its rest level and brought
to a root mean square of one over all leads, give the second moments of I, II, V1 to V6. Their mean over the records, with a
twentieth of the mean variance added to the diagonal, is inverted. Reads WFDB records of format 16 whose leads carry their true gains
(LUDB's do not, and serves as the test).
"""
import json
import os
import sys

import numpy as np

LEADS = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"]
RIDGE = 0.05


def signals(path):
    lines = [line.split() for line in open(path, encoding="latin-1") if line.strip() and not line.startswith("#")]
    count, rate = int(lines[0][1]), float(lines[0][2].split("/")[0])
    specs = lines[1 : 1 + count]
    data = np.fromfile(os.path.join(os.path.dirname(path), specs[0][0]), "<i2").reshape(-1, count).T.astype(float)
    rows = {}
    for spec, row in zip(specs, data):
        assert spec[1].split("+")[0] == "16", path
        rows[spec[-1].lower()] = row / float(spec[2].split("(")[0].split("/")[0] or 200)
    return rate, rows


def piece(beat, first, last, count):
    at = np.linspace(first, last, count)
    return np.stack([np.interp(at, np.arange(beat.shape[1]), row) for row in beat])


def average(leads, beats, before, after):
    cut = [leads[:, b - before : b + after] for b in beats if b >= before and b + after <= leads.shape[1]]
    if len(cut) < 2:
        return None
    cut = np.stack([c - np.median(c, axis=1, keepdims=True) for c in cut])
    return np.median(cut, axis=0)


def waves(line):
    rate, rows = signals(line["file"])
    analysis = line["analysis"]
    limits = analysis["boundaries"]
    if any(name.lower() not in rows for name in LEADS) or "qrsOnset" not in limits:
        return {}
    leads = np.stack([rows[name.lower()] for name in LEADS])
    before, after = int(0.42 * rate), int(0.78 * rate)
    beat = average(leads, [b["sample"] for b in analysis["beats"] if b["kind"] == "normal"], before, after)
    if beat is None:
        return {}
    at = lambda key: limits[key] + before
    rest = beat[:, at("qrsOnset") - int(0.012 * rate) : at("qrsOnset")].mean(axis=1, keepdims=True)
    result = {"qrs": piece(beat, at("qrsOnset"), at("qrsOffset"), 24) - rest}
    if "tPeak" in limits and "tOffset" in limits:
        onset = limits.get("tOnset", limits["tPeak"] - int(0.08 * rate))
        first = max(at("qrsOffset") + int(0.06 * rate), min(onset, limits["tPeak"] - int(0.04 * rate)) + before)
        result["t"] = piece(beat, first, at("tOffset"), 16) - rest
    if "pOnset" in limits:
        p = piece(beat, at("pOnset"), at("pOffset"), 12)
        result["p"] = p - p[:, :1] - (p[:, -1:] - p[:, :1]) * np.linspace(0, 1, 12)
    return {name: wave / np.sqrt((wave**2).mean()) for name, wave in result.items()}


def main():
    moments = {"qrs": [], "t": [], "p": []}
    for text in open(sys.argv[1]):
        line = json.loads(text)
        for name, wave in waves(line).items():
            moments[name].append(wave @ wave.T / wave.shape[1])
    for name, values in moments.items():
        mean = np.mean(values, axis=0)
        precision = np.linalg.inv(mean + RIDGE * np.trace(mean) / 8 * np.eye(8))
        rows = ",\n".join("    " + ", ".join(f"{v:.4f}" for v in row) for row in precision)
        print(f"  /// {len(values)} records.\n  static let {name}: [Double] = [\n{rows},\n  ]")


main()
