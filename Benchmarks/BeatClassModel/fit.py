#!/usr/bin/env python3
"""The weights of Sources/ECGCore/Beats/Classes/BeatClassModel.swift: a logistic model of ventricular beats.

    SpeedBench beat-features mitdb/*.hea > features.jsonl
    fit.py features.jsonl mitdb

Truth are the annotations beside the records: N L R e j n against V E r (ANSI/AAMI EC57); premature supraventricular, fusion and unknown
beats teach nothing. Beats are matched within 150 ms; spans of flutter or fibrillation and paced records are left out. Every record weighs the
same: all its normal beats together as 600, all its ventricular ones as 100, fewer as they are. Features of all leads together weigh 1, of the
first lead alone 0.23, of the second 0.13, so that the model does not lean on two leads. First every record is judged by a model of the others,
then the model of all is printed.
"""
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wfdb_files

CODES = {1: "N", 2: "N", 3: "N", 34: "N", 11: "N", 35: "N", 8: "S", 4: "S", 7: "S", 9: "S", 5: "V", 10: "V", 41: "V", 6: "F"}
PACED = {"102", "104", "107", "217"}
VIEW_WEIGHTS = {"all": 1.0, "0": 0.7 / 3, "1": 0.4 / 3}
NORMAL_WEIGHT, VENTRICULAR_WEIGHT, RIDGE = 600, 100, 1.5


def labels(record, folder, samples):
    """Class of every detection ('-': no beat, 'x': not scored), and how many ventricular beats were not detected."""
    rate = float(open(os.path.join(folder, record + ".hea"), encoding="latin-1").readline().split()[2].split("/")[0])
    marks = wfdb_files.annotations(os.path.join(folder, record + ".atr"))
    window = 0.15 * rate
    spans, start = [], None
    for time, code in marks:
        if code == wfdb_files.FLUTTER_BEGINS:
            start = time
        elif code == wfdb_files.FLUTTER_ENDS and start is not None:
            spans.append((start, time))
            start = None
    truth = [(t, CODES.get(c, "Q")) for t, c in marks if c in wfdb_files.BEATS and not any(a <= t <= b for a, b in spans)]
    result = ["-"] * len(samples)
    missed, i, j = 0, 0, 0
    while i < len(truth):
        while j < len(samples) and samples[j] < truth[i][0] - window:
            j += 1
        near = [k for k in range(j, min(j + 3, len(samples))) if abs(samples[k] - truth[i][0]) <= window]
        if near:
            best = min(near, key=lambda k: abs(samples[k] - truth[i][0]))
            result[best] = truth[i][1]
            j = best + 1
        else:
            missed += truth[i][1] == "V"
        i += 1
    for k, sample in enumerate(samples):
        if any(a - window <= sample <= b + window for a, b in spans):
            result[k] = "x"
    return np.array(result), missed


def fitted(rows, truth, weights, start=None):
    """Newton's method on the weighted logistic likelihood with a ridge; the last column is the constant."""
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[-1, -1] = 0
    model = np.zeros(rows.shape[1]) if start is None else start.copy()
    for _ in range(50):
        odds = 1 / (1 + np.exp(-np.clip(rows @ model, -30, 30)))
        gradient = rows.T @ (weights * (truth - odds)) - ridge @ model
        curvature = (rows * (weights * odds * (1 - odds))[:, None]).T @ rows + ridge
        step = np.linalg.solve(curvature, gradient)
        model += np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-4:
            break
    return model


def main(path, folder):
    data, names = {}, []
    for text in open(path):
        line = json.loads(text)
        if line["record"] in PACED or line["leads"] not in VIEW_WEIGHTS:
            continue
        names = line["names"]
        data[line["leads"], line["record"]] = (np.array(line["features"]), *labels(line["record"], folder, line["samples"]))
    records = sorted({record for _, record in data})
    everything = np.vstack([data["all", record][0] for record in records])
    mean, spread = everything.mean(0), everything.std(0) + 1e-6
    parts = {}
    for (view, record), (features, kinds, _) in data.items():
        ventricular, normal = kinds == "V", kinds == "N"
        weights = np.where(
            ventricular, min(1, VENTRICULAR_WEIGHT / max(1, ventricular.sum())), min(1, NORMAL_WEIGHT / max(1, normal.sum())))
        rows = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
        used = ventricular | normal
        parts[view, record] = rows[used], ventricular[used] * 1.0, weights[used] * VIEW_WEIGHTS[view]

    def gathered(chosen):
        return [np.concatenate([part[k] for (_, record), part in parts.items() if record in chosen]) for k in range(3)]

    model = fitted(*gathered(set(records)))
    total = np.zeros(5, int)
    for record in records:
        other = fitted(*gathered(set(records) - {record}), model)
        features, kinds, missed = data["all", record]
        called = ((features - mean) / spread) @ other[:-1] + other[-1] > 0
        counts = np.array([
            (called & (kinds == "V")).sum(), (~called & (kinds == "V")).sum() + missed, (called & (kinds == "N")).sum(),
            (called & (kinds == "S")).sum(), (called & (kinds == "-")).sum()])
        total += counts
        print(record, "TP %d FN %d, falsely N %d S %d, no beat %d" % tuple(counts))
    print("left out one by one: Se %.2f +P %.2f" % (100 * total[0] / total[:2].sum(), 100 * total[0] / (total[0] + total[2:].sum())))
    weights = model[:-1] / spread
    print("weights", [round(float(weight), 2) for weight in weights], "bias", round(float(model[-1] - (weights * mean).sum()), 2))
    print("features", names)


if __name__ == "__main__":
    main(*sys.argv[1:3])
