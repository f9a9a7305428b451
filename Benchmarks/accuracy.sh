#!/bin/bash
# Beat detection against the annotations of the MIT-BIH records in the larger test data. Exit code 0: at least 99.0 % both ways.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -n "${READINGHUB_TESTDATA:-}" ] || { echo "accuracy: SKIPPED, set READINGHUB_TESTDATA to the folder with the larger test data"; exit 1; }
records=$(mktemp -d)
trap 'rm -rf "$records"' EXIT
tar -xf "$READINGHUB_TESTDATA/ecg/mitdb/mitdb.tar.xz" -C "$records" --strip-components=1

.build/release/readinghub ecg beats --lead multi "$records"/*.hea \
  | .build/release/AccuracyScorer mitdb "$records" --minimum 99.0
for lead in 0 1; do .build/release/readinghub ecg beats --lead $lead "$records"/*.hea | .build/release/AccuracyScorer mitdb "$records"; done

# Ventricular beats among the others, and atrial fibrillation by time; figures only.
.build/release/readinghub ecg beats --lead multi "$records"/*.hea >"$records/beats.jsonl"
.build/release/AccuracyScorer classes "$records" <"$records/beats.jsonl"
.build/release/AccuracyScorer episodes "$records" <"$records/beats.jsonl"
.build/release/readinghub ecg beats --lead multi "$READINGHUB_TESTDATA"/ecg/cpsc2021/*.hea \
  | .build/release/AccuracyScorer episodes "$READINGHUB_TESTDATA/ecg/cpsc2021"

# Hard strips, and noise at 6 and 0 dB; figures only.
mkdir "$records/cpsc2019" "$records/noise"
tar -xf "$READINGHUB_TESTDATA/ecg/cpsc2019/cpsc2019.tar.xz" -C "$records/cpsc2019" --strip-components=1
.build/release/readinghub ecg beats --lead 0 "$records"/cpsc2019/*.hea | .build/release/AccuracyScorer mitdb "$records/cpsc2019" --annotator qrs
.build/release/AccuracyScorer mix-noise "$records" "$READINGHUB_TESTDATA/ecg/nstdb" "$records/noise" --seed 1
for kind in bw6 bw0 ma6 ma0; do
  echo "noise $kind"
  .build/release/readinghub ecg beats --lead 0 "$records"/noise/*"$kind".hea | .build/release/AccuracyScorer mitdb "$records/noise"
done

# Boundaries: LUDB over all leads and lead by lead, QTDB lead by lead; figures only.
mkdir "$records/ludb" "$records/qtdb"
tar -xf "$READINGHUB_TESTDATA/ecg/ludb/ludb.tar.xz" -C "$records/ludb" --strip-components=1
tar -xf "$READINGHUB_TESTDATA/ecg/qtdb/qtdb.tar.xz" -C "$records/qtdb" --strip-components=1
for database in ludb-global ludb qtdb; do
  case $database in
    ludb-global) folder="$records/ludb/data" words=(--global) ;;
    ludb) folder="$records/ludb/data" words=() ;;
    qtdb) folder="$records/qtdb" words=(--lead-ids index) ;;
  esac
  .build/release/readinghub ecg delineate "${words[@]}" "$folder"/*.hea | .build/release/AccuracyScorer "$database" "$folder"
done
