#!/usr/bin/env python3
"""Makes the recordings with known beats that the detector's model is fitted to: real ones cut, mixed, filtered and put into noise.

    recordings.py DATA OUT

DATA holds mitdb, nstdb, cpsc2019, cpsc2021, qtdb, ludb/data, ptbxl and challenge12, unpacked. OUT gets a folder for each kind, WFDB records with
their beats as `.atr`. Everything random comes from one seed, so that the same DATA gives the same OUT.

Noise is taken from the first three fifths of `bw` and `ma` only, so that the rest can be used for scoring.
"""
import glob
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import wfdb_files

NOISE_SHARE = 0.6
SEED = 20261122
random = np.random.default_rng(SEED)


def records(folder):
    return [path[:-4] for path in sorted(glob.glob(folder + "/**/*.hea", recursive=True))]


def trimmed_mean(values):
    values = np.sort(values)
    rest = int(round(0.05 * len(values)))
    return values[rest : len(values) - rest].mean()


class Noise:
    def __init__(self, folder):
        self.kinds = {kind: wfdb_files.read(f"{folder}/{kind}")[0] for kind in ("bw", "ma")}

    def power(self, kind):
        """Mean square about the mean of each second, as the stress test database defines it, of both leads."""
        lead = self.kinds[kind]
        seconds = lead[:, : lead.shape[1] // 360 * 360].reshape(len(lead), -1, 360)
        return [trimmed_mean(part) ** 2 for part in seconds.std(2)]

    def long(self, kind, count, shift):
        lead = self.kinds[kind]
        cut = int(NOISE_SHARE * lead.shape[1])
        return lead[:, (np.arange(count) + shift) % cut]

    def short(self, count, rate):
        """One lead from a random place at another rate."""
        lead = self.kinds["ma" if random.random() < 0.7 else "bw"]
        length = int(count * 360 / rate) + 2
        start = random.integers(int(NOISE_SHARE * lead.shape[1]) - length)
        return np.interp(np.arange(count) / rate, np.arange(length) / 360, lead[random.integers(2), start : start + length])


def qrs_size(lead, beats, rate, half):
    reach = int(half * rate)
    return np.array([np.ptp(lead[max(0, beat - reach) : beat + reach + 1]) for beat in beats])


def mit(path, noise, out):
    """A record of two leads: whole in noise by the minute, ten-second pieces, and mixtures of its leads."""
    name = os.path.basename(path)
    leads, rate, _ = wfdb_files.read(path)
    beats, spans = wfdb_files.truth(path + ".atr")
    count = leads.shape[1]
    size = [trimmed_mean(qrs_size(lead, beats[:300], rate, 0.05)) for lead in leads]

    def noisy(part, kind, piece, ratio):
        power = noise.power(kind)
        return [lead + row * np.sqrt(size[k] ** 2 / 8 / (power[k] * 10 ** (ratio / 10))) for k, (lead, row) in enumerate(zip(part, piece))]

    gate = np.arange(count) / rate // 60 % 2 == 1
    for number, ratio in enumerate((12, 6, 0)):
        kind = "ma" if (int(name) + number) % 3 else "bw"
        piece = noise.long(kind, count, int(random.integers(10**6)))
        if number == 1 or int(name) % 2 == number % 2:
            wfdb_files.write(out + "/noisy", f"{name}_{kind}{ratio}", np.where(gate, noisy(leads, kind, piece, ratio), leads), rate, beats, spans)
    for number in range(16):
        start = int(random.integers(count - 3600))
        kind, ratio = ("bw", "ma")[number % 2], random.uniform(6, 18)
        piece = noise.long(kind, 3600, int(random.integers(10**6)))
        if any(first - 600 < start + 3600 and last + 600 > start for first, last in spans):
            continue
        part = leads[:, start : start + 3600]
        inside = beats[(beats >= start) & (beats < start + 3600)] - start
        wfdb_files.write(out + "/short", f"{name}_{number:02d}", np.array(noisy(part, kind, piece, ratio) if number % 4 == 0 else part), rate, inside)
    for number in range(3):
        start, angle = int(random.integers(count - 216_000)), random.uniform(0, np.pi)
        part = np.cos(angle) * leads[0] + np.sin(angle) * leads[1]
        inside = beats[(beats >= start) & (beats < start + 216_000)] - start
        cut = [(first - start, last - start) for first, last in spans if last > start and first < start + 216_000]
        wfdb_files.write(out + "/turned", f"{name}_{number}", part[None, start : start + 216_000], rate, inside, cut)


def unsteady(path, noise, out):
    """A record of two leads whose leads are disturbed by turns, half a minute each: one lead in muscle noise, jumping, or off; notches in one or both."""
    name = os.path.basename(path)
    leads, rate, _ = wfdb_files.read(path)
    beats, spans = wfdb_files.truth(path + ".atr")
    count = leads.shape[1]
    size = [trimmed_mean(qrs_size(lead, beats[:300], rate, 0.05)) for lead in leads]
    length = int(30 * rate)
    for start in range(0, count - length, 2 * length):
        lead, kind = int(random.integers(2)), ("noise", "jumps", "off", "notches", "notches")[random.integers(5)]
        part = leads[:, start : start + length]
        if kind == "noise":
            row = noise.short(length, rate)
            part[lead] += row * size[lead] / 2.83 / (row.std() + 1e-9) / 10 ** (random.uniform(-3, 9) / 20)
        elif kind == "off":
            first, last = np.sort(random.integers(0, length, 2))
            part[lead, first:last] = part[lead, first] + random.normal(size=last - first) * 5
        elif kind == "jumps":
            place = int(random.integers(int(rate)))
            while place < length:
                rest = np.arange(length - place) / rate
                part[lead, place:] += random.choice((-1, 1)) * random.uniform(0.5, 5) * size[lead] * np.exp(-rest / random.uniform(0.2, 2))
                place += int(random.uniform(1, 6) * rate)
            part[lead] = np.clip(part[lead], np.median(part[lead]) - 2.5 * size[lead], np.median(part[lead]) + 2.5 * size[lead])
        else:
            notches(part, start, beats, rate, size, lead)
    wfdb_files.write(out + "/unsteady", name, leads, rate, beats, spans)


def notches(part, start, beats, rate, size, lead):
    """Short pulses and steps between the beats, up to half a QRS high, in one lead or, one in three, in both."""
    place = int(random.integers(int(2 * rate)))
    while place < part.shape[1] - rate:
        if np.abs(beats - start - place).min() > 0.25 * rate:
            width = random.uniform(0.004, 0.02) * rate
            shape = np.exp(-0.5 * (np.arange(-int(0.1 * rate), int(0.1 * rate)) / width) ** 2)
            if random.random() < 0.5:
                shape = np.gradient(shape)
                shape /= np.abs(shape).max()
            both = random.random() < 1 / 3
            for row in (0, 1):
                if both or row == lead:
                    first = max(0, place - len(shape) // 2)
                    piece = part[row, first : first + len(shape)]
                    piece += random.choice((-1, 1)) * size[row] * np.exp(random.uniform(np.log(0.05), np.log(0.5))) * shape[: len(piece)]
        place += int(random.uniform(0.5, 4) * rate)


def clear_beats(leads, rate):
    """Beats of a calm recording of twelve leads: peaks of the speed of all leads together, all alike in height and far above the rest.
    `None` where that is not so."""
    step, half = max(1, int(0.01 * rate)), int(0.04 * rate)
    speed = np.zeros(leads.shape[1])
    for lead in leads:
        change = np.abs(np.r_[np.zeros(step), lead[2 * step :] - lead[: -2 * step], np.zeros(step)])
        speed += change / (np.percentile(change, 98) + 1e-9)
    speed = np.convolve(speed, np.ones(2 * half + 1) / (2 * half + 1), "same")
    reach = int(0.12 * rate)
    tops = [
        place for place in range(1, len(speed) - 1)
        if speed[place] >= speed[place - 1] and speed[place] > speed[place + 1]
        and speed[place] >= speed[max(0, place - reach) : place + reach + 1].max()]
    heights = speed[tops]
    usual = np.median(heights[heights > 0.5 * np.percentile(heights, 95)])
    shares = heights / usual
    if ((shares > 0.35) & (shares < 0.6)).any():
        return None
    beats = np.array(tops)[shares >= 0.6]
    gaps = np.diff(beats) / rate
    return beats if len(beats) >= 4 and gaps.min() > 0.3 and gaps.max() < 2.2 else None


def diverse(name, leads, rate, beats, spans, noise, out):
    """Leads, a random direction and a random pair of a recording of twelve leads; a third of them in noise, some smoothed."""
    for number in range(5):
        if number == 2:
            part = (leads.T @ (random.normal(size=len(leads)) / 3))[None]
        elif number == 3:
            part = leads[random.choice(len(leads), 2, replace=False)]
        else:
            part = leads[random.integers(len(leads))][None]
        part = part.copy()
        if random.random() < 0.35:
            for lead in part:
                row = noise.short(len(lead), rate)
                size = np.median(qrs_size(lead, beats, rate, 0.06))
                lead += row * size / 2.83 / (row.std() + 1e-9) / 10 ** (random.uniform(3, 20) / 20)
        if random.random() < 0.3:
            width = int(random.integers(2, 1 + max(3, int(rate * 0.016))))
            part = np.array([np.convolve(lead, np.ones(width) / width, "same") for lead in part])
        wfdb_files.write(out + ("/pairs" if number == 3 else "/single"), f"{name}_{number}", part, rate, beats, spans)


def ludb(path, out):
    """Beats of lead II, the spans that were not annotated, and leads II and V2 by themselves."""
    leads, rate, _ = wfdb_files.read(path)
    name = os.path.basename(path)
    found = {}
    for lead, place in (("ii", 1), ("v2", 7)):
        marks = wfdb_files.annotations(f"{path}.{lead}")
        beats = np.array(sorted(time for time, code in marks if code == wfdb_files.NORMAL), np.int64)
        times = [time for time, _ in marks]
        spans = [(0, min(times) - 81), (max(times) + 81, 1 << 40)] if times else [(0, 1 << 40)]
        found[lead] = (beats, [(first, last) for first, last in spans if last > first and first < leads.shape[1]])
        wfdb_files.write(out + "/ludb", f"{name}_{lead}", leads[place][None], rate, *found[lead])
    return leads, rate, *found["ii"]


def main(data, out):
    global random
    noise = Noise(data + "/nstdb")
    for path in records(data + "/mitdb"):
        mit(path, noise, out)
    taken = left = 0
    for kind in ("ptbxl", "challenge12", "ludb/data"):
        for number, path in enumerate(records(f"{data}/{kind}")):
            if kind == "ludb/data":
                leads, rate, beats, spans = ludb(path, out)
            else:
                (leads, rate, _), spans = wfdb_files.read(path), []
                beats = clear_beats(leads, rate)
            if beats is None or len(beats) < 3:
                left += 1
                continue
            taken += 1
            if kind == "ludb/data":
                number = int(os.path.basename(path))
            diverse(f"{kind.split('/')[0]}_{number:04d}", leads, rate, beats, spans, noise, out)
    random = np.random.default_rng(SEED)
    for path in records(data + "/mitdb"):
        unsteady(path, noise, out)
    print(f"{taken} recordings of twelve leads used, {left} not clear enough")


if __name__ == "__main__":
    main(*sys.argv[1:3])
