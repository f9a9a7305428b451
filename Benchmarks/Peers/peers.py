#!/usr/bin/env python3
"""Open detectors and delineators over WFDB records, as lines that AccuracyScorer reads.

  peers.py beats PEER LEAD RECORD.hea ...        PEER: sleepecg, neurokit2, wfdb-gqrs, wfdb-xqrs; LEAD: place counted from 0
  peers.py boundaries neurokit2 name|index RECORD.hea ...        every lead, called by its name or by its place

Needs sleepecg, neurokit2 and wfdb (pip); measured with 0.6.0, 0.2.13 and 4.3.1. Each peer with its own defaults. One that fails on a record has found
nothing there.
"""
import json
import os
import sys
import warnings

import numpy as np
import wfdb

WAVES = {
    "p_on": "ECG_P_Onsets", "p_peak": "ECG_P_Peaks", "p_off": "ECG_P_Offsets", "qrs_on": "ECG_R_Onsets", "qrs_off": "ECG_R_Offsets",
    "t_on": "ECG_T_Onsets", "t_peak": "ECG_T_Peaks", "t_off": "ECG_T_Offsets",
}


def beats(peer, signal, rate):
    if peer == "sleepecg":
        import sleepecg
        return sleepecg.detect_heartbeats(signal, rate)
    if peer == "neurokit2":
        import neurokit2
        return neurokit2.ecg_peaks(neurokit2.ecg_clean(signal, sampling_rate=rate), sampling_rate=rate)[1]["ECG_R_Peaks"]
    if peer == "wfdb-gqrs":
        return wfdb.processing.gqrs_detect(sig=signal, fs=rate)
    return wfdb.processing.xqrs_detect(signal, rate, verbose=False)


def boundaries(signal, rate):
    import neurokit2
    clean = neurokit2.ecg_clean(signal, sampling_rate=rate)
    peaks = neurokit2.ecg_peaks(clean, sampling_rate=rate)[1]["ECG_R_Peaks"]
    found = neurokit2.ecg_delineate(clean, peaks, sampling_rate=rate, method="dwt")[1]
    marks = {key: [int(place) for place in found[name] if place == place] for key, name in WAVES.items() if name in found}
    return marks | {"qrs_peak": [int(place) for place in peaks]}


def main(work, peer, lead, paths):
    warnings.simplefilter("ignore")
    for path in paths:
        name = os.path.splitext(os.path.basename(path))[0]
        record = wfdb.rdrecord(os.path.splitext(path)[0])
        for place in [int(lead)] if work == "beats" else range(record.n_sig):
            signal = np.nan_to_num(record.p_signal[:, place].astype(float))
            line = {"record": name}
            try:
                if work == "beats":
                    line |= {"lead": place, "samples": [int(sample) for sample in beats(peer, signal, record.fs) if np.isfinite(sample)]}
                else:
                    line |= {"lead": str(place) if lead == "index" else record.sig_name[place]} | boundaries(signal, int(record.fs))
            except Exception as failure:  # whatever a peer raises
                print(f"{peer} failed on {name}: {type(failure).__name__}", file=sys.stderr)
                line |= {"lead": place, "samples": []} if work == "beats" else {"lead": str(place) if lead == "index" else record.sig_name[place]} | {key: [] for key in [*WAVES, "qrs_peak"]}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 5 or sys.argv[1] not in ("beats", "boundaries"):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
