#!/usr/bin/env python3
"""Fit the super-class scores to labelled twelve-lead ECGs and print them as SuperclassTable.swift.

  fit.py FEATURES.jsonl PTBXL_DATABASE.csv [CHALLENGE_LABELS.csv] > SuperclassTable.swift

FEATURES: what `readinghub ecg analyze --features FILE...` prints, {"record": ..., "features": {name: value}}; records as in the labels.
One logistic model a class. Every feature is 0 in health and rises with what is out of the ordinary, so no weight may be negative: that, and a ridge
(LAMBDA, on features of unit spread), keep few hundred records from being learned by heart. MI, STTC, CD and HYP are fitted to both sets, ABNORMAL
(no NORM code) to PTB-XL alone, the only one that says NORM. Figures on standard error are crossed: eight folds, all records of a person in one, five
shufflings with fixed seeds. The decision (score 0.5) lies where sensitivity + specificity of the crossed scores is largest.
"""
import ast
import csv
import json
import os
import sys

import numpy as np

CLASSES = ["ABNORMAL", "MI", "STTC", "CD", "HYP"]
LAMBDA, FOLDS, SHUFFLINGS, SMALLEST_SPREAD = 40.0, 8, 5, 0.05
HERE = os.path.dirname(os.path.abspath(__file__))


def table(name):
    return {row["from"]: row["to"] for row in csv.DictReader(open(os.path.join(HERE, name)))}


def labels(ptbxl, challenge):
    """record -> (person, set of classes)"""
    truth, to = {}, table("ptbxl-superclasses.csv")
    for row in csv.DictReader(open(ptbxl)):
        classes = {to.get(code, "") for code in ast.literal_eval(row["scp_codes"])} - {""}
        truth[row["ecg_id"]] = ("p" + row["patient_id"], classes | (set() if "NORM" in classes else {"ABNORMAL"}), True)
    to = table("challenge-superclasses.csv")
    for row in csv.DictReader(open(challenge)) if challenge else []:
        truth[row["record"]] = (row["record"], {to.get(code, "") for code in row["dx_abbr"].split(",")} - {""}, False)
    return truth


def fit(x, y):
    """Intercept and weights >= 0 of a ridge logistic regression: what comes out negative is left out, round after round."""
    use, weights = np.arange(x.shape[1]), np.zeros(x.shape[1])
    while True:
        bias, some = ridge(x[:, use], y)
        if (some >= 0).all():
            weights[use] = some
            return bias, weights
        use = use[some > 0]


def ridge(x, y):
    """The same without a bound: Newton's method."""
    design = np.c_[np.ones(len(x)), x]
    penalty = np.eye(design.shape[1]) * LAMBDA
    penalty[0, 0] = 1e-6
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(y.mean() / (1 - y.mean()))
    for _ in range(12):
        p = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (p - y) + penalty @ weights
        weights -= np.linalg.solve((design * (p * (1 - p) + 1e-9)[:, None]).T @ design + penalty, slope)
    return weights[0], weights[1:]


def model(x, y):
    """The same on features as they are."""
    centre, spread = x.mean(0), x.std(0) + SMALLEST_SPREAD
    bias, weights = fit((x - centre) / spread, y)
    return bias - (weights * centre / spread).sum(), weights / spread


def crossed(x, y, people):
    names = sorted(set(people))
    for seed in range(SHUFFLINGS):
        order = np.random.RandomState(seed).permutation(len(names))
        fold = {names[k]: i % FOLDS for i, k in enumerate(order)}
        at = np.array([fold[p] for p in people])
        scores = np.zeros(len(y))
        for k in range(FOLDS):
            bias, weights = model(x[at != k], y[at != k])
            scores[at == k] = bias + x[at == k] @ weights
        yield scores


def auc(y, scores):
    ranks = np.array([(scores < s).sum() + ((scores == s).sum() + 1) / 2 for s in scores])
    n = y.sum()
    return (ranks[y == 1].sum() - n * (n + 1) / 2) / (n * (len(y) - n))


def decision(y, scores):
    cuts = np.unique(scores)
    gain = [((scores >= c) & (y == 1)).sum() / y.sum() + ((scores < c) & (y == 0)).sum() / (1 - y).sum() for c in cuts]
    best = int(np.argmax(gain))
    return (cuts[best] + cuts[max(best - 1, 0)]) / 2


def main():
    truth = labels(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    lines = [json.loads(line) for line in open(sys.argv[1])]
    lines = [line for line in lines if line["features"] and line["record"] in truth]
    names = list(lines[0]["features"])
    x = np.array([[line["features"][n] for n in names] for line in lines])
    people = [truth[line["record"]][0] for line in lines]
    isptb = np.array([truth[line["record"]][2] for line in lines])
    print("/// Weights of the super-classes: `Benchmarks/StatementModel/fit.py`, fitted to PTB-XL and Challenge records (development halves). No other origin.")
    print("enum SuperclassTable {\n  static let features = [")
    for n in names:
        print(f'    "{n}",')
    print("  ]\n\n  /// Intercept, then a weight for each feature.\n  static let weights: [(superclass: String, intercept: Double, weights: [Double])] = [")
    for c in CLASSES:
        use = isptb if c == "ABNORMAL" else np.ones(len(lines), bool)
        y = np.array([float(c in truth[line["record"]][1]) for line in lines])[use]
        who = [p for p, u in zip(people, use) if u]
        runs = list(crossed(x[use], y, who))
        cut = np.mean([decision(y, s) for s in runs])
        bias, weights = model(x[use], y)
        figures = [auc(y, s) for s in runs]
        mean = np.mean(runs, axis=0)
        se, sp = (mean[y == 1] >= cut).mean(), (mean[y == 0] < cut).mean()
        ptb = isptb[use]
        print(f"{c:9} n {int(y.sum())}/{len(y)} crossed AUC {np.mean(figures):.3f} (PTB-XL alone {np.mean([auc(y[ptb], s[ptb]) for s in runs]):.3f}), "
              f"in-sample {auc(y, x[use] @ weights):.3f}; at the decision Se {100 * se:.1f} Sp {100 * sp:.1f} %", file=sys.stderr)
        numbers = [f"{w:.4f}" if w > 5e-5 else "0" for w in weights]
        print(f'    (\n      "{c}", {bias - cut:.4f},\n      [')
        for k in range(0, len(numbers), 12):
            print("        " + ", ".join(numbers[k:k + 12]) + ("," if k + 12 < len(numbers) else ""))
        print("      ]\n    ),")
    print("  ]\n}")


if __name__ == "__main__":
    main()
