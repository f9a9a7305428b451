#!/usr/bin/env python3
"""Score what the core says of labelled twelve-lead ECGs; a Markdown table on standard output. No libraries.

  evaluate.py PTBXL_DATABASE.csv CHALLENGE_LABELS.csv [LUDB.csv] < ANALYSES.jsonl

ANALYSES: what `readinghub ecg analyze --json FILE...` prints for PTB-XL, Challenge and LUDB records, in any order.
Statements: PTB-XL and Challenge pooled by the tables beside this program; said counts as found, the scores give the area under the curve. Slow and
fast are judged on Challenge alone, PTB-XL codes them sparsely; then once more without those parts of the Challenge that code none. ABNORMAL: PTB-XL, whose records without the code NORM are abnormal.
STEMI: LUDB's `Stemi:` entries against its sinus records without an entry of ischaemia or scar.
Intervals of 95 %: Wilson for shares, 400 bootstrap samples (seed 1) for F1 and area.
"""
import ast
import csv
import json
import math
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUPERCLASSES = ["MI", "STTC", "CD", "HYP"]
RATES = ["BRAD", "TACH"]
# Parts of the Challenge whose readers named no rates (dx_mapping_scored.csv: no slow rhythm and at most one fast one among 6,877 and 516 records).
WITHOUT_RATES = {"CPSC2018", "PTB-Diagnostic"}
GOALS = {
    "AFIB": "Se ≥ 95, Sp ≥ 99", "CRBBB": "F1 ≥ .92", "CLBBB": "F1 ≥ .95", "1AVB": "F1 ≥ .80", "BRAD": "F1 ≥ .88", "TACH": "F1 ≥ .88",
    "ABNORMAL": "AUC ≥ .92", **{name: "AUC ≥ .85" for name in SUPERCLASSES}, "LUDB STEMI": "Se ≥ 75, Sp ≥ 95",
}
# With fewer positives than this the goal is at most one missed and Sp >= 98.5 %.
FEW = 20


def table(name):
    return {row["from"]: row["to"] for row in csv.DictReader(open(os.path.join(HERE, name + ".csv")))}


def truths(ptbxl, challenge):
    """record -> (set of our codes, super-classes, is of PTB-XL)"""
    found = {}
    codes, classes = table("ptbxl"), table("ptbxl-superclasses")
    for row in csv.DictReader(open(ptbxl)):
        said = ast.literal_eval(row["scp_codes"])
        found[f"{int(row['ecg_id']):05d}_hr"] = ({codes.get(c, "") for c in said} - {""}, {classes.get(c, "") for c in said} - {""}, True)
    codes, classes = table("challenge"), table("challenge-superclasses")
    for row in csv.DictReader(open(challenge)):
        said = row["dx_abbr"].split(",")
        found[row["record"]] = ({codes.get(c, "") for c in said} - {""}, {classes.get(c, "") for c in said} - {""}, False)
    return found


def rate_coded(challenge):
    """Records of those parts of the Challenge in which slow and fast are coded."""
    return {row["record"] for row in csv.DictReader(open(challenge)) if row["source_db"] not in WITHOUT_RATES}


def area(pairs):
    """Mann-Whitney with midranks; pairs of (is positive, score)."""
    pairs = sorted(pairs, key=lambda p: p[1])
    n = sum(1 for p in pairs if p[0])
    if n in (0, len(pairs)):
        return float("nan")
    ranks, i = 0.0, 0
    while i < len(pairs):
        j = i
        while j + 1 < len(pairs) and pairs[j + 1][1] == pairs[i][1]:
            j += 1
        ranks += sum(1 for p in pairs[i:j + 1] if p[0]) * ((i + j) / 2 + 1)
        i = j + 1
    return (ranks - n * (n + 1) / 2) / (n * (len(pairs) - n))


def wilson(k, n, z=1.96):
    if n == 0:
        return "–"
    p, d = k / n, 1 + z * z / n
    c, h = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return f"{100 * p:.1f} ({100 * (c - h) / d:.1f}–{100 * (c + h) / d:.1f})"


def f1(rows):
    hit = sum(1 for y, said, _ in rows if y and said)
    return 2 * hit / max(1, sum(1 for y, _, _ in rows if y) + sum(1 for _, said, _ in rows if said))


def interval(rows, figure):
    """Positives and negatives are drawn apart, so that every sample has both."""
    dice = random.Random(1)
    yes, no = [r for r in rows if r[0]], [r for r in rows if not r[0]]
    if not yes or not no:
        return ""
    values = sorted(figure(dice.choices(yes, k=len(yes)) + dice.choices(no, k=len(no))) for _ in range(400))
    return f"{figure(rows):.3f} ({values[9]:.2f}–{values[389]:.2f})"


def line(name, rows, has_scores=True):
    """rows: (is labelled, is said, score)"""
    positive = sum(1 for y, _, _ in rows if y)
    negative = len(rows) - positive
    missed = sum(1 for y, said, _ in rows if y and not said)
    false = sum(1 for y, said, _ in rows if said and not y)
    goal = GOALS.get(name, "")
    if goal.startswith(("F1", "Se")) and positive < FEW and not name.startswith("LUDB"):
        goal += f"; n < {FEW}: missed ≤ 1, Sp ≥ 98.5"
    curve = interval(rows, lambda r: area([(y, s) for y, _, s in r])) if has_scores else ""
    print(f"| {name} | {positive} / {negative} | {missed} | {false} | {wilson(positive - missed, positive)} | {wilson(negative - false, negative)} | "
          f"{interval(rows, f1)} | {curve} | {goal} |")


def main():
    truth = truths(sys.argv[1], sys.argv[2])
    ludb = {row["ID"]: row for row in csv.DictReader(open(sys.argv[3]))} if len(sys.argv) > 3 else {}
    analyses = {}
    for text in sys.stdin:
        if text.strip():
            one = json.loads(text)
            analyses[one["record"]] = one["analysis"]
    said = {r: {s["code"] for s in a["statements"]} for r, a in analyses.items()}
    score = lambda r, code: analyses[r]["scores"].get(code, 0.6 if code in said[r] else 0.0)
    records = [r for r in truth if r in analyses]
    ptb = [r for r in records if truth[r][2]]
    print(f"PTB-XL {len(ptb)}, Challenge {len(records) - len(ptb)}, LUDB {sum(1 for r in ludb if r in analyses)} records.\n")
    print("| Code | with / without | missed | false | Se % (95 % CI) | Sp % | F1 | AUC | Goal |\n|---|---|---|---|---|---|---|---|---|")
    known = {code for r in records for code in truth[r][0]} - {"NORM"}
    for code in sorted(known):
        use = [r for r in records if not (code in RATES and truth[r][2])]
        rates = code in RATES
        line(code, [(code in truth[r][0], score(r, code) >= 0.5 if rates else code in said[r], score(r, code)) for r in use])
    coded = [r for r in rate_coded(sys.argv[2]) if r in analyses]
    for code in RATES:
        line(f"{code} where rates are coded", [(code in truth[r][0], score(r, code) >= 0.5, score(r, code)) for r in sorted(coded)])
    line("ABNORMAL", [("NORM" not in truth[r][0], score(r, "ABNORMAL") >= 0.5, score(r, "ABNORMAL")) for r in ptb])
    for name in SUPERCLASSES:
        line(name, [(name in truth[r][1], score(r, name) >= 0.5, score(r, name)) for r in records])
    acute = lambda r: "Stemi" in ludb[r]["Ischemia"]
    sinus = [r for r in ludb if r in analyses and (acute(r) or not ludb[r]["Ischemia"].strip() and ludb[r]["Rhythms"].startswith("Sinus"))]
    if sinus:
        line("LUDB STEMI", [(acute(r), bool(said[r] & {"STEMI", "SGARB"}), 0) for r in sinus], has_scores=False)
    normal = [r for r in ptb if "NORM" in truth[r][0]]
    grades = {g: sum(1 for r in normal if analyses[r]["grade"] == g) for g in ("ordinary", "warning", "critical", "ungraded")}
    print(f"\nPTB-XL records called normal: {len(normal)}; " + ", ".join(f"{n} {g}" for g, n in grades.items()) + ". Said of them beside their labels:")
    counts = {}
    for r in normal:
        for code in said[r] - truth[r][0]:
            counts[code] = counts.get(code, 0) + 1
    print(", ".join(f"{c} {n}" for c, n in sorted(counts.items(), key=lambda i: -i[1])) + ".")


if __name__ == "__main__":
    main()
