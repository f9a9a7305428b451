#!/usr/bin/env python3
"""The weights of Sources/ECGCore/Delineation/BoundaryTables.swift, and how well they do.

    SpeedBench scanned-beats ludb/data/*.hea > ludb.jsonl
    SpeedBench scanned-beats qtdb/*.hea > qtdb.jsonl
    SpeedBench synthetic-beats 200 > synthetic.jsonl
    fit.py ludb.jsonl ludb/data qtdb.jsonl qtdb synthetic.jsonl [--half odd|even] > BoundaryTables.swift

A boundary is looked for over candidate places 4 ms apart. Its probability is a softmax of weighted features: the logarithms of how fast the
signal moves in nine windows about the place, of how far it moves over each, and a few terms of its own. The weights are those of maximum
likelihood with a ridge, found by Newton's method (the loss is convex: the same input gives the same weights). Marks of the beats that went into
an average are blurred by a few milliseconds; an average counts as often as it has marks, twelve times at most. QTDB's, of which there are
fewer, count three times, and synthetic ones (PhaseModelECG.varied) together as SYNTHETIC_SHARE of all others. QRS is fitted first, T from the QRS
that was found, P from both, as the program will do. `--half` fits to records of odd or even number (QTDB: place in the alphabet) only; the errors
on stderr are then told for the other half as well. Numbers are written with four digits.
"""
import sys

import numpy as np

from truth import load

STEP = 4
WINDOWS = {  # steps about the candidate
    "qrs": [(-24, -12), (-12, -6), (-6, -3), (-3, -1), (-1, 1), (1, 3), (3, 6), (6, 12), (12, 24)],
    "p": [(-32, -16), (-16, -9), (-9, -4), (-4, -1), (-1, 1), (1, 4), (4, 9), (9, 16), (16, 32)],
    "t": [(-48, -24), (-24, -12), (-12, -6), (-6, -2), (-2, 2), (2, 6), (6, 12), (12, 24), (24, 48)],
}
FLOORS = {"qrs": (0.003, 0.01), "p": (0.02, 0.03), "t": (0.01, 0.02)}
SMOOTHING = {"qrs": (1, 1), "p": (2, 2), "t": (3, 2)}  # half width of the moving average, reach of the slope
# Candidates in steps from the fiducial, blur of the marks in milliseconds.
PLACES = {
    "qrs_on": (np.arange(-38, 6), 6.0), "qrs_off": (np.arange(0, 48), 6.0),
    "t_on": (np.arange(15, 161), 12.0), "t_peak": (np.arange(15, 161), 8.0), "t_off": (np.arange(45, 181), 12.0),
    "p_on": (np.arange(-100, 1), 8.0), "p_peak": (np.arange(-100, 1), 8.0), "p_off": (np.arange(-100, 1), 8.0),
}
ORDER = ["qrs_on", "qrs_off", "t_off", "t_peak", "t_on", "p_on", "p_off", "p_peak"]
RIDGE = {"qrs": {"together": 1e-2, "leads": 3e-3}, "t": {"together": 1e-3, "leads": 1e-3}, "p": {"together": 1e-3, "leads": 1e-3}}
# QTDB's readers let P begin earlier and T end later than LUDB's in single leads: LUDB's are moved by half of that, milliseconds.
LEAD_SHIFT = {"p_on": -11.0, "t_off": 6.0}
MOST_MARKS, QTDB_WEIGHT, SYNTHETIC_SHARE = 12, 3.0, 0.2


def smoothed(rows, half):
    width = 2 * half + 1
    padded = np.pad(rows, ((0, 0), (half, half)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    return (sums[:, width:] - sums[:, :-width]) / width


class View:
    """The leads as `ScanView` sees them."""

    def __init__(self, leads, wave, first, last):
        half, reach = SMOOTHING[wave]
        values = smoothed(leads, half)
        inside = values[:, max(0, first):last]
        self.values = values / np.maximum(1e-3, inside.max(1) - inside.min(1))[:, None]
        self.count = values.shape[1]
        speed = np.zeros(self.count)
        moved = self.values[:, 2 * reach:] - self.values[:, :-2 * reach]
        speed[reach:-reach] = np.sqrt((moved ** 2).sum(0))
        self.path = np.concatenate([[0], np.cumsum(speed / max(1e-6, speed[max(0, first):last].max()))])
        self.wave = wave

    def features(self, places):
        last, columns = self.count - 1, []
        for a, b in WINDOWS[self.wave]:
            start = np.clip(places + a, 0, last)
            end = np.maximum(start + 1, np.minimum(places + b, self.count))
            columns.append(np.log(FLOORS[self.wave][0] + (self.path[end] - self.path[start]) / (end - start)))
        for a, b in WINDOWS[self.wave]:
            start, end = np.clip(places + a, 0, last), np.clip(places + b, 0, last)
            way = np.sqrt(((self.values[:, end] - self.values[:, start]) ** 2).mean(0))
            columns.append(np.log(FLOORS[self.wave][1] + way))
        return np.array(columns).T


class Unit:
    """One lead of an average beat, or its usable leads together, with what was found so far (steps)."""

    def __init__(self, beat, leads, marks):
        self.beat, self.leads, self.marks, self.found = beat, leads, marks, {}

    def candidates(self, key):
        """Features of the candidate places, and which of them are allowed."""
        places = self.beat.fiducial + PLACES[key][0]
        wave = key.split("_")[0]
        if wave == "qrs":
            return View(self.leads, wave, self.beat.fiducial - 20, self.beat.fiducial + 21).features(places), np.ones(len(places), bool)
        return (self.t_candidates if wave == "t" else self.p_candidates)(places)

    def t_candidates(self, places):
        qrs_on, qrs_off = self.found["qrs_on"], self.found["qrs_off"]
        onset, rr = int(round(qrs_on)), min(500.0, self.beat.next / STEP)
        root = np.sqrt(rr * STEP / 1000)
        first, count = int(round(qrs_off)) + 10, self.leads.shape[1]
        last = max(first + 15, min(count - 3, onset + int(rr) - 10, onset + int(155 * root)))
        view = View(self.leads, "t", first, last)
        rest = view.values[:, max(0, onset - 5):max(1, onset - 1)].mean(1)
        away = np.sqrt(((view.values - rest[:, None]) ** 2).mean(0))
        late = (places - (qrs_on + 0.7 * (qrs_off - qrs_on - 22.5) + 98.75 * root)) / 25
        own = [np.log(0.03 + away[np.clip(places, 0, count - 1)]), late, late * late, np.maximum(0, late - 1) ** 2]
        return np.column_stack([view.features(places)] + own), places < min(last, count)

    def p_candidates(self, places):
        qrs_on = self.found["qrs_on"]
        onset = int(round(qrs_on))
        last = onset - 3
        t_end = self.found["t_off"] - self.beat.previous / STEP
        first = max(3, min(last - 20, max(onset - 75, int(round(t_end)))))
        late = (places - qrs_on + 25) / 15
        view = View(self.leads, "p", first, last)
        return np.column_stack([view.features(places), late, late * late]), (places >= first) & (places < onset)

    def targets(self, key, shift):
        """The marks, blurred, as a distribution over the candidates; how many; their mean."""
        marks = self.marks.get(key, np.array([])) + (shift if self.beat.database == "ludb" else 0)
        if not len(marks):
            return None
        offsets, blur = PLACES[key][0] * STEP, PLACES[key][1]
        return np.exp(-0.5 * ((offsets[None] - marks[:, None]) / blur) ** 2), len(marks), marks.mean()


def units(beats, mode):
    for beat in beats:
        if mode == "together":
            if "together" in beat.marks and len(beat.usable) >= 3:
                yield Unit(beat, beat.leads[beat.usable], beat.marks["together"])
        else:
            for place, name in enumerate(beat.names):
                yield Unit(beat, beat.leads[place:place + 1], beat.marks.get(name, {}))


def newton(features, allowed, targets, weights, ridge):
    """Weights of the softmax over standardised features, for the features as they are."""
    flat = features[allowed]
    scale = flat.std(0) + 1e-6
    x = np.where(allowed[:, :, None], (features - flat.mean(0)) / scale, 0)
    weights = weights / weights.sum()
    w = np.zeros(x.shape[2])

    def scores(w):
        z = np.where(allowed, x @ w, -1e9)
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        total = e.sum(1, keepdims=True)
        p = e / total
        loss = -(weights * (targets * np.where(allowed, z - np.log(total), 0)).sum(1)).sum() + 0.5 * ridge * w @ w
        return loss, p

    loss, p = scores(w)
    for _ in range(50):
        gradient = np.einsum("n,ntf->f", weights, (p - targets)[:, :, None] * x) + ridge * w
        mean = np.einsum("nt,ntf->nf", p, x)
        spread = x - mean[:, None]
        weighted = spread * (p * weights[:, None])[:, :, None]
        hessian = weighted.reshape(-1, len(w)).T @ spread.reshape(-1, len(w)) + ridge * np.eye(len(w))
        step, size = np.linalg.solve(hessian, gradient), 1.0
        while True:
            new_loss, new_p = scores(w - size * step)
            if new_loss <= loss or size < 1e-4:
                break
            size /= 2
        w, p, gain, loss = w - size * step, new_p, loss - new_loss, new_loss
        if gain < 1e-9:
            break
    return w / scale


def middle(p, places):
    """The place with as much probability before as behind it."""
    before = np.cumsum(p, axis=1) - 0.5 * p
    return np.array([np.interp(0.5, row, places) for row in before])


def is_learned(unit, half, order):
    if half == "all" or unit.beat.database == "synthetic":
        return True
    record = unit.beat.record
    number = int(record) if unit.beat.database == "ludb" else order[record]
    return number % 2 == (1 if half == "odd" else 0)


def fit(all_units, key, mode, half, order, share):
    shift = LEAD_SHIFT.get(key, 0) if mode == "leads" else 0
    wave = key.split("_")[0]
    rows = [unit.candidates(key) for unit in all_units]
    features, allowed = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    targets, counts, means = np.zeros(allowed.shape), np.zeros(len(all_units)), np.full(len(all_units), np.nan)
    for i, unit in enumerate(all_units):
        target = unit.targets(key, shift)
        if target is None:
            continue
        blurred, counts[i], means[i] = target
        blurred = blurred * allowed[i]
        targets[i] = (blurred / np.maximum(blurred.sum(1, keepdims=True), 1e-12)).mean(0)
    database = np.array([unit.beat.database for unit in all_units])
    learned = np.array([is_learned(unit, half, order) for unit in all_units]) & (targets.sum(1) > 0.5)
    weights = np.minimum(counts, MOST_MARKS) * np.where(database == "qtdb", QTDB_WEIGHT, 1)
    artificial = learned & (database == "synthetic")
    real = learned & ~artificial
    if artificial.any():
        weights[artificial] *= share * weights[real].sum() / weights[artificial].sum()
    if share == 0:
        learned = real
    table = newton(features[learned], allowed[learned], targets[learned], weights[learned], RIDGE[wave][mode])
    z = np.where(allowed, features @ table, -1e9)
    p = np.exp(z - z.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    place = middle(p, PLACES[key][0])
    for unit, value in zip(all_units, place):
        unit.found[key] = unit.beat.fiducial + value
    report(mode, key, database, learned, counts, place * STEP - means)
    return table


def report(mode, key, database, learned, counts, errors):
    for name in ("ludb", "qtdb", "synthetic"):
        for label, chosen in (("fitted", learned), ("others", ~learned)):
            chosen = chosen & (database == name) & (counts > 0)
            if chosen.any():
                error, weight = errors[chosen], counts[chosen]
                mean = (error * weight).sum() / weight.sum()
                sd = np.sqrt(((error - mean) ** 2 * weight).sum() / weight.sum())
                print(f"{mode:9}{key:8}{name:10}{label:7}{mean:+6.1f} ± {sd:5.1f} ms", file=sys.stderr)


NAMES = {"p_on": "pOnset", "p_peak": "pPeak", "p_off": "pOffset", "qrs_on": "qrsOnset", "qrs_off": "qrsOffset", "t_on": "tOnset", "t_peak": "tPeak",
         "t_off": "tOffset"}


def swift(tables):
    def numbers(values):
        return "[" + ", ".join(f"{value:.4g}" for value in values) + "]"

    text = """/// Weights of the boundary scan, made by `Benchmarks/BoundaryModel/fit.py`: maximum likelihood (one softmax over the candidate places of each average
/// beat) of the readers' marks of LUDB records 1–100 and of 52 QTDB records (cardiologist 1) and of the known edges of 200 synthetic ECGs. `leads` was
/// fitted to single leads (LUDB's P onsets taken 11 ms earlier, its T offsets 6 ms later: half of what lies between the two sets' readers),
/// `together` to twelve leads taken together. Order: how fast the signal moves in the nine windows, how far it has moved over each, then the
/// boundary's own terms.
enum BoundaryTables {
"""
    for mode in ("leads", "together"):
        text += f"  static let {mode} = BoundaryTableSet(\n"
        text += ",\n".join(
            f"    {name}: BoundaryTable(\n      speed: {numbers(tables[mode, key][:9])},\n"
            f"      distance: {numbers(tables[mode, key][9:18])},\n      terms: {numbers(tables[mode, key][18:])})" for key, name in NAMES.items())
        text += ")\n"
    return text + "}\n"


def main():
    arguments = sys.argv[1:]
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else "all"
    share = float(arguments[arguments.index("--share") + 1]) if "--share" in arguments else SYNTHETIC_SHARE
    ludb, ludb_folder, qtdb, qtdb_folder, synthetic = arguments[:5]
    beats = load("ludb", ludb, ludb_folder) + load("qtdb", qtdb, qtdb_folder) + load("synthetic", synthetic, None)
    order = {record: place for place, record in enumerate(sorted({b.record for b in beats if b.database == "qtdb"}))}
    tables = {}
    for mode in ("together", "leads"):
        chosen = list(units(beats, mode))
        for key in ORDER:
            tables[mode, key] = fit(chosen, key, mode, half, order, share)
    print(swift(tables), end="")


if __name__ == "__main__":
    main()
