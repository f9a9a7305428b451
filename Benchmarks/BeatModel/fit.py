#!/usr/bin/env python3
"""The coefficients of ScoreModelTable.swift and FusedScoreModelTable.swift in Sources/ECGCore/Detection: two networks of twenty-four half-linear units
that tell beats from other humps, one for one lead by itself, one for several leads together, which also sees how far the leads agree.

    fit.py CANDIDATES OUT [--folds 8] [--tables Sources/ECGCore/Detection]

CANDIDATES.jsonl and .f32 come from `SpeedBench beat-candidates CANDIDATES FILE…`, which is given the records of mitdb, cpsc2019, cpsc2021 and qtdb
and those that recordings.py made; fit.sh does it all. Truth are the annotations beside each record. The highest candidate within 150 ms of a
beat is the beat; others there that are half as high teach nothing, nor does what lies within 80 ms of an edge or in a span that does not count.

Logistic loss, Adam (Kingma & Ba 2015) with a rate that falls along a cosine, weight decay. Every candidate that is drawn is shaken by a quarter of
each feature's spread, so that the model stays smooth where no subject was. Subjects count by the root of their length, hard strips and leads of
many subjects more (`WEIGHTS`). Records with one lead disturbed (`unsteady`) teach the second network only, and both leads together.

OUT/all and OUT/all.fused are the models of everything, OUT/0 … those of everything but one fold of the subjects (a subject and all that was made of it are in one fold):
`SpeedBench beats-by OUT/3 0 mitdb/108.hea` finds beats with one of them (with OUT/3.fused where there are several leads), which is how crossed figures are made.
Computed in double precision from one seed; tables are rounded to five digits.
"""
import argparse
import json
import os
import re
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wfdb_files

FEATURES = [
    "height over signal level", "sharp height over sharp signal level", "height over ground", "sharp height over sharp ground",
    "signal level over ground", "sharp signal level over sharp ground", "likeness to the usual shape",
    "height over the ground of these seconds", "sharpness against the usual", "bluntness against the usual", "coherence of the usual shape",
    "highest before, over this one", "its distance", "its sharp height over this one's", "highest after, over this one", "its distance",
    "its sharp height over this one's"]
FUSED_FEATURES = FEATURES + ["mean of the leads' own logs of height over signal level", "their spread", "spread of the leads' likeness"]
WEIGHTS = {
    ("mitdb", "0"): 1.5, ("mitdb", "multi"): 1.5, "noisy": 0.7, "turned": 0.7, "cpsc2019": 9, "single": 4, ("pairs", "multi"): 4,
    ("pairs", "0"): 0, ("pairs", "1"): 0, "unsteady": 0}
FUSED_WEIGHTS = WEIGHTS | {("unsteady", "multi"): 1}
SUBJECT_POWER = 0.5
UNITS, DECAY, RATE, BATCH, DRAWN, ROUNDS, SHAKE = 24, 5e-4, 4e-3, 1000, 150_000, 12, 0.25
EDGE_SECONDS, WINDOW_SECONDS = 0.08, 0.15
MIT = "101 102 106 107 108 109 112 114 115 116 118 119 122 124 201 203 205 207 208 209 215 220 223 230".split()


def subject(kind, name):
    if kind in ("noisy", "short", "turned", "unsteady"):
        return name[:3]
    return name.rsplit("_", 1)[0] if kind in ("single", "pairs", "ludb") else name


def fold(kind, name, folds):
    """Excerpts of QTDB that were cut from MIT-BIH go with their record."""
    mit = name[3:6] if re.fullmatch("sel[12]..", name) else name[:3] if kind in ("mitdb", "noisy", "short", "turned", "unsteady") else ""
    if mit in MIT:
        return MIT.index(mit) % folds
    if kind in ("single", "pairs", "ludb"):
        number = int(re.findall(r"\d+", name.replace("challenge12", ""))[0])
        return number % folds
    if kind == "cpsc2021":
        return ["101", "21", "84"].index(name.split("_")[1]) % folds
    return sum(map(ord, name)) % folds


def labels(path, rate, count, samples, heights):
    """1 beat, 0 none, -1 not told for every candidate; `None` without annotations."""
    annotator = next((ending for ending in (".atr", ".qrs") if os.path.exists(path + ending)), None)
    if annotator is None:
        return None
    beats, spans = wfdb_files.truth(path + annotator)
    window = WINDOW_SECONDS * rate
    result = np.zeros(len(samples), np.int8)
    for beat in beats:
        first, last = np.searchsorted(samples, [beat - window, beat + window + 1e-6])
        if first == last:
            continue
        worth = heights[first:last] * np.where(np.abs(samples[first:last] - beat) < 0.1 * rate, 1, 0.3)
        best = first + int(np.argmax(worth))
        others = np.arange(first, last)
        others = others[(others != best) & (result[others] == 0) & (heights[others] > 0.5 * heights[best])]
        result[others] = -1
        result[best] = 1
    for first, last in spans:
        result[(samples >= first - window) & (samples <= last + window)] = -1
    result[(samples < EDGE_SECONDS * rate) | (samples > count - EDGE_SECONDS * rate)] = -1
    return result


def load(source, folds, shares):
    """Features, truth, weights and folds of every candidate that teaches."""
    rows = np.fromfile(source + ".f32", "<f4").reshape(-1, 2 + len(FUSED_FEATURES))
    parts, at = [], 0
    for text in open(source + ".jsonl"):
        line = json.loads(text)
        part = rows[at : at + line["candidates"]]
        at += line["candidates"]
        path, lead = line["path"], line["lead"]
        kind = next((word for word in reversed(path.split("/")[:-1]) if word not in ("QT", "data")), "")
        name = os.path.basename(path)
        weight = shares.get((kind, lead), shares.get(kind, 1))
        truth = labels(path, line["rateHertz"], line["sampleCount"], part[:, 0].astype(float), part[:, 1]) if weight else None
        if truth is None:
            continue
        used = truth >= 0
        parts.append((kind + "|" + lead + "|" + subject(kind, name), weight, fold(kind, name, folds), part[used, 2:], truth[used]))
    counts = {}
    for key, _, _, features, _ in parts:
        counts[key] = counts.get(key, 0) + len(features)
    usual = np.median(np.repeat([counts[part[0]] for part in parts], [len(part[3]) for part in parts]))
    weights = [np.full(len(part[3]), part[1] * (counts[part[0]] / usual) ** -SUBJECT_POWER) for part in parts]
    owners = [np.full(len(part[3]), part[2]) for part in parts]
    return (
        np.concatenate([part[3] for part in parts]).astype(float), np.concatenate([part[4] for part in parts]).astype(float),
        np.concatenate(weights), np.concatenate(owners))


def fitted(features, truth, weights, seed=1):
    """Coefficients in the order `ScoreModel(coefficients:)` takes them."""
    random = np.random.default_rng(seed)
    mean, spread = features.mean(0), features.std(0)
    count = features.shape[1]
    bound = np.sqrt(6 / (count + UNITS))
    parameters = [
        random.uniform(-bound, bound, (count, UNITS)), np.zeros(UNITS), random.uniform(-1, 1, UNITS) * np.sqrt(6 / (UNITS + 1)), np.zeros(1)]
    first = [np.zeros_like(value) for value in parameters]
    second = [np.zeros_like(value) for value in parameters]
    steps = np.cumsum(weights / weights.sum())
    total, step = ROUNDS * (DRAWN // BATCH), 0
    for _ in range(ROUNDS):
        drawn = np.minimum(np.searchsorted(steps, random.random(DRAWN)), len(truth) - 1)
        for start in range(0, DRAWN // BATCH * BATCH, BATCH):
            chosen = drawn[start : start + BATCH]
            rows = (features[chosen] - mean) / spread + SHAKE * random.standard_normal((BATCH, count))
            inner, constant, outer, bias = parameters
            units = rows @ inner + constant
            active = units > 0
            units = units * active
            odds = 1 / (1 + np.exp(-(units @ outer + bias[0])))
            error = (odds - truth[chosen]) / BATCH
            back = np.outer(error, outer) * active
            gradients = [rows.T @ back + DECAY * inner, back.sum(0), units.T @ error + DECAY * outer, np.array([error.sum()])]
            step += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / total)) + 1e-5
            scale = rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            for index, gradient in enumerate(gradients):
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = 0.999 * second[index] + 0.001 * gradient**2
                parameters[index] = parameters[index] - scale * first[index] / (np.sqrt(second[index]) + 1e-8)
    inner, constant, outer, bias = parameters
    constant = constant - (mean / spread) @ inner
    inner = inner / spread[:, None]
    groups = [np.concatenate([inner[:, at : at + 8].ravel(), constant[at : at + 8], outer[at : at + 8]]) for at in range(0, UNITS, 8)]
    return np.array([float(f"{value:.5g}") for value in np.concatenate(groups + [bias])])


def table(name, model, names, coefficients):
    lines = [
        f"/// Coefficients of ``ScoreModel/{model}``, written by `Benchmarks/BeatModel/fit.py`, which says what they are fitted to. Heights are natural logarithms.",
        f"enum {name} {{",
        "  /// For each group of eight units a row for each feature, their constants and what they weigh; the constant of the sum at the end.",
        "  static let coefficients: [Float] = ["]
    for row, values in enumerate(coefficients[:-1].reshape(-1, 8)):
        number = row % (len(names) + 2)
        lines.append("    // " + (names + ["constant", "weight of the unit"])[number])
        lines.append("    " + ", ".join(f"{value:.5g}" for value in values) + ",")
    return "\n".join(lines + ["    // constant of the sum", f"    {coefficients[-1]:.5g},", "  ]", "}", ""])


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("candidates")
    words.add_argument("out")
    words.add_argument("--folds", type=int, default=0)
    words.add_argument("--tables")
    words = words.parse_args()
    os.makedirs(words.out, exist_ok=True)
    for ending, names, shares, model, name in (
        ("", FEATURES, WEIGHTS, "oneLead", "ScoreModelTable"), (".fused", FUSED_FEATURES, FUSED_WEIGHTS, "severalLeads", "FusedScoreModelTable")):
        features, truth, weights, owners = load(words.candidates, max(1, words.folds), shares)
        features = features[:, : len(names)]
        print(f"{model}: {len(truth)} candidates, {int(truth.sum())} beats")
        for left in ["all"] + list(range(words.folds)):
            used = np.ones(len(truth), bool) if left == "all" else owners != left
            coefficients = fitted(features[used], truth[used], weights[used])
            coefficients.astype("<f4").tofile(f"{words.out}/{left}{ending}")
            if left == "all" and words.tables:
                open(f"{words.tables}/{name}.swift", "w").write(table(name, model, names, coefficients))


if __name__ == "__main__":
    main()
