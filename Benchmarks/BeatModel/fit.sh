#!/bin/bash
# Fits the beat detector's model anew and writes its tables. About a minute of one core, with FOLDS=4 too; needs a release build of SpeedBench and READINGHUB_TESTDATA.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

[ -n "${READINGHUB_TESTDATA:-}" ] || { echo "fit: set READINGHUB_TESTDATA to the folder with the larger test data"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for set in mitdb cpsc2019 qtdb ludb ptbxl challenge12; do
  mkdir -p "$work/data/$set"
  tar -xf "$READINGHUB_TESTDATA/ecg/$set/$set.tar.xz" -C "$work/data/$set" --strip-components=1
done
cp -r "$READINGHUB_TESTDATA"/ecg/nstdb "$READINGHUB_TESTDATA"/ecg/cpsc2021 "$work/data"

.venv/bin/python -B Benchmarks/BeatModel/recordings.py "$work/data" "$work/made"
records=()
while IFS= read -r header; do records+=("$header"); done < <(
  for set in mitdb cpsc2019 cpsc2021 qtdb; do find "$work/data/$set" -name '*.hea' | LC_ALL=C sort; done
  find "$work/made" -name '*.hea' | LC_ALL=C sort)
.build/release/SpeedBench beat-candidates "$work/candidates" "${records[@]}"
OPENBLAS_NUM_THREADS=1 .venv/bin/python -B Benchmarks/BeatModel/fit.py "$work/candidates" "${1:-$work/models}" --folds "${FOLDS:-0}" \
  --tables Sources/ECGCore/Detection
