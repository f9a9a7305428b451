"""Where readers (LUDB, QTDB) and the generator (synthetic ECGs) put the boundaries of average beats."""
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wfdb_files

KEYS = [f"{wave}_{edge}" for wave in ("p", "qrs", "t") for edge in ("on", "peak", "off")]
LEADS = "i ii iii avr avl avf v1 v2 v3 v4 v5 v6".split()
# Seconds after a beat's fiducial within which a mark may belong to it.
REACH = {"p": (-0.45, 0.02), "q": (-0.15, 0.25), "t": (0.02, 0.75)}
# Milliseconds between R and the largest deflection of another lead.
FURTHEST_PEAK = 60
P_WAVE, T_WAVE, U_WAVE, OPENS, CLOSES = 24, 27, 29, 39, 40


def waves(path):
    """Marks of each kind; an onset stands directly before its wave's peak, an offset directly behind it."""
    marks = wfdb_files.annotations(path)
    found = {key: [] for key in KEYS}
    for i, (time, code) in enumerate(marks):
        if code in (OPENS, CLOSES, U_WAVE):
            continue
        wave = {P_WAVE: "p", T_WAVE: "t"}.get(code, "qrs")
        found[wave + "_peak"].append(time)
        if i and marks[i - 1][1] == OPENS:
            found[wave + "_on"].append(marks[i - 1][0])
        if i + 1 < len(marks) and marks[i + 1][1] == CLOSES:
            found[wave + "_off"].append(marks[i + 1][0])
    return {key: np.array(sorted(times), float) for key, times in found.items()}


def together(leads, rate):
    """The earliest onset and the latest offset that two more leads support within 12 ms (CSE 1985), the middle peak; beat by beat."""
    tolerance, found = 0.012 * rate, {key: [] for key in KEYS}
    beats, run = [], []
    for time in sorted(t for lead in leads for t in lead["qrs_peak"]):
        if run and time - run[-1] > 0.12 * rate:
            beats.append(np.median(run))
            run = []
        run.append(time)
    if run:
        beats.append(np.median(run))
    for beat in beats:
        for key in KEYS:
            low, high = REACH[key[0]]
            marks = []
            for lead in leads:
                near = [t for t in lead[key] if low * rate <= t - beat <= high * rate]
                if near:
                    marks.append(min(near, key=lambda t: abs(t - beat)))
            marks.sort(reverse=key.endswith("off"))
            if len(marks) < 3:
                continue
            if key.endswith("peak"):
                found[key].append(np.median(marks))
            else:
                supported = [a for a in marks if sum(abs(a - b) <= tolerance for b in marks) >= 3]
                found[key] += supported[:1]
    return {key: np.array(sorted(set(times)), float) for key, times in found.items()}


def of_beats(marks, key, fiducials, rate):
    """Milliseconds from each beat's fiducial to its mark, of those beats that have one."""
    low, high = REACH[key[0]]
    found = []
    for fiducial in fiducials:
        distances = marks[key] - fiducial
        distances = distances[(distances >= low * rate) & (distances <= high * rate)]
        if len(distances):
            # P belongs to the QRS that follows it.
            nearest = distances[-1] if key[0] == "p" else distances[np.argmin(abs(distances))]
            found.append(nearest * 1000 / rate)
    return np.array(found)


class Beat:
    """An average beat: `leads` on the 4 ms grid, and the marks of its single beats by lead name ("together": over all)."""

    def __init__(self, database, line, beat, marks):
        self.database, self.record = database, line["record"]
        self.leads = np.array(beat["leadsMicrovolts"])
        self.names = [name.lower() for name in line["leadNames"]]
        self.usable, self.fiducial = beat["usableLeads"], beat["fiducialStep"]
        self.next, self.previous = 1000 * beat["nextSeconds"], 1000 * beat["previousSeconds"]
        self.marks = marks


def load(database, dump, folder):
    beats = []
    for text in open(dump):
        line = json.loads(text)
        rate, path = line["samplingRateHertz"], os.path.join(folder or "", line["record"])
        if database == "ludb":
            leads = {name: waves(f"{path}.{name}") for name in LEADS}
            readers = {"together": together(list(leads.values()), rate), **leads}
        elif database == "qtdb":
            reader = waves(path + ".q1c")
            readers = {name.lower(): reader for name in line["leadNames"]}
        for beat in line["beats"]:
            fiducials = np.array(beat["fiducialSamples"])
            if database == "synthetic":
                marks = known(line, fiducials)
            else:
                marks = {name: {key: of_beats(reader, key, fiducials, rate) for key in KEYS} for name, reader in readers.items()}
            if any(len(times) for times in marks["together" if "together" in marks else next(iter(marks))].values()):
                beats.append(Beat(database, line, beat, marks))
    return beats


def known(line, fiducials):
    """The generator's edges; the fiducial lies on another peak than R where that is clearer."""
    peaks, rate = np.array(line["peaks"]), line["samplingRateHertz"]
    shifts = np.array([f - peaks[np.argmin(abs(peaks - f))] for f in fiducials]) * 1000 / rate
    # At the recording's end something else may have been taken for a beat.
    fiducials, shift = fiducials[abs(shifts) < FURTHEST_PEAK], np.median(shifts)
    edges = {"p_on": "pOnset", "p_off": "pOffset", "qrs_on": "qrsOnset", "qrs_off": "qrsOffset", "t_off": "tOffset"}
    marks = {key: np.full(len(fiducials), line["truth"][name] - shift) for key, name in edges.items() if name in line["truth"]}
    every = {key: marks.get(key, np.array([])) for key in KEYS}
    # What P and T last does not depend on the lead, but small Q and S are lost in single leads.
    waves_only = {key: times if key[0] != "q" else np.array([]) for key, times in every.items()}
    return {"together": every, **{name.lower(): waves_only for name in line["leadNames"]}}
